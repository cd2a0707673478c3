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
    enum class Type : std::uint8_t { none, snapshot, delta, other };
    Kind kind = Kind::malformed;
    Type type = Type::none;
    std::string_view topic, id;
    std::string_view body;          ///< the data, from its first bracket on
    std::int64_t ts = kNullInt64;   ///< milliseconds, when it was pushed
    std::int64_t cts = kNullInt64;  ///< milliseconds, when the matching engine made it
    std::int64_t cs = kNullInt64;   ///< cross sequence

    [[nodiscard]] bool is_snapshot() const noexcept { return type == Type::snapshot; }
    [[nodiscard]] bool is_delta() const noexcept { return type == Type::delta; }
};

// The short way, for frames without white space: what stands before the data, and, once the data
// was read, what stands behind it. False: the general parser has to look. In this header, because
// all of it has to end up in the registers of its callers: frames pass here before they are parsed.

/// One key and its value, each at most once.
[[gnu::always_inline]] inline bool scan_key(Scan& scan, Envelope& envelope) noexcept {
    if (is_null(envelope.ts) && scan.literal(R"("ts":)")) return scan.integer(envelope.ts);
    if (envelope.type == Envelope::Type::none && scan.literal(R"("type":")")) {
        envelope.type = Envelope::Type::delta;
        if (scan.literal("delta\"")) return true;
        envelope.type = Envelope::Type::snapshot;
        return scan.literal("snapshot\"");
    }
    if (is_null(envelope.cts) && scan.literal(R"("cts":)")) return scan.integer(envelope.cts);
    if (is_null(envelope.cs) && scan.literal(R"("cs":)")) return scan.integer(envelope.cs);
    if (envelope.id.data() == nullptr && scan.literal(R"("id":")")) return scan.text(envelope.id);
    return envelope.topic.data() == nullptr && scan.literal(R"("topic":")") &&
           scan.text(envelope.topic);
}

[[gnu::always_inline]] inline bool scan_front(Scan& scan, Envelope& envelope) noexcept {
    if (scan.literal(R"({"topic":")")) {
        if (!scan.text(envelope.topic)) return false;
    } else if (!scan.literal("{") || !scan_key(scan, envelope)) {
        return false;
    }
    while (scan.literal(",")) {
        if (scan.literal(R"("data":)")) return envelope.topic.data() != nullptr;
        if (!scan_key(scan, envelope)) return false;
    }
    return false;
}

[[gnu::always_inline]] inline bool scan_back(Scan& scan, Envelope& envelope) noexcept {
    while (scan.literal(",")) {
        if (!scan_key(scan, envelope)) return false;
    }
    return scan.literal("}") && scan.left() == 0;
}

/// Steps over data that is an object without objects in it; `body`: all of it.
bool scan_flat_object(Scan& scan, std::string_view& body) noexcept;

/// Any frame, through the general parser.
Envelope open_generally(std::string_view payload) noexcept;

}  // namespace mdc::exchanges::bybit
