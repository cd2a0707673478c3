#pragma once

#include <cstring>
#include <string_view>

#include <simdjson.h>

#include "mdc/core/decimal.hpp"
#include "mdc/model/wire/frame.hpp"

// The few words of the venues' general parsers. Included by their .cpp files only: simdjson is
// large.

namespace mdc::exchanges::json {

namespace ondemand = simdjson::ondemand;
using Value = simdjson::simdjson_result<ondemand::value>;

static_assert(simdjson::SIMDJSON_PADDING <= kFramePadding);

/// The calling thread's parser; it allocates only when a document is larger than any before.
inline ondemand::parser& parser() noexcept {
    thread_local ondemand::parser instance;
    return instance;
}

/// Opens text that has kFramePadding readable bytes behind it. One document at a time per thread.
inline simdjson::simdjson_result<ondemand::document> open(std::string_view text) noexcept {
    return parser().iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
}

/// Whether a field's key is `name`; keys of the venues need no unescaping.
template <std::size_t N>
bool is_key(const ondemand::raw_json_string& key, const char (&name)[N]) noexcept {
    return std::memcmp(key.raw(), name, N - 1) == 0 && key.raw()[N - 1] == '"';
}

/// The text between the quotes of a string value, not unescaped; false for anything else.
inline bool text(Value value, std::string_view& out) noexcept {
    ondemand::value plain;
    if (std::move(value).get(plain) != simdjson::SUCCESS) return false;
    auto token = plain.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
    out = token.substr(1, token.size() - 2);
    return true;
}

/// A decimal in a string. A sign is refused: no price or size has one.
inline bool decimal(Value value, double& out) noexcept {
    std::string_view number;
    return text(std::move(value), number) && !number.starts_with('-') && parse_decimal(number, out);
}

inline bool integer(Value value, std::int64_t& out) noexcept {
    std::int64_t number = 0;
    if (std::move(value).get_int64().get(number) != simdjson::SUCCESS || number < 0) return false;
    out = number;
    return true;
}

inline bool flag(Value value, bool& out) noexcept {
    return std::move(value).get_bool().get(out) == simdjson::SUCCESS;
}

/// Calls on_field(key, value) for each field of the object; false stops and is the result, as is
/// broken JSON or anything behind the object.
template <class OnField>
bool each_field(std::string_view body, OnField&& on_field) noexcept {
    auto document = open(body);
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto field : object) {
        ondemand::raw_json_string key;
        if (field.key().get(key) != simdjson::SUCCESS) return false;
        if (!on_field(key, field.value())) return false;
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // nothing behind it
}

}  // namespace mdc::exchanges::json
