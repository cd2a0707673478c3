#include "mdc/sinks/csv/csv.hpp"

#include <string>
#include <string_view>

#include "mdc/sinks/text_sink.hpp"
#include "mdc/sinks/value_text.hpp"

namespace mdc::sinks {

namespace {

void append_text(std::string& out, std::string_view text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char each : text) {
        if (each == '"') out += '"';
        out += each;
    }
    out += '"';
}

void append_value(std::string& out, const Column& column, std::size_t row) {
    if (column.is_null(row)) return;
    switch (column.type()) {
        case ColumnType::float64:
            return append_number(out, column.at<double>(row));
        case ColumnType::boolean:
            out += column.at<std::uint8_t>(row) != 0 ? "true" : "false";
            return;
        case ColumnType::text:
            return append_text(out, column.text_at(row));
        default:
            return append_number(out, column.integer_at(row));
    }
}

void append_header(Table table, std::string& out) {
    for (const auto& column : table_facts(table).columns) {
        out += column.name;
        out += ',';
    }
    out.back() = '\n';
}

void append_rows(const Batch& batch, std::string& out) {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        for (const auto& column : batch.columns) {
            append_value(out, column, row);
            out += ',';
        }
        out.back() = '\n';
    }
}

}  // namespace

Result<std::unique_ptr<Sink>> open_csv(const config::SinkConfig& sink) {
    if (sink.target == "-") {
        return fail(ErrorKind::usage,
                    "Tables differ in their columns, so csv needs a directory: write csv:DIR.");
    }
    return open_text_files(sink.target, {"csv", append_header, append_rows});
}

}  // namespace mdc::sinks
