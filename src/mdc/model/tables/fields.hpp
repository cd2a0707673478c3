#pragma once

#include <tuple>
#include <type_traits>

#include "mdc/model/tables/columns.hpp"
#include "mdc/model/tables/row.hpp"

// How a row kind is described once: a tuple of fields, each a column's facts and the way to its
// value. Only model/columns.cpp and model/append_row.cpp include this.

namespace mdc::fields {

template <class Value>
constexpr ColumnType column_type() {
    using T = std::remove_cvref_t<Value>;
    if constexpr (std::is_same_v<T, bool>) {
        return ColumnType::boolean;
    } else if constexpr (std::is_enum_v<T>) {
        return column_type<std::underlying_type_t<T>>();
    } else if constexpr (std::is_same_v<T, std::int8_t>) {
        return ColumnType::int8;
    } else if constexpr (std::is_same_v<T, std::int16_t>) {
        return ColumnType::int16;
    } else if constexpr (std::is_same_v<T, std::int32_t>) {
        return ColumnType::int32;
    } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, UnixMicros>) {
        return ColumnType::int64;
    } else if constexpr (std::is_same_v<T, double>) {
        return ColumnType::float64;
    } else {
        return ColumnType::text;
    }
}

/// One column: what it is and how a row gives its value.
template <class Get>
struct Field {
    Get get;
    ColumnFacts facts;
};

struct About {
    std::string_view unit;
    std::string_view meaning;
    bool is_nullable = false;
    std::span<const EnumName> names{};
};

template <class Row, class Get>
constexpr auto field(std::string_view name, Get get, About about) {
    using Value = std::invoke_result_t<Get, const Row&>;
    return Field<Get>{
        get,
        {name, column_type<Value>(), about.is_nullable, about.unit, about.meaning, about.names}};
}

}  // namespace mdc::fields
