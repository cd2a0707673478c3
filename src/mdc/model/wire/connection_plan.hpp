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

/// What one connection to an exchange carries and how to open it; immutable once opened.
struct ConnectionPlan {
    ExchangeId exchange{};
    std::string target;             ///< path and query below the WebSocket base url
    std::vector<StreamId> streams;  ///< what it carries
    StreamTable table;              ///< channel text → stream
    TimeUnit time_unit = TimeUnit::milliseconds;
    bool is_wrapped = true;  ///< frames name their channel
    int legs = 1;            ///< connections of its race group, which all carry the same streams
    std::vector<std::string> subscribe;  ///< texts to send after opening, in this order, paced
};

}  // namespace mdc
