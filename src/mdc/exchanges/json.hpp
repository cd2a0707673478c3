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

/// A value as it is written, without white space behind it; for anything but arrays and objects.
inline bool token(Value value, std::string_view& out) noexcept {
    ondemand::value plain;
    if (std::move(value).get(plain) != simdjson::SUCCESS) return false;
    out = plain.raw_json_token();
    while (!out.empty() && static_cast<unsigned char>(out.back()) <= ' ') out.remove_suffix(1);
    return true;
}

/// The text between the quotes of a string value, not unescaped; false for anything else.
inline bool text(Value value, std::string_view& out) noexcept {
    std::string_view whole;
    if (!token(std::move(value), whole)) return false;
    if (whole.size() < 2 || whole.front() != '"' || whole.back() != '"') return false;
    out = whole.substr(1, whole.size() - 2);
    return true;
}

/// A decimal in a string. A sign is refused: no price or size has one.
inline bool decimal(Value value, double& out) noexcept {
    std::string_view number;
    return text(std::move(value), number) && !number.starts_with('-') && parse_decimal(number, out);
}

/// The same for what may be below zero: funding rates, greeks, prices of combinations.
inline bool signed_decimal(Value value, double& out) noexcept {
    std::string_view number;
    return text(std::move(value), number) && parse_decimal(number, out);
}

/// The same for what may be left open: null and "" leave `out` as it is.
inline bool maybe_decimal(Value value, double& out) noexcept {
    std::string_view whole;
    if (!token(std::move(value), whole)) return false;
    if (whole == "null" || whole == "\"\"") return true;
    return whole.size() > 2 && whole.front() == '"' && whole.back() == '"' &&
           parse_decimal(whole.substr(1, whole.size() - 2), out);
}

/// A JSON number in any notation ("2.2e3"), exactly rounded; any sign.
inline bool number(Value value, double& out) noexcept {
    std::string_view whole;
    return token(std::move(value), whole) && parse_decimal(whole, out);
}

/// The same for what may be null, which leaves `out` as it is.
inline bool maybe_number(Value value, double& out) noexcept {
    std::string_view whole;
    return token(std::move(value), whole) && (whole == "null" || parse_decimal(whole, out));
}

/// A whole number in a string ("1597026383085"), not below zero.
inline bool text_integer(Value value, std::int64_t& out) noexcept {
    std::string_view digits;
    std::int64_t number = 0;
    if (!text(std::move(value), digits) || !parse_integer(digits, number) || number < 0)
        return false;
    out = number;
    return true;
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
/// broken JSON.
template <class OnField>
bool each_field_of(ondemand::object object, OnField&& on_field) noexcept {
    for (auto field : object) {
        ondemand::raw_json_string key;
        if (field.key().get(key) != simdjson::SUCCESS) return false;
        if (!on_field(key, field.value())) return false;
    }
    return true;
}

/// The same for a value that has to be an object.
template <class OnField>
bool each_field_of(Value value, OnField&& on_field) noexcept {
    ondemand::object object;
    return std::move(value).get_object().get(object) == simdjson::SUCCESS &&
           each_field_of(object, on_field);
}

/// Calls on_element(value) for each element of a value that has to be an array.
template <class OnElement>
bool each_element(Value value, OnElement&& on_element) noexcept {
    ondemand::array array;
    if (std::move(value).get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto element : array) {
        if (!on_element(element)) return false;
    }
    return true;
}

/// The same for a whole text that has to be one object, with nothing behind it.
template <class OnField>
bool each_field(std::string_view body, OnField&& on_field) noexcept {
    auto document = open(body);
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    if (!each_field_of(object, on_field)) return false;
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

/// Required fields, one bit each. A missing one is malformed; so is one that comes twice, or else
/// identify(), which reads the head only, could say something else than parse().
class Seen {
  public:
    bool mark(unsigned bit, bool is_good) noexcept {
        const bool is_first = (bits_ & (1u << bit)) == 0;
        bits_ |= 1u << bit;
        return is_good && is_first;
    }
    [[nodiscard]] bool has(unsigned bit) const noexcept { return (bits_ >> bit & 1u) != 0; }
    [[nodiscard]] bool has_all(unsigned count) const noexcept { return bits_ == (1u << count) - 1; }

  private:
    unsigned bits_ = 0;
};

}  // namespace mdc::exchanges::json
