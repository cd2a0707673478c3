#include "mdc/parquet/raw_lines.hpp"

#include <algorithm>
#include <ostream>
#include <string>

#include "mdc/core/log.hpp"
#include "mdc/parquet/table_reader.hpp"

namespace mdc::parquet {

namespace {

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

void append_text(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
}

void append_hex(std::string& out, std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4];
        out += kDigits[byte & 0xF];
    }
}

/// Columns of `raw` by name; found once per table, not per row.
struct RawColumns {
    std::size_t received = index("rcv_timestamp"), exchange = index("exchange"),
                packet = index("packet_id"), conn = index("conn_id"), kind = index("kind"),
                request = index("request"), payload = index("payload");

    static std::size_t index(std::string_view name) {
        return static_cast<std::size_t>(column_index(Table::raw, name));
    }
};

std::string number(const Column& column, std::size_t row) {
    return column.is_null(row) ? "null" : std::to_string(column.integer_at(row));
}

void append_line(std::string& out, const RawColumns& at, const Batch& batch, std::size_t row) {
    const auto& columns = batch.columns;
    out +=
        fmt::format(R"({{"rcv_timestamp":{},"conn_id":{},"packet_id":{},"exchange":{},"kind":"{}")",
                    number(columns[at.received], row), number(columns[at.conn], row),
                    number(columns[at.packet], row), number(columns[at.exchange], row),
                    columns[at.kind].text_at(row));
    if (!columns[at.request].is_null(row)) {
        append_text(out += R"(,"request":")", columns[at.request].text_at(row));
        out += '"';
    }
    const auto payload = columns[at.payload].text_at(row);
    if (is_plain(payload)) {
        append_text(out += R"(,"raw":")", payload);
    } else {
        append_hex(out += R"(,"raw_hex":")", payload);
    }
    out += "\"}\n";
}

Result<void> print_file(TableReader& reader, std::ostream& out) {
    const RawColumns columns;
    while (out) {  // a reader that went away needs no more
        const auto batch = reader.next();
        if (!batch) return batch.error();
        if (batch->rows() == 0) break;
        std::string lines;
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            append_line(lines, columns, *batch, row);
            constexpr std::size_t kChunk = std::size_t{1} << 20;
            if (lines.size() < kChunk && row + 1 < batch->rows()) continue;
            out.write(lines.data(), static_cast<std::streamsize>(lines.size()));
            lines.clear();
        }
    }
    return {};
}

}  // namespace

// Files of one market follow each other in time, and within a file rows of no ticker are sorted by
// seq_id alone: as they came, on each I/O thread; two threads have no stream in common.
Result<void> print_raw(const std::filesystem::path& target, std::ostream& out) {
    bool is_any = false;
    for (const auto& path : table_files(target)) {
        auto reader = TableReader::open(path);
        if (!reader) return reader.error();
        if (reader->table() != Table::raw) continue;
        is_any = true;
        if (auto printed = print_file(*reader, out); !printed) return printed;
    }
    if (is_any) return {};
    return fail(
        ErrorKind::target,
        fmt::format("{} holds no messages as received; record with --raw", target.string()));
}

}  // namespace mdc::parquet
