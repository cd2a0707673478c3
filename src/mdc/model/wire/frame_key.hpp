#pragma once

#include <cstdint>

#include "mdc/core/null.hpp"
#include "mdc/model/ids.hpp"

namespace mdc {

/// What identify() says of a frame without parsing it in full.
enum class KeyKind : std::uint8_t {
    data,      ///< brings news of a stream
    snapshot,  ///< brings a whole book
    reset,     ///< the exchange restarted its numbering
    repeat,    ///< says nothing new, shows that the stream lives
    control,   ///< an answer or a notice, of no stream
    unknown,   ///< of no stream that this connection carries, or not understood
};

/// The frame brings the ids (prev, last] of its stream. Feeds without ids have a fingerprint
/// instead.
struct FrameKey {
    StreamId stream = kNoStream;
    KeyKind kind = KeyKind::unknown;
    std::int64_t prev = kNullInt64;
    std::int64_t last = kNullInt64;
    std::int64_t time = 0;          ///< exchange time, UTC microseconds; 0 when it sends none
    std::uint64_t fingerprint = 0;  ///< hash of the content, for feeds without ids

    friend bool operator==(const FrameKey&, const FrameKey&) = default;
};

}  // namespace mdc
