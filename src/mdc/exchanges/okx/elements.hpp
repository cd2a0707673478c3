#pragma once

#include <string_view>

#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/okx/events.hpp"

namespace mdc::exchanges::okx {

inline bool read_time(json::Value value, std::int64_t& micros) noexcept {
    std::int64_t ms = 0;
    return json::text_integer(value, ms) && to_micros(ms, micros);
}

/// The same for what may be left open: null and "" leave it as it is.
inline bool maybe_time(json::Value value, std::int64_t& micros) noexcept {
    std::string_view token;
    std::int64_t ms = 0;
    if (!json::token(value, token)) return false;
    if (token == "null" || token == R"("")") return true;
    if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
    return parse_integer(token.substr(1, token.size() - 2), ms) && to_micros(ms, micros);
}

/// Calls on_element(object) for each element of a data frame's array. False when that returns it,
/// when there is no element, or when it is no array of objects.
template <class OnElement>
bool each_element_of(std::string_view body, OnElement&& on_element) noexcept {
    if (body.empty()) return false;
    auto document = json::open(body);
    json::ondemand::array array;
    if (document.get_array().get(array) != simdjson::SUCCESS) return false;
    bool has_any = false;
    for (auto each : array) {
        json::ondemand::object element;
        if (each.get_object().get(element) != simdjson::SUCCESS) return false;
        if (!on_element(element)) return false;
        has_any = true;
    }
    return has_any && document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

}  // namespace mdc::exchanges::okx
