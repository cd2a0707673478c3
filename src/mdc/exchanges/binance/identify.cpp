#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/parse.hpp"

namespace mdc::exchanges::binance {

bool key_of(const DepthEvent& event, const Origin& origin, FrameKey& key) noexcept {
    const auto previous = origin.market.is_futures ? event.previous : event.first - 1;
    key = {origin.stream.stream, KeyKind::data, previous, event.last};
    return event.first >= 1 && event.last >= event.first && previous <= event.last &&
           !is_null(previous) && to_micros(origin.unit, event.event_time, key.time);
}

bool key_of(const BookTickerEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data, kNullInt64, event.update_id};
    return true;
}

// Ids of a futures' single trades jump over what is not published.
bool key_of(const TradeEvent& event, const Origin& origin, FrameKey& key) noexcept {
    const bool is_sparse = origin.market.is_futures;
    key = {origin.stream.stream, KeyKind::data, is_sparse ? kNullInt64 : event.id - 1, event.id};
    if (is_sparse && event.special == "NA") key.kind = KeyKind::repeat;  // says nothing at all
    return (!is_sparse || !event.special.empty()) &&
           to_micros(origin.unit, event.event_time, key.time);
}

bool key_of(const AggTradeEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data, event.id - 1, event.id};
    return to_micros(origin.unit, event.event_time, key.time);
}

// Of whole seconds, the same on every connection: the time is the id.
bool key_of(const MarkPriceEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data};
    const bool is_good = to_micros(origin.unit, event.event_time, key.time);
    key.last = key.time;
    return is_good;
}

bool key_of(const TickerEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data};
    return to_micros(origin.unit, event.event_time, key.time);
}

namespace {

// False: the general parser has to look.
bool identify_quickly(const Frame& frame, const Market& market, FrameKey& key) noexcept {
    const auto envelope = open_quickly(frame.payload);
    if (envelope.kind != Envelope::Kind::stream) return false;
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr || is_foreign(market, envelope.body)) return false;
    const Origin origin{market, frame.plan->time_unit, *ref};
    return with_event(form_of(ref->kind), [&](auto event) noexcept {
        Scan scan(envelope.body);
        return read_head(scan, event) && scan.literal(",") && key_of(event, origin, key);
    });
}

}  // namespace

// Frames in another form than the usual are so rare that parsing them twice costs nothing.
FrameKey Binance::identify(const Frame& frame) const noexcept {
    FrameKey key;
    if (frame.reply_to == nullptr && identify_quickly(frame, market_, key)) return key;
    thread_local Output scratch;
    scratch.clear();
    (void)parse(frame, scratch);
    return scratch.key;
}

}  // namespace mdc::exchanges::binance
