#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mdc/core/null.hpp"

namespace mdc::collector {

/// One line of a file that `mdc parse` reads. A bare frame has only `payload`; an envelope, or a
/// row of a `raw` table, says also what it is, when it came and over which connection.
struct InputLine {
    enum class Kind : std::uint8_t {
        bare,   ///< the line is the frame, as the exchange sent it
        open,   ///< a connection was opened; `request` is its url when known
        ws,     ///< a WebSocket message
        rest,   ///< a REST body that answers `request`
        close,  ///< a connection ended
    };
    Kind kind = Kind::bare;
    std::int64_t rcv_timestamp = kNullInt64;  ///< UTC microseconds
    std::int64_t conn_id = kNullInt64;
    std::int64_t packet_id = kNullInt64;
    std::optional<std::int16_t> exchange;  ///< code; raw tables have it
    std::string_view request;
    std::string_view payload;
};

/// Reads such lines. What it returns lies in its own buffer, with kFramePadding readable bytes
/// behind the payload, and is valid until the next call.
class InputLineParser {
  public:
    InputLineParser();
    ~InputLineParser();

    /// Nothing for a line that is no JSON object, or an envelope without its required keys.
    std::optional<InputLine> parse(std::string_view line);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mdc::collector
