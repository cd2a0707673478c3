#include "mdc/sinks/jsonl/jsonl.hpp"

#include <array>
#include <cmath>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "mdc/sinks/jsonl/json_text.hpp"
#include "mdc/sinks/text_sink.hpp"
#include "mdc/sinks/value_text.hpp"

namespace mdc::sinks {

namespace {

/// What stands before each value of a table's rows: `{"table":"trades","timestamp":`, then
/// `,"rcv_timestamp":` and so on.
std::vector<std::string> leads_of(Table table) {
    std::vector<std::string> leads;
    for (const auto& column : table_facts(table).columns) {
        const auto begin = leads.empty() ? fmt::format(R"({{"table":"{}")", to_string(table)) : "";
        leads.push_back(fmt::format(R"({},"{}":)", begin, column.name));
    }
    return leads;
}

const std::vector<std::string>& leads(Table table) {
    static const auto kAll = [] {
        std::array<std::vector<std::string>, kTableCount> all;
        for (std::size_t i = 0; i < kTableCount; ++i) all[i] = leads_of(static_cast<Table>(i));
        return all;
    }();
    return kAll[static_cast<std::size_t>(table)];
}

void append_value(std::string& out, const Column& column, std::size_t row) {
    if (column.is_null(row)) {
        out += "null";
        return;
    }
    switch (column.type()) {
        case ColumnType::float64: {
            const auto value = column.at<double>(row);
            if (!std::isfinite(value)) {  // JSON has no word for it
                out += "null";
            } else {
                append_number(out, value);
            }
            return;
        }
        case ColumnType::boolean:
            out += column.at<std::uint8_t>(row) != 0 ? "true" : "false";
            return;
        case ColumnType::text:
            append_json_text(out, column.text_at(row));
            return;
        default:
            append_number(out, column.integer_at(row));
    }
}

void append_rows(const Batch& batch, std::string& out) {
    const auto& before = leads(batch.table);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        for (std::size_t column = 0; column < batch.columns.size(); ++column) {
            out += before[column];
            append_value(out, batch.columns[column], row);
        }
        out += "}\n";
    }
}

}  // namespace

Result<std::unique_ptr<Sink>> open_jsonl(const config::SinkConfig& sink) {
    constexpr TextFormat kFormat{"jsonl", nullptr, append_rows};
    if (sink.target == "-") return open_text_stream(STDOUT_FILENO, "standard output", kFormat);
    return open_text_files(sink.target, kFormat);
}

}  // namespace mdc::sinks
