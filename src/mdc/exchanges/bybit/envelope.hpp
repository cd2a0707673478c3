#pragma once

#include <cstdint>
#include <string_view>

#include "mdc/core/null.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::bybit {

/// What a WebSocket text says around its data. Texts are null (data() is) when they are not there.
struct Envelope {
    enum class Kind : std::uint8_t {
        topic,      ///< {"topic":…,"data":…}
        answer,     ///< to a request
        other,      ///< an object of neither kind
        malformed,  ///< no JSON object, or not in these types
    };
    Kind kind = Kind::malformed;
    std::string_view topic, type, id;
    std::string_view body;          ///< the data, from its first bracket on
    std::int64_t ts = kNullInt64;   ///< milliseconds, when it was pushed
    std::int64_t cts = kNullInt64;  ///< milliseconds, when the matching engine made it
    std::int64_t cs = kNullInt64;   ///< cross sequence

    [[nodiscard]] bool is_snapshot() const noexcept { return type == "snapshot"; }
    [[nodiscard]] bool is_delta() const noexcept { return type == "delta"; }
};

// The short way, for frames without white space: what stands before the data, and, once the data
// was read, what stands behind it. The keys come in several orders, each at most once. False: the
// general parser has to look.
bool scan_front(Scan& scan, Envelope& envelope) noexcept;
bool scan_back(Scan& scan, Envelope& envelope) noexcept;

/// Steps over data that is an object without objects in it; `body`: all of it.
bool scan_flat_object(Scan& scan, std::string_view& body) noexcept;

/// Any frame, through the general parser.
Envelope open_generally(std::string_view payload) noexcept;

}  // namespace mdc::exchanges::bybit
