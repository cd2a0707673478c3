#include "mdc/exchanges/binance/heads.hpp"
#include "mdc/exchanges/binance/parse.hpp"

namespace mdc::exchanges::binance {

namespace {

// False: the general parser has to look.
bool identify_quickly(const Frame& frame, const Market& market, FrameKey& key) noexcept {
    const auto envelope = open_quickly(frame.payload);
    if (envelope.kind != Envelope::Kind::stream) return false;
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr || is_foreign(market, envelope.body)) return false;
    const Origin origin{market, frame.plan->time_unit, *ref};
    return with_event(form_of(ref->kind), [&](auto event) noexcept {
        Fields in(envelope.body);
        return read_head(in, event) && in.literal(",") && key_of(event, origin, key);
    });
}

}  // namespace

// Frames in another form than the usual are so rare that parsing them twice costs nothing. One
// object is returned whatever happens, so that it is made where the caller wants it: a copy would
// wait for its parts to be written.
FrameKey Binance::identify(const Frame& frame) const noexcept {
    FrameKey key;
    if (frame.reply_to != nullptr || !identify_quickly(frame, market_, key)) {
        thread_local Output scratch;
        scratch.clear();
        (void)parse(frame, scratch);
        key = scratch.key;
    }
    return key;
}

}  // namespace mdc::exchanges::binance
