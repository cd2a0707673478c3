#include "mdc/exchanges/binance/parse.hpp"

#include <array>
#include <charconv>

#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/exchanges/binance/events.hpp"

// From frame to rows. Sources: web-socket-streams.md "Diff. Depth Stream", "Individual Symbol Book
// Ticker Streams", "Trade Streams", "Individual Symbol Ticker Streams", rest-api.md "Order book";
// what becomes which column stands in docs/implementation_plan.md.

namespace mdc::exchanges::binance {

namespace {

constexpr std::int64_t kSmallestMicros = 100'000'000'000'000;  // any of ours in ms is smaller

}  // namespace

bool to_micros(TimeUnit unit, std::int64_t sent, std::int64_t& micros) noexcept {
    const bool is_micros = sent >= kSmallestMicros;
    if (sent != 0 && is_micros != (unit == TimeUnit::microseconds)) return false;
    micros = unit == TimeUnit::microseconds ? sent : sent * 1000;
    return true;
}

const StreamRef* find_stream(const Frame& frame, const Envelope& envelope) noexcept {
    if (frame.plan == nullptr) return nullptr;
    if (envelope.kind == Envelope::Kind::stream) return frame.plan->table.find(envelope.channel);
    if (envelope.kind != Envelope::Kind::event) return nullptr;
    std::array<char, 96> buffer;
    return frame.plan->table.find(raw_channel(envelope.event, envelope.symbol, buffer));
}

namespace {

// Each event is read the short way first, then, only if that gave up, the general way.
enum class Way : std::uint8_t { scan, read };

RowHead head_of(const StreamRef& ref, ExchangeId exchange) noexcept {
    RowHead head;
    head.instrument = ref.instrument;
    head.exchange = exchange;
    return head;
}

ParseStatus parse_depth(const Frame& frame, const StreamRef& ref, std::string_view body, Way way,
                        Output& out) noexcept {
    DepthEvent event;
    const bool is_good = way == Way::scan ? scan_depth(body, event, out.levels)
                                          : read_depth(body, event, out.levels);
    BookUpdate update;
    if (!is_good || event.first < 1 || event.last < event.first ||
        !to_micros(frame.plan->time_unit, event.event_time, update.timestamp)) {
        return ParseStatus::malformed;
    }
    update.stream = ref.stream;
    update.instrument = ref.instrument;
    update.prev = event.first - 1;
    update.last = event.last;
    update.first_update_id = event.first;
    update.push_timestamp = update.timestamp;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    out.books.push_back(update);
    out.key = depth_key(ref.stream, event.first, event.last, update.timestamp);
    return ParseStatus::rows;
}

// Empty sides come as zero: they become null.
void set_side(double price, double qty, double& out_price, double& out_qty) noexcept {
    if (price == 0) return;
    out_price = price;
    out_qty = qty;
}

ParseStatus parse_book_ticker(const Frame& frame, const StreamRef& ref, std::string_view body,
                              Way way, Output& out) noexcept {
    BookTickerEvent event;
    const bool is_good =
        way == Way::scan ? scan_book_ticker(body, event) : read_book_ticker(body, event);
    if (!is_good) return ParseStatus::malformed;
    BboRow row;
    row.head = head_of(ref, frame.plan->exchange);
    row.update_id = event.update_id;
    set_side(event.bid_price, event.bid_qty, row.bid_price, row.bid_qty);
    set_side(event.ask_price, event.ask_qty, row.ask_price, row.ask_qty);
    out.bbos.push_back(row);
    out.key = book_ticker_key(ref.stream, event.update_id);
    return ParseStatus::rows;
}

ParseStatus parse_trade(const Frame& frame, const StreamRef& ref, std::string_view body, Way way,
                        Output& out) noexcept {
    TradeEvent event;
    const bool is_good = way == Way::scan ? scan_trade(body, event) : read_trade(body, event);
    TradeRow row;
    row.head = head_of(ref, frame.plan->exchange);
    if (!is_good || !to_micros(frame.plan->time_unit, event.trade_time, row.head.timestamp.value) ||
        !to_micros(frame.plan->time_unit, event.event_time, row.head.push_timestamp)) {
        return ParseStatus::malformed;
    }
    row.price = event.price;
    row.qty = event.qty;
    row.trade_seq = event.id;
    row.side = event.is_buyer_maker ? Side::sell : Side::buy;
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), event.id).ptr;
    row.trade_id = std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
    out.trades.push_back(row);
    out.key = trade_key(ref.stream, event.id, row.head.push_timestamp);
    return ParseStatus::rows;
}

