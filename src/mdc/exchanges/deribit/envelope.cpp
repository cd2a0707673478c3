#include "mdc/exchanges/deribit/parse.hpp"
#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::deribit {

using Kind = Envelope::Kind;

Envelope open_quickly(std::string_view payload) noexcept {
    Scan scan(payload);
    Envelope out;
    if (!scan.literal(R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":")") ||
        !scan.text(out.channel) || !scan.literal(R"(,"data":)") || !payload.ends_with("}}") ||
        scan.left() < 4) {
        return {};
    }
    out.data = scan.rest().substr(0, scan.left() - 2);
    out.kind = Kind::notification;
    return out;
}

namespace {

using json::is_key;
using json::Seen;

enum Field : unsigned { kMethod, kParams, kId, kResult, kError, kChannel, kData, kType };

bool read_params(json::Value value, Envelope& out, Seen& seen) noexcept {
    return json::each_field_of(value, [&](auto key, auto field) noexcept {
        if (is_key(key, "channel")) return seen.mark(kChannel, json::text(field, out.channel));
        if (is_key(key, "data")) return seen.mark(kData, field.error() == simdjson::SUCCESS);
        if (is_key(key, "type")) return seen.mark(kType, json::text(field, out.type));
        return true;
    });
}

// "error":null is none.
bool read_error(json::Value value, bool& is_error) noexcept {
    std::string_view token;
    is_error = json::token(value, token) && token.starts_with('{');
    return is_error || token == "null";
}

Kind kind_of(std::string_view method, bool is_error, const Seen& seen) noexcept {
    if (method == "subscription") {
        return seen.has(kChannel) && seen.has(kData) ? Kind::notification : Kind::malformed;
    }
    if (method == "heartbeat") return seen.has(kType) ? Kind::heartbeat : Kind::malformed;
    if (seen.has(kMethod)) return Kind::other;
    if (seen.has(kResult) && is_error) return Kind::malformed;
    return seen.has(kResult) || is_error ? Kind::answer : Kind::other;
}

}  // namespace

Envelope open_generally(std::string_view payload) noexcept {
    Envelope out;
    Seen seen;
    std::string_view method;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        if (is_key(key, "method")) return seen.mark(kMethod, json::text(value, method));
        if (is_key(key, "params")) return seen.mark(kParams, read_params(value, out, seen));
        if (is_key(key, "id")) {
            // We send whole numbers: anything else answers nobody.
            if (value.get_int64().get(out.id) != simdjson::SUCCESS) out.id = kNullInt64;
            return seen.mark(kId, true);
        }
        if (is_key(key, "result")) return seen.mark(kResult, value.error() == simdjson::SUCCESS);
        if (is_key(key, "error")) return seen.mark(kError, read_error(value, out.is_error));
        return true;
    });
    out.kind = is_good ? kind_of(method, out.is_error, seen) : Kind::malformed;
    return out;
}

}  // namespace mdc::exchanges::deribit
