#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/parse.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::binance {

namespace {

// The heads of the events in their usual form. False: the general parser has to look.

bool identify_depth(Scan scan, TimeUnit unit, StreamId stream, FrameKey& key) noexcept {
    std::int64_t time = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::string_view symbol;
    if (!scan.literal(R"({"e":"depthUpdate","E":)") || !scan.integer(time) ||
        !scan.literal(R"(,"s":")") || !scan.text(symbol) || !scan.literal(R"(,"U":)") ||
        !scan.integer(first) || !scan.literal(R"(,"u":)") || !scan.integer(last) ||
        !scan.literal(",") || !to_micros(unit, time, time)) {
        return false;
    }
    if (first < 1 || last < first) return false;
    key = depth_key(stream, first, last, time);
    return true;
}

bool identify_book_ticker(Scan scan, StreamId stream, FrameKey& key) noexcept {
    std::int64_t update_id = 0;
    if (!scan.literal(R"({"u":)") || !scan.integer(update_id) || !scan.literal(",")) return false;
    key = book_ticker_key(stream, update_id);
    return true;
}

bool identify_trade(Scan scan, TimeUnit unit, StreamId stream, FrameKey& key) noexcept {
    std::int64_t time = 0;
    std::int64_t id = 0;
    std::string_view symbol;
    if (!scan.literal(R"({"e":"trade","E":)") || !scan.integer(time) ||
        !scan.literal(R"(,"s":")") || !scan.text(symbol) || !scan.literal(R"(,"t":)") ||
        !scan.integer(id) || !scan.literal(",") || !to_micros(unit, time, time)) {
        return false;
    }
    key = trade_key(stream, id, time);
    return true;
}

bool identify_ticker(Scan scan, TimeUnit unit, StreamId stream, FrameKey& key) noexcept {
    std::int64_t time = 0;
    if (!scan.literal(R"({"e":"24hrTicker","E":)") || !scan.integer(time) || !scan.literal(",") ||
        !to_micros(unit, time, time)) {
        return false;
    }
    key = ticker_key(stream, time);
    return true;
}

bool identify_quickly(const Frame& frame, FrameKey& key) noexcept {
    const auto envelope = open_quickly(frame.payload);
    if (envelope.kind != Envelope::Kind::stream) return false;
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr) return false;
    const Scan scan(envelope.body);
    switch (static_cast<Form>(ref->kind)) {
        case Form::depth:
            return identify_depth(scan, frame.plan->time_unit, ref->stream, key);
        case Form::book_ticker:
            return identify_book_ticker(scan, ref->stream, key);
        case Form::trade:
            return identify_trade(scan, frame.plan->time_unit, ref->stream, key);
        case Form::ticker:
            return identify_ticker(scan, frame.plan->time_unit, ref->stream, key);
    }
    return false;
}

}  // namespace

// Frames in another form than the usual are so rare that parsing them twice costs nothing.
FrameKey Binance::identify(const Frame& frame) const noexcept {
    FrameKey key;
    if (frame.reply_to == nullptr && identify_quickly(frame, key)) return key;
    thread_local Output scratch;
    scratch.clear();
    (void)parse(frame, scratch);
    return scratch.key;
}

}  // namespace mdc::exchanges::binance
