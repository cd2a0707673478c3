#include "mdc/exchanges/bybit/envelope.hpp"

#include <cstring>

#include "mdc/exchanges/json.hpp"

namespace mdc::exchanges::bybit {

namespace {

bool scan_once(Scan& scan, std::string_view& out) noexcept {
    return out.data() == nullptr && scan.text(out);
}

bool scan_once(Scan& scan, std::int64_t& out) noexcept { return is_null(out) && scan.integer(out); }

bool scan_key(Scan& scan, Envelope& envelope) noexcept {
    if (scan.literal(R"("ts":)")) return scan_once(scan, envelope.ts);
    if (scan.literal(R"("type":")")) return scan_once(scan, envelope.type);
    if (scan.literal(R"("cts":)")) return scan_once(scan, envelope.cts);
    if (scan.literal(R"("cs":)")) return scan_once(scan, envelope.cs);
    if (scan.literal(R"("topic":")")) return scan_once(scan, envelope.topic);
    if (scan.literal(R"("id":")")) return scan_once(scan, envelope.id);
    return false;
}

}  // namespace

bool scan_front(Scan& scan, Envelope& envelope) noexcept {
    if (!scan.literal(R"({"topic":")")) {
        if (!scan.literal("{")) return false;
    } else if (!scan.text(envelope.topic) || !scan.literal(",")) {
        return false;
    }
    while (!scan.literal(R"("data":)")) {
        if (!scan_key(scan, envelope) || !scan.literal(",")) return false;
    }
    return envelope.topic.data() != nullptr;
}

bool scan_back(Scan& scan, Envelope& envelope) noexcept {
    while (scan.literal(",")) {
        if (!scan_key(scan, envelope)) return false;
    }
    return scan.literal("}") && scan.left() == 0;
}

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

// Data that is neither an object nor an array is of no message that we know: it stays empty.
bool read_body(json::Value value, std::string_view& body) noexcept {
    json::ondemand::value data;
    json::ondemand::json_type type{};
    if (std::move(value).get(data) != simdjson::SUCCESS) return false;
    if (data.type().get(type) != simdjson::SUCCESS) return false;
    if (type == json::ondemand::json_type::object) {
        json::ondemand::object object;
        return data.get_object().get(object) == simdjson::SUCCESS &&
               object.raw_json().get(body) == simdjson::SUCCESS;
    }
    if (type == json::ondemand::json_type::array) {
        json::ondemand::array array;
        return data.get_array().get(array) == simdjson::SUCCESS &&
               array.raw_json().get(body) == simdjson::SUCCESS;
    }
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
        if (is_key(key, "type")) return read_once(value, out.type);
        if (is_key(key, "ts")) return read_once(value, out.ts);
        if (is_key(key, "cts")) return read_once(value, out.cts);
        if (is_key(key, "cs")) return read_once(value, out.cs);
        if (is_key(key, "id"))
            return out.id.data() == nullptr && (json::text(value, out.id) || true);
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
