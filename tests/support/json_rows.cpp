#include "tests/support/json_rows.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace mdc::test {

namespace {

template <class Number>
std::string shortest(Number number) {
    std::array<char, 40> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

std::string value_at(const Column& column, std::size_t row) {
    if (column.is_null(row)) return "null";
    switch (column.type()) {
        case ColumnType::float64:
            return shortest(column.at<double>(row));
        case ColumnType::text:
            return quoted(column.text_at(row));
        case ColumnType::boolean:
            return column.integer_at(row) != 0 ? "true" : "false";
        default:
            return shortest(column.integer_at(row));
    }
}

}  // namespace

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escape;
            std::snprintf(escape.data(), escape.size(), "\\u%04x", c);
            out += escape.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string json_row(const Batch& batch, std::size_t row) {
    const auto columns = table_facts(batch.table).columns;
    std::string out = "{\"table\":" + quoted(to_string(batch.table));
    for (std::size_t c = 0; c < columns.size(); ++c) {
        out += "," + quoted(columns[c].name) + ":" + value_at(batch.columns[c], row);
    }
    return out + "}";
}

}  // namespace mdc::test
