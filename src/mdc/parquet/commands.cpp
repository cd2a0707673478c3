#include "mdc/parquet/commands.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <ostream>
#include <tuple>

#include "mdc/core/build_info.hpp"
#include "mdc/core/log.hpp"
#include "mdc/journal/writer.hpp"
#include "mdc/parquet/table_reader.hpp"

namespace mdc::parquet {

namespace fs = std::filesystem;

namespace {

Result<std::vector<fs::path>> files_of(const fs::path& target) {
    auto files = table_files(target);
    std::error_code code;
    if (files.empty() && !fs::exists(target, code)) {
        return fail(ErrorKind::target, fmt::format("{} does not exist", target.string()));
    }
    return files;
}

std::string cell(const ColumnFacts& facts, const Column& column, std::size_t row) {
    if (column.is_null(row)) return "-";
    if (facts.type == ColumnType::text) return std::string(column.text_at(row));
    if (facts.type == ColumnType::float64) return fmt::format("{}", column.at<double>(row));
    const auto value = column.integer_at(row);
    if (facts.type == ColumnType::boolean) return value != 0 ? "true" : "false";
    for (const auto& each : facts.names) {
        if (each.value == value) return std::string(each.name);
    }
    return std::to_string(value);
}

void print_aligned(const Batch& batch, std::ostream& out) {
    constexpr std::size_t kWidest = 40;
    const auto& facts = table_facts(batch.table);
    std::vector<std::vector<std::string>> lines(batch.rows() + 1);
    for (std::size_t c = 0; c < facts.columns.size(); ++c) {
        const auto& column = batch.columns[c];
        std::vector<std::string> cells = {std::string(facts.columns[c].name)};
        std::size_t width = cells.front().size();
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            auto text = cell(facts.columns[c], column, row);
            if (text.size() > kWidest) text = text.substr(0, kWidest - 1) + "…";
            width = std::max(width, text.size());
            cells.push_back(std::move(text));
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            lines[i].push_back(fmt::format("{:>{}}", cells[i], width));
        }
    }
    for (const auto& line : lines) out << fmt::format("  {}\n", fmt::join(line, "  "));
}

struct Count {
    std::uint64_t rows = 0;
    std::uint64_t files = 0;
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = 0;
};
using CountKey = std::tuple<Table, std::int64_t, std::string>;

Result<void> count_file(const fs::path& path, std::map<CountKey, Count>& counts) {
    auto reader = TableReader::open(path);
    if (!reader) return reader.error();
    std::map<CountKey, Count> of_file;
    while (true) {
        const auto batch = reader->next();
        if (!batch) return batch.error();
        if (batch->rows() == 0) break;
        const auto& exchange = batch->columns[journal::kExchangeColumn];
        const auto& ticker = batch->columns[journal::kTickerColumn];
        const auto& seq_id = batch->columns[journal::kSeqIdColumn];
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            auto& count =
                of_file[{batch->table, exchange.integer_at(row), std::string(ticker.text_at(row))}];
            ++count.rows;
            count.first = std::min(count.first, seq_id.at<std::int64_t>(row));
            count.last = std::max(count.last, seq_id.at<std::int64_t>(row));
        }
    }
    for (const auto& [key, count] : of_file) {
        auto& sum = counts[key];
        sum.rows += count.rows;
        sum.files += 1;
        sum.first = std::min(sum.first, count.first);
        sum.last = std::max(sum.last, count.last);
    }
    return {};
}

/// Rows of a batch that share an exchange; a journal's block has one.
std::vector<Batch> by_exchange(Batch batch) {
    std::map<std::int64_t, std::vector<std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
        rows[batch.columns[journal::kExchangeColumn].integer_at(row)].push_back(row);
    }
    std::vector<Batch> parts;
    if (rows.size() == 1) {
        parts.push_back(std::move(batch));
        return parts;
    }
    for (const auto& [exchange, positions] : rows) {
        parts.push_back(batch.select(positions));
        parts.back().exchange = static_cast<ExchangeId>(exchange);
    }
    return parts;
}

}  // namespace

Result<void> print_head(const fs::path& target, std::uint64_t rows, std::ostream& out) {
    const auto files = files_of(target);
    if (!files) return files.error();
    std::map<Table, Batch> heads;
    for (const auto& path : *files) {
        auto reader = TableReader::open(path);
        if (!reader) return reader.error();
        auto& head =
            heads.try_emplace(reader->table(), reader->table(), ExchangeId{}).first->second;
        while (head.rows() < rows) {
            const auto batch = reader->next(rows - head.rows());
            if (!batch) return batch.error();
            if (batch->rows() == 0) break;
            head.append(*batch);
        }
    }
    for (const auto& [table, head] : heads) {
        out << to_string(table) << '\n';
        print_aligned(head, out);
        out << '\n';
    }
    return {};
}

Result<void> print_row_counts(const fs::path& target, std::ostream& out) {
    const auto files = files_of(target);
    if (!files) return files.error();
    std::map<CountKey, Count> counts;
    for (const auto& path : *files) {
        if (auto counted = count_file(path, counts); !counted) return counted;
    }
    for (const auto& [key, count] : counts) {
        const auto& [table, exchange, ticker] = key;
        const auto name = to_string(static_cast<ExchangeId>(exchange));
        out << fmt::format(
            "{{\"table\":\"{}\",\"exchange\":\"{}\",\"ticker\":{},\"rows\":{},"
            "\"first_seq_id\":{},\"last_seq_id\":{},\"files\":{}}}\n",
            to_string(table), name, ticker.empty() ? "null" : '"' + ticker + '"', count.rows,
            count.first, count.last, count.files);
    }
    return {};
}

Result<void> export_journal(const fs::path& target, std::string_view table, const fs::path& path) {
    const auto files = files_of(target);
    if (!files) return files.error();
    journal::FileHeader header;
    header.version = kVersion;
    auto writer = journal::Writer::create(journal::posix_files(), path, header);
    if (!writer) return writer.error();
    for (const auto& each : *files) {
        auto reader = TableReader::open(each);
        if (!reader) return reader.error();
        if (!table.empty() && to_string(reader->table()) != table) continue;
        while (true) {
            auto batch = reader->next();
            if (!batch) return batch.error();
            if (batch->rows() == 0) break;
            for (const auto& part : by_exchange(std::move(*batch))) {
                if (auto done = writer->append(part); !done) return done;
            }
        }
    }
    return {};
}

}  // namespace mdc::parquet
