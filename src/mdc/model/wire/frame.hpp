#pragma once

#include <cstdint>
#include <string_view>

#include "mdc/core/time.hpp"
#include "mdc/model/wire/connection_plan.hpp"
#include "mdc/model/wire/request.hpp"

namespace mdc {

/// seq_id of the connection's `opened` row; null (kNullInt64) for what no connection brought.
using ConnId = std::int64_t;

/// When a message passed the stages of its way here. Ticks are nanoseconds of a monotonic clock.
struct Stamps {
    UnixMicros received;  ///< kernel stamp of the read's latest segment, else when it returned
    std::uint64_t t_kernel = 0;  ///< UTC ns; 0 without a kernel stamp
    std::uint64_t t_read = 0;    ///< ticks when the read returned
    std::uint64_t t_frame = 0;   ///< ticks when the frame was decoded
};

/// One message as the exchange sent it. The payload is valid during the call it is handed to, and
/// at least kFramePadding readable bytes stand behind it (the JSON parser reads ahead).
struct Frame {
    std::string_view payload;
    const ConnectionPlan* plan = nullptr;
    ConnId conn = 0;
    std::int64_t packet = 0;
    Stamps stamps;
    const Request* reply_to = nullptr;  ///< the request that this body answers; null on a stream
    std::uint16_t leg = 0;              ///< index of the connection within its race group
};

inline constexpr std::size_t kFramePadding = 64;

}  // namespace mdc
