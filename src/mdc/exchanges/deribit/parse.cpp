#include "mdc/exchanges/deribit/parse.hpp"

#include "mdc/exchanges/deribit/deribit.hpp"

// From frame to rows. Sources: docs.deribit.com, pages of the subscriptions book, quote, trades and
// ticker; README.md says what becomes which column.

namespace mdc::exchanges::deribit {

namespace {

/// A message and whose it is.
struct Message {
    StreamRef ref;
    ExchangeId exchange{};
    std::string_view channel;
    Source source;

    [[nodiscard]] RowHead head(std::int64_t micros) const noexcept {
        RowHead head;
        head.timestamp.value = micros;
        head.instrument = ref.instrument;
        head.exchange = exchange;
        return head;
    }
};

ParseStatus parse_book(const Message& message, Output& out) noexcept {
    BookEvent event;
    BookUpdate update;
    if (!read_book(message.source, event, out.levels)) return ParseStatus::malformed;
    if (event.type == BookEvent::Type::other) return ParseStatus::unknown;
    if (!book_key(message.ref.stream, message.channel, event, out.key)) {
        return ParseStatus::malformed;
    }
    update.stream = message.ref.stream;
    update.instrument = message.ref.instrument;
    update.is_snapshot = out.key.kind == KeyKind::snapshot;
    update.prev = out.key.prev;
    update.last = out.key.last;
    update.prev_update_id = out.key.prev;
    update.timestamp = out.key.time;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    out.books.push_back(update);
    return ParseStatus::rows;
}

ParseStatus parse_quote(const Message& message, Output& out) noexcept {
    QuoteEvent event;
    if (!read_quote(message.source, event) ||
        !quote_key(message.ref.stream, message.channel, event, out.key)) {
        return ParseStatus::malformed;
    }
    event.row.head = message.head(out.key.time);
    out.bbos.push_back(event.row);
    return ParseStatus::rows;
}

ParseStatus parse_trades(const Message& message, Output& out) noexcept {
    TradesEvent event;
    if (!read_trades(message.source, event, out.trades)) return ParseStatus::malformed;
    if (out.trades.empty()) {
        out.key = {.stream = message.ref.stream, .kind = KeyKind::repeat};
        return ParseStatus::repeat;
    }
    for (auto& row : out.trades) {
        std::int64_t micros = 0;
        if (!to_micros(row.head.timestamp.value, micros)) return ParseStatus::malformed;
        row.head = message.head(micros);
    }
    const bool is_good = trades_key(message.ref.stream, message.channel, event, out.key);
    return is_good ? ParseStatus::rows : ParseStatus::malformed;
}

// Inverse futures are quoted in USD, so that turnover in USD is theirs; messages of 2026 say it in
// the quote currency themselves.
double turnover_of(const TickerEvent& event, std::string_view ticker) noexcept {
    const auto type = type_of(ticker);
    const bool is_future = type == InstrumentType::perpetual || type == InstrumentType::future;
    const bool is_inverse = is_future && ticker.find('_') == ticker.npos;
    const double said = event.row.volume_quote_24h;
    return is_null(said) && is_inverse ? event.volume_usd : said;
}

bool is_plausible(const TickerRow& row, std::string_view channel) noexcept {
    const bool is_below_zero = row.last_price < 0 || row.mark_price < 0 || row.low_24h < 0;
    return !(row.volume_base_24h < 0 || row.volume_quote_24h < 0 || row.open_interest < 0) &&
           (!is_below_zero || is_combination(channel));
}

ParseStatus parse_ticker(const Message& message, Output& out) noexcept {
    TickerEvent event;
    if (!read_ticker(message.source, event)) return ParseStatus::malformed;
    auto& row = event.row;
    row.volume_quote_24h = turnover_of(event, split(message.channel).ticker);
    if (!is_plausible(row, message.channel) ||
        !settle(row.bid_price, row.bid_qty, message.channel) ||
        !settle(row.ask_price, row.ask_qty, message.channel) ||
        !ticker_key(message.ref.stream, event.time, out.key)) {
        return ParseStatus::malformed;
    }
    row.head = message.head(out.key.time);
    // The volatility of a price that is not there comes as zero, too.
    if (is_null(row.bid_price)) row.bid_iv = kNullDouble;
    if (is_null(row.ask_price)) row.ask_iv = kNullDouble;
    out.tickers.push_back(row);
    return ParseStatus::rows;
}

ParseStatus parse_message(const Message& message, Output& out) noexcept {
    switch (form_of(message.ref.kind)) {
        case Form::book:
            return parse_book(message, out);
        case Form::quote:
            return parse_quote(message, out);
        case Form::trades:
            return parse_trades(message, out);
        case Form::ticker:
            return parse_ticker(message, out);
    }
    return ParseStatus::unknown;
}

bool parse_quickly(const Frame& frame, Output& out) noexcept {
    const auto envelope = open_quickly(frame.payload);
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr) return false;
    const Source source{Way::scan, envelope.data};
    return parse_message({*ref, frame.plan->exchange, envelope.channel, source}, out) ==
           ParseStatus::rows;
}

// What a frame's head and end say is what the race goes by, before anybody looks between them. A
// frame that says something else there contradicts itself.
bool is_consistent(const Frame& frame, const FrameKey& key) noexcept {
    FrameKey quick;
    return !identify_quickly(frame, quick) || quick == key;
}

ParseStatus parse_generally(const Frame& frame, Output& out) noexcept {
    const auto envelope = open_generally(frame.payload);
    using Kind = Envelope::Kind;
    if (envelope.kind == Kind::malformed) return ParseStatus::malformed;
    if (envelope.kind == Kind::other) return ParseStatus::unknown;
    if (envelope.kind == Kind::heartbeat) return parse_heartbeat(envelope, out);
    if (envelope.kind == Kind::answer) {
        return parse_answer(frame.payload, envelope, frame.plan, out);
    }
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr) return parse_news(frame.payload, envelope.channel, out);
    const Source source{Way::read, frame.payload};
    const auto status = parse_message({*ref, frame.plan->exchange, envelope.channel, source}, out);
    return is_consistent(frame, out.key) ? status : ParseStatus::malformed;
}

}  // namespace

const StreamRef* find_stream(const Frame& frame, const Envelope& envelope) noexcept {
    if (frame.plan == nullptr || envelope.kind != Envelope::Kind::notification) return nullptr;
    return frame.plan->table.find(envelope.channel);
}

// Books are never asked for by REST: an answer is none that was waited for.
ParseStatus Deribit::parse(const Frame& frame, Output& out) const noexcept {
    if (frame.reply_to != nullptr) return ParseStatus::malformed;
    if (parse_quickly(frame, out)) return ParseStatus::rows;
    out.clear();
    const auto status = parse_generally(frame, out);
    if (status == ParseStatus::malformed || status == ParseStatus::unknown) out.clear();
    return status;
}

}  // namespace mdc::exchanges::deribit
