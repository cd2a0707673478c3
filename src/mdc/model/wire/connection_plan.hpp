#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "mdc/model/exchange_id.hpp"
#include "mdc/model/wire/stream_table.hpp"

namespace mdc {

/// The unit of the times that a connection sends.
enum class TimeUnit : std::uint8_t { milliseconds, microseconds };

/// What one connection to an exchange carries and how to open it.
struct ConnectionPlan {
    ExchangeId exchange{};
    std::string target;             ///< path and query below the WebSocket base url
    std::vector<StreamId> streams;  ///< what it carries; of shared channels the carrier
    StreamTable table;  ///< channel text → stream; of shared channels ticker → member
    TimeUnit time_unit = TimeUnit::milliseconds;
    bool needs_login = false;
    bool is_status = false;  ///< carries no streams, tells of maintenance
    int legs = 1;            ///< connections of its race group, which all carry the same streams
};

}  // namespace mdc