ParseStatus parse_ticker(const Frame& frame, const StreamRef& ref, std::string_view body, Way way,
                         Output& out) noexcept {
    TickerEvent event;
    const bool is_good = way == Way::scan ? scan_ticker(body, event) : read_ticker(body, event);
    TickerRow row;
    row.head = head_of(ref, frame.plan->exchange);
    if (!is_good || !to_micros(frame.plan->time_unit, event.event_time, row.head.timestamp.value)) {
        return ParseStatus::malformed;
    }
    row.head.push_timestamp = row.head.timestamp.value;
    row.last_price = event.last_price;
    row.last_qty = event.last_qty;
    row.open_24h = event.open;
    row.high_24h = event.high;
    row.low_24h = event.low;
    row.volume_base_24h = event.volume_base;
    row.volume_quote_24h = event.volume_quote;
    set_side(event.bid_price, event.bid_qty, row.bid_price, row.bid_qty);
    set_side(event.ask_price, event.ask_qty, row.ask_price, row.ask_qty);
    out.tickers.push_back(row);
    out.key = ticker_key(ref.stream, row.head.push_timestamp);
    return ParseStatus::rows;
}

ParseStatus parse_snapshot(const Frame& frame, Output& out) noexcept {
    SnapshotBody event;
    if (!read_snapshot(frame.payload, event, out.levels)) return ParseStatus::malformed;
    BookUpdate update;
    update.stream = frame.reply_to->stream;
    update.instrument = frame.reply_to->instrument;
    update.is_snapshot = true;
    update.last = event.last;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    out.books.push_back(update);
    out.key.stream = update.stream;
    out.key.kind = KeyKind::snapshot;
    out.key.last = event.last;
    return ParseStatus::rows;
}

ParseStatus parse_answer(std::string_view payload, Output& out) noexcept {
    const auto event = read_answer(payload);
    if (!event) return ParseStatus::unknown;
    out.controls.push_back(*event);
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

ParseStatus parse_shutdown(Output& out) noexcept {
    ControlEvent event;
    event.kind = ControlKind::closing_soon;
    event.text = std::string_view("serverShutdown");
    out.controls.push_back(event);
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

// Kinds of events that exist and that mdc does not record.
bool is_other_event(std::string_view event) noexcept {
    constexpr std::array<std::string_view, 9> kOthers = {
        "aggTrade", "kline",    "24hrMiniTicker", "1hTicker",      "4hTicker",
        "1dTicker", "avgPrice", "blockTrade",     "referencePrice"};
    for (const auto other : kOthers) {
        if (event == other) return true;
    }
    return false;
}

ParseStatus parse_other(const Envelope& envelope, Output& out) noexcept {
    auto event = envelope.event;
    if (envelope.kind == Envelope::Kind::stream) event = event_type(envelope.body);
    // Partial depth names its kind in the channel only.
    if (event.empty() && envelope.channel.find("@depth") != envelope.channel.npos) {
        return ParseStatus::ignored;
    }
    if (event == "serverShutdown") return parse_shutdown(out);
    if (is_other_event(event)) return ParseStatus::ignored;
    return ParseStatus::unknown;
}

ParseStatus parse_event(const Frame& frame, const StreamRef& ref, std::string_view body, Way way,
                        Output& out) noexcept {
    switch (static_cast<Form>(ref.kind)) {
        case Form::depth:
            return parse_depth(frame, ref, body, way, out);
        case Form::book_ticker:
            return parse_book_ticker(frame, ref, body, way, out);
        case Form::trade:
            return parse_trade(frame, ref, body, way, out);
        case Form::ticker:
            return parse_ticker(frame, ref, body, way, out);
    }
    return ParseStatus::unknown;
}

bool parse_quickly(const Frame& frame, Output& out) noexcept {
    const auto envelope = open_quickly(frame.payload);
    const auto* ref = find_stream(frame, envelope);
    return ref != nullptr &&
           parse_event(frame, *ref, envelope.body, Way::scan, out) == ParseStatus::rows;
}

ParseStatus parse_generally(const Frame& frame, Output& out) noexcept {
    if (frame.reply_to != nullptr) return parse_snapshot(frame, out);
    const auto envelope = open_generally(frame.payload);
    if (envelope.kind == Envelope::Kind::malformed) return ParseStatus::malformed;
    if (envelope.kind == Envelope::Kind::control) return parse_answer(frame.payload, out);
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr) return parse_other(envelope, out);
    return parse_event(frame, *ref, envelope.body, Way::read, out);
}

}  // namespace

ParseStatus Binance::parse(const Frame& frame, Output& out) const noexcept {
    if (frame.reply_to == nullptr) {
        if (parse_quickly(frame, out)) return ParseStatus::rows;
        out.clear();
    }
    const auto status = parse_generally(frame, out);
    if (status == ParseStatus::malformed) out.clear();
    return status;
}

}  // namespace mdc::exchanges::binance
