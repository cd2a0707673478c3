#include <bit>

#include "mdc/exchanges/deribit/deribit.hpp"
#include "mdc/exchanges/deribit/parse.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::deribit {

namespace {

bool is_price(double lowest, Channel channel) noexcept {
    return lowest > 0 || is_combination(channel);
}

// `data` of a change ends with the id of the picture that it changes: …],"prev_change_id":7}
bool scan_end(std::string_view data, std::int64_t& prev) noexcept {
    constexpr std::string_view kKey = R"(],"prev_change_id":)";
    if (!data.ends_with('}')) return false;
    data.remove_suffix(1);
    auto at = data.size();
    while (at > 0 && digits::is_digit(data[at - 1])) --at;
    return data.substr(0, at).ends_with(kKey) && Scan(data.substr(at)).integer(prev);
}

bool identify_book(std::string_view data, StreamId stream, FrameKey& key) noexcept {
    Scan scan(data);
    BookEvent event;
    if (!scan.literal(R"({"timestamp":)") || !scan.integer(event.time) ||
        !scan.literal(R"(,"type":")")) {
        return false;
    }
    const bool is_snapshot = scan.literal(R"(snapshot",)");
    event.type = is_snapshot ? BookEvent::Type::snapshot : BookEvent::Type::change;
    return (is_snapshot || scan.literal(R"(change",)")) && scan.literal(R"("change_id":)") &&
           scan.integer(event.last) && scan.literal(",") &&
           (is_snapshot || scan_end(data, event.prev)) && book_key(stream, {}, event, key);
}

// Steps behind the next "trade_seq":7, the only key of a trade that ends with a 'q'.
bool find_trade_seq(std::string_view& left, std::int64_t& seq) noexcept {
    const auto at = left.find("q\":");
    if (at == left.npos || !left.substr(0, at).ends_with("\"trade_se")) return false;
    Scan scan(left.substr(at + 3));
    if (!scan.integer(seq) || seq < 1) return false;
    left = scan.rest();
    return true;
}

// Elements may come in any order, so each has to be looked at. Where one is not flat (the legs of a
// combination), an end comes where none is expected.
bool identify_trades(std::string_view data, StreamId stream, FrameKey& key) noexcept {
    Scan scan(data);
    TradesEvent event;
    if (!scan.literal(R"([{"timestamp":)") || !scan.integer(event.time)) return false;
    auto left = scan.rest();
    do {
        std::int64_t seq = 0;
        if (!find_trade_seq(left, seq)) return false;
        event.first = std::min(event.first, seq);
        event.last = std::max(event.last, seq);
        const auto end = left.find('}');
        if (end == left.npos) return false;
        left.remove_prefix(end + 1);
    } while (left.starts_with(",{"));
    return left == "]" && trades_key(stream, {}, event, key);
}

bool identify_ticker(std::string_view data, StreamId stream, FrameKey& key) noexcept {
    Scan scan(data);
    std::int64_t time = 0;
    return scan.literal(R"({"timestamp":)") && scan.integer(time) && scan.literal(",") &&
           ticker_key(stream, time, key);
}

}  // namespace

bool to_micros(std::int64_t sent, std::int64_t& micros) noexcept {
    constexpr std::int64_t kSmallestMicros = 100'000'000'000'000;  // any of ours in ms is smaller
    micros = sent < kSmallestMicros ? sent * 1000 : 0;
    return sent < kSmallestMicros;
}

bool is_combination(Channel channel) noexcept {
    return type_of(split(channel).ticker) == InstrumentType::other;
}

// A combination may be quoted at zero: then there is an amount.
bool settle(double& price, double& qty, Channel channel) noexcept {
    if (price > 0 && qty >= 0) return true;
    const bool is_free = is_combination(channel);
    if (qty < 0 || (price < 0 && !is_free)) return false;
    if (is_null(price) || (price == 0 && !(is_free && qty > 0))) price = qty = kNullDouble;
    return true;
}

bool book_key(StreamId stream, Channel channel, const BookEvent& event, FrameKey& key) noexcept {
    using Type = BookEvent::Type;
    const bool is_of_nothing = is_null(event.prev) ? event.type == Type::none : event.prev == 0;
    if (event.type == Type::snapshot || is_of_nothing) {
        key = {.stream = stream, .kind = KeyKind::snapshot, .last = event.last};
    } else {
        key = {stream, KeyKind::data, event.prev, event.last, 0, 0};
        // A change that does not say since when, or since later, must not touch a book.
        if (is_null(event.prev) || event.prev >= event.last) return false;
    }
    return is_price(event.lowest_price, channel) && to_micros(event.time, key.time);
}

bool trades_key(StreamId stream, Channel channel, const TradesEvent& event,
                FrameKey& key) noexcept {
    key = {stream, KeyKind::data, event.first - 1, event.last, 0, 0};
    return is_price(event.lowest_price, channel) && to_micros(event.time, key.time);
}

bool ticker_key(StreamId stream, std::int64_t time, FrameKey& key) noexcept {
    key = {.stream = stream, .kind = KeyKind::data};
    return to_micros(time, key.time);
}

// The fingerprint is that of the values, not of their text: another node may write the same number
// otherwise. Zero has no sign, and null has but one form.
bool quote_key(StreamId stream, Channel channel, QuoteEvent& event, FrameKey& key) noexcept {
    auto& row = event.row;
    if (!settle(row.bid_price, row.bid_qty, channel) ||
        !settle(row.ask_price, row.ask_qty, channel) || !ticker_key(stream, event.time, key)) {
        return false;
    }
    constexpr std::uint64_t kMultiplier = 0x9E37'79B9'7F4A'7C15;
    auto hash = static_cast<std::uint64_t>(key.time) * kMultiplier;
    for (const auto value : {row.bid_price, row.bid_qty, row.ask_price, row.ask_qty}) {
        hash ^= is_null(value) ? 1 : std::bit_cast<std::uint64_t>(value + 0.0);
        hash *= kMultiplier;
        hash ^= hash >> 29;
    }
    key.fingerprint = hash == 0 ? 1 : hash;
    return true;
}

bool identify_quickly(const Frame& frame, FrameKey& key) noexcept {
    const auto envelope = open_quickly(frame.payload);
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr) return false;
    QuoteEvent quote;
    switch (form_of(ref->kind)) {
        case Form::book:
            return identify_book(envelope.data, ref->stream, key);
        case Form::quote:
            return read_quote({Way::scan, envelope.data}, quote) &&
                   quote_key(ref->stream, envelope.channel, quote, key);
        case Form::trades:
            return identify_trades(envelope.data, ref->stream, key);
        case Form::ticker:
            return identify_ticker(envelope.data, ref->stream, key);
    }
    return false;
}

// Frames in another form than the usual are so rare that parsing them twice costs nothing.
FrameKey Deribit::identify(const Frame& frame) const noexcept {
    FrameKey key;
    if (frame.reply_to == nullptr && identify_quickly(frame, key)) return key;
    thread_local Output scratch;
    scratch.clear();
    (void)parse(frame, scratch);
    return scratch.key;
}

// Every notification names its channel, which names the instrument.
std::optional<Discovery> Deribit::discover(const Frame& frame) const {
    const auto envelope = open_generally(frame.payload);
    if (frame.reply_to != nullptr || envelope.kind != Envelope::Kind::notification) return {};
    const auto instrument = instrument_of(split(envelope.channel).ticker);
    for (const auto& channel : facts().channels) {
        auto stream = stream_of(channel, instrument);
        if (stream && stream->channel == envelope.channel) {
            return Discovery{{std::move(*stream)}, TimeUnit::milliseconds};
        }
    }
    return {};
}

}  // namespace mdc::exchanges::deribit
