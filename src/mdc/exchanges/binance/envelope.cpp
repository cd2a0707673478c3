#include "mdc/exchanges/binance/envelope.hpp"

#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::binance {

Envelope open_quickly(std::string_view payload) noexcept {
    Scan scan(payload);
    Envelope out;
    if (!scan.literal(R"({"stream":")") || !scan.text(out.channel) ||
        !scan.literal(R"(,"data":)") || scan.left() < 3) {
        return {};
    }
    out.body = scan.rest();
    if (out.body.front() != '{' || !out.body.ends_with("}}")) return {};
    out.body.remove_suffix(1);
    out.kind = Envelope::Kind::stream;
    return out;
}

namespace {

// What the keys of a top-level object tell about its kind.
struct Shape {
    bool has_stream = false, has_data = false, has_answer = false, has_event = false;
    bool has_update_id = false;
};

}  // namespace

Envelope open_generally(std::string_view payload) noexcept {
    Envelope out;
    Shape shape;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "stream")) {
            if (shape.has_stream) return false;  // which of them is it?
            return shape.has_stream = json::text(value, out.channel);
        }
        if (is_key(key, "data")) {
            if (shape.has_data) return false;
            shape.has_data = true;
            simdjson::ondemand::object data;  // an array is of a stream that mdc never asks for
            if (value.get_object().get(data) != simdjson::SUCCESS) return true;
            return data.raw_json().get(out.body) == simdjson::SUCCESS;
        }
        if (is_key(key, "result") || is_key(key, "error") || is_key(key, "code")) {
            return shape.has_answer = true;
        }
        if (is_key(key, "e")) return shape.has_event = json::text(value, out.event);
        if (is_key(key, "s")) return json::text(value, out.symbol);
        if (is_key(key, "u")) shape.has_update_id = true;
        return true;
    });
    if (!is_good) return {};
    if (shape.has_stream && shape.has_data) {
        out.kind = Envelope::Kind::stream;
    } else if (shape.has_answer) {
        out.kind = Envelope::Kind::control;
    } else {
        out.kind = Envelope::Kind::event;
        out.body = payload;
        if (!shape.has_event && shape.has_update_id) out.event = "bookTicker";
    }
    return out;
}

std::string_view event_type(std::string_view body) noexcept {
    std::string_view event;
    if (body.empty()) return event;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        return !json::is_key(key, "e") || json::text(value, event);
    });
    return is_good ? event : std::string_view{};
}

std::string_view raw_channel(std::string_view event, std::string_view symbol,
                             std::span<char> buffer) noexcept {
    const auto size = event.size() + 1 + symbol.size();
    if (event.empty() || symbol.empty() || size > buffer.size()) return {};
    event.copy(buffer.data(), event.size());
    buffer[event.size()] = ':';
    symbol.copy(buffer.data() + event.size() + 1, symbol.size());
    return {buffer.data(), size};
}

namespace {

// {"code":2,"msg":"…"} alone or below "error"; both occur.
bool read_refusal(simdjson::ondemand::object object, ControlEvent& event) noexcept {
    bool has_code = false;
    for (auto field : object) {
        simdjson::ondemand::raw_json_string key;
        if (field.key().get(key) != simdjson::SUCCESS) return false;
        std::int64_t code = 0;
        std::string_view text;
        if (json::is_key(key, "code")) {
            has_code = field.value().get_int64().get(code) == simdjson::SUCCESS;
            event.code = static_cast<std::int32_t>(code);
        } else if (json::is_key(key, "msg") && json::text(field.value(), text)) {
            event.text = text;
        }
    }
    return has_code;
}

}  // namespace

std::optional<ControlEvent> read_answer(std::string_view payload) noexcept {
    ControlEvent event;
    bool has_result = false;
    bool is_refused = false;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        using json::is_key;
        std::int64_t number = 0;
        std::string_view text;
        if (is_key(key, "result")) return has_result = true;
        if (is_key(key, "id")) {
            if (value.get_int64().get(number) == simdjson::SUCCESS) event.request = number;
        } else if (is_key(key, "code")) {
            is_refused = value.get_int64().get(number) == simdjson::SUCCESS;
            event.code = static_cast<std::int32_t>(number);
        } else if (is_key(key, "msg")) {
            if (json::text(value, text)) event.text = text;
        } else if (is_key(key, "error")) {
            simdjson::ondemand::object error;
            is_refused =
                value.get_object().get(error) == simdjson::SUCCESS && read_refusal(error, event);
            return is_refused;
        }
        return true;
    });
    if (!is_good || has_result == is_refused) return std::nullopt;
    event.kind = is_refused ? ControlKind::refused : ControlKind::acked;
    return event;
}

}  // namespace mdc::exchanges::binance
