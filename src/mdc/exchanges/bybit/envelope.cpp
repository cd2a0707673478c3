#include "mdc/exchanges/bybit/envelope.hpp"

#include <cstring>

#include "mdc/exchanges/json.hpp"

namespace mdc::exchanges::bybit {

// Why looking for the first closing brace is enough, when scan_back() then reads on to the end of
// the frame: were the brace within a string, the quote of the next key would end that string, and
// what follows would be no JSON; were it the end of an inner object, a brace would be missing at
// the end of the frame. Frames that are no JSON are refused by parse(), whatever identify() says.
bool scan_flat_object(Scan& scan, std::string_view& body) noexcept {
    const auto rest = scan.rest();
    if (!rest.starts_with('{')) return false;
    const auto* const end = static_cast<const char*>(std::memchr(rest.data(), '}', rest.size()));
    if (end == nullptr) return false;
    body = rest.substr(0, static_cast<std::size_t>(end + 1 - rest.data()));
    scan = Scan(rest.substr(body.size()));
    return true;
}

namespace {

bool read_once(json::Value value, std::string_view& out) noexcept {
    return out.data() == nullptr && json::text(std::move(value), out);
}

bool read_once(json::Value value, std::int64_t& out) noexcept {
    return is_null(out) && json::integer(std::move(value), out);
}

bool read_type(json::Value value, Envelope::Type& type) noexcept {
    std::string_view text;
    if (type != Envelope::Type::none || !json::text(std::move(value), text)) return false;
    type = text == "snapshot" ? Envelope::Type::snapshot
           : text == "delta"  ? Envelope::Type::delta
                              : Envelope::Type::other;
    return true;
}

// Data that is neither an object nor an array is of no message that we know: it stays empty.
bool read_body(json::Value value, std::string_view& body) noexcept {
    if (simdjson::to_json_string(std::move(value)).get(body) != simdjson::SUCCESS) return false;
    if (!body.starts_with('{') && !body.starts_with('[')) body = {};
    return true;
}

}  // namespace

Envelope open_generally(std::string_view payload) noexcept {
    Envelope out;
    bool has_data = false;
    bool is_answer = false;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "topic")) return read_once(value, out.topic);
        if (is_key(key, "type")) return read_type(value, out.type);
        if (is_key(key, "ts")) return read_once(value, out.ts);
        if (is_key(key, "cts")) return read_once(value, out.cts);
        if (is_key(key, "cs")) return read_once(value, out.cs);
        if (is_key(key, "id") && out.id.data() == nullptr) (void)json::text(value, out.id);
        if (is_key(key, "data")) {
            if (has_data) return false;
            return has_data = read_body(value, out.body);
        }
        if (is_key(key, "success") || is_key(key, "op")) is_answer = true;
        return true;
    });
    if (!is_good) return {};
    out.kind = Envelope::Kind::other;
    if (is_answer) out.kind = Envelope::Kind::answer;
    if (out.topic.data() != nullptr) out.kind = Envelope::Kind::topic;
    return out;
}

}  // namespace mdc::exchanges::bybit
