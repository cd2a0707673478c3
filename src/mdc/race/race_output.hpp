#pragma once

#include <cstdint>

#include "mdc/core/null.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"

namespace mdc::race {

/// No connection brought these ids, or there was no connection for a while (ids null).
struct RaceGap {
    StreamId stream = kNoStream;
    GapCause cause{};  ///< server_drop inside living connections, else why the last one closed
    std::int64_t from_id = kNullInt64;  ///< inclusive
    std::int64_t to_id = kNullInt64;    ///< inclusive; null: not known
    UnixMicros from;                    ///< receive time of the last frame before
    std::int64_t to = kNullInt64;       ///< receive time of the first frame after; null: none came
    bool is_restart = false;            ///< the exchange's numbering began again, unannounced
};

/// Where the race says what one perfect connection would have delivered. Called from within
/// offer(), on_time(), leg_closed() and finish(), in the order to publish; must not call the race's
/// offer() from here.
class RaceOutput {
  public:
    virtual ~RaceOutput() = default;

    /// Publish this frame. With was_held it is a copy that waited for what stands before it (with
    /// kFramePadding readable bytes behind the payload, valid during this call); else it is the
    /// very frame that is being offered. A single leg never holds.
    virtual void on_frame(const Frame& frame, const FrameKey& key, bool was_held) noexcept = 0;
    /// Comes before the frame that follows the gap.
    virtual void on_gap(const RaceGap& gap) noexcept = 0;
    /// Two connections brought the same ids with different content: the stream goes on with the
    /// rule `leader`; worth an alert.
    virtual void on_mismatch(StreamId stream, std::uint16_t leg) noexcept = 0;
};

}  // namespace mdc::race
