#include "mdc/exchanges/binance/envelope.hpp"

#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::binance {

using json::is_key;

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

Envelope open_generally(std::string_view payload) noexcept {
    Envelope out;
    bool has_stream = false, has_data = false, has_answer = false;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        if (is_key(key, "stream")) {
            if (has_stream) return false;  // which of them is it?
            return has_stream = json::text(value, out.channel);
        }
        if (is_key(key, "data")) {
            if (has_data) return false;
            has_data = true;
            json::ondemand::object data;  // an array is of a stream that mdc never asks for
            if (value.get_object().get(data) != simdjson::SUCCESS) return true;
            return data.raw_json().get(out.body) == simdjson::SUCCESS;
        }
        has_answer |= is_key(key, "result") || is_key(key, "error") || is_key(key, "code");
        std::string_view word;
        return (!is_key(key, "e") && !is_key(key, "s")) || json::text(value, word);
    });
    if (!is_good) return {};
    if (has_stream && has_data) {
        out.kind = Envelope::Kind::stream;
    } else if (has_answer) {
        out.kind = Envelope::Kind::control;
    } else {
        out.kind = Envelope::Kind::event;
        out.body = payload;
    }
    return out;
}

EventFacts facts_of(std::string_view body) noexcept {
    EventFacts facts;
    bool has_update_id = false;
    const bool is_good =
        !body.empty() && json::each_field(body, [&](auto key, auto value) noexcept {
            if (is_key(key, "e")) return json::text(value, facts.event);
            if (is_key(key, "s")) return json::text(value, facts.symbol);
            if (is_key(key, "E")) return json::integer(value, facts.time);
            has_update_id |= is_key(key, "u");
            facts.is_snapshot |= is_key(key, "lastUpdateId");
            return true;
        });
    if (!is_good) return {};
    if (facts.event.empty() && has_update_id) facts.event = "bookTicker";
    return facts;
}

bool is_other_depth(std::string_view channel) noexcept {
    const auto name = channel.substr(std::min(channel.find('@'), channel.size()));
    const bool is_depth = name.starts_with("@depth") || name.starts_with("@rpiDepth");
    return is_depth && name != "@depth" && !name.starts_with("@depth@");
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

// {"code":2,"msg":"…"} alone or below "error"; both occur.
std::optional<ControlEvent> read_answer(std::string_view payload) noexcept {
    ControlEvent event;
    bool has_result = false;
    bool is_refused = false;
    const auto read_refusal = [&](auto key, auto value) noexcept {
        std::int64_t code = 0;
        std::string_view text;
        if (is_key(key, "code")) {
            is_refused = value.get_int64().get(code) == simdjson::SUCCESS;
            event.code = static_cast<std::int32_t>(code);
        } else if (is_key(key, "msg") && json::text(value, text)) {
            event.text = text;
        }
        return true;
    };
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        std::int64_t id = 0;
        if (is_key(key, "result")) return has_result = true;
        if (is_key(key, "error")) return json::each_field_of(value, read_refusal) && is_refused;
        if (!is_key(key, "id")) return read_refusal(key, value);
        if (value.get_int64().get(id) == simdjson::SUCCESS) event.request = id;
        return true;
    });
    if (!is_good || has_result == is_refused) return std::nullopt;
    event.kind = is_refused ? ControlKind::refused : ControlKind::acked;
    return event;
}

}  // namespace mdc::exchanges::binance
