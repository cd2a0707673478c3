#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "mdc/model/tables/table.hpp"

namespace mdc {

/// How a column is stored. The numbers are written into journals and never change.
enum class ColumnType : std::uint8_t {
    int8 = 0,
    int16 = 1,
    int32 = 2,
    int64 = 3,
    float64 = 4,
    boolean = 5,
    text = 6,
};

/// Bytes of one fixed-width value; 0 for text.
constexpr std::size_t width_of(ColumnType type) noexcept {
    constexpr std::size_t kWidths[] = {1, 2, 4, 8, 8, 1, 0};
    return kWidths[static_cast<std::size_t>(type)];
}
std::string_view to_string(ColumnType type) noexcept;

/// One value of an integer column that has a name ("BID" is 1).
struct EnumName {
    std::int64_t value;
    std::string_view name;
};

/// The unit of a column that is a moment: microseconds since 1970-01-01 UTC.
inline constexpr std::string_view kMoment = "us UTC";

/// What Parquet, CSV, JSON and docs/schema.md need to know of a column: the one description of it.
struct ColumnFacts {
    std::string_view name;
    ColumnType type{};
    bool is_nullable = false;
    std::string_view unit;              ///< "us", "quote currency"; kMoment; empty when it has none
    std::string_view meaning;           ///< one sentence for docs/schema.md
    std::span<const EnumName> names{};  ///< for enums
};

struct TableFacts {
    Table table{};
    std::string_view meaning;
    std::span<const ColumnFacts> columns;
};

/// The version of all schemas together; goes up when a column is appended, is in every file.
inline constexpr std::int32_t kSchemaVersion = 1;

/// Columns in the order of the files. Valid for ever.
const TableFacts& table_facts(Table table) noexcept;

/// Position of the column; -1 when the table has none of that name.
int column_index(Table table, std::string_view name) noexcept;

}  // namespace mdc
