#include "mdc/parquet/table_reader.hpp"

#include <algorithm>

#include <arrow/util/key_value_metadata.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include "mdc/core/log.hpp"
#include "mdc/journal/format.hpp"
#include "mdc/parquet/schema.hpp"

namespace mdc::parquet {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> value_of(const ::parquet::FileMetaData& metadata, const char* key) {
    const auto& pairs = metadata.key_value_metadata();
    if (!pairs) return std::nullopt;
    const auto value = pairs->Get(key);
    return value.ok() ? std::optional(*value) : std::nullopt;
}

/// Reads `rows` values of a column and appends each to `out`, null where its level says so.
template <class Reader, class Append>
void read_values(::parquet::ColumnReader& reader, std::int64_t rows, bool is_nullable, Column& out,
                 Append append) {
    using Value = typename Reader::T;
    constexpr std::int64_t kChunk = 4096;
    const auto values = std::make_unique<Value[]>(kChunk);
    std::vector<std::int16_t> levels(kChunk);
    auto& typed = static_cast<Reader&>(reader);
    for (std::int64_t left = rows; left > 0;) {
        std::int64_t present = 0;
        const auto got =
            typed.ReadBatch(std::min(left, kChunk), levels.data(), nullptr, values.get(), &present);
        if (got == 0) throw ::parquet::ParquetException("a column ends too early");
        for (std::int64_t i = 0, at = 0; i < got; ++i) {
            if (is_nullable && levels[static_cast<std::size_t>(i)] == 0) {
                out.append_null();
            } else {
                append(out, values[static_cast<std::size_t>(at++)]);
            }
        }
        left -= got;
    }
}

void read_column(::parquet::ColumnReader& reader, std::int64_t rows, const ColumnFacts& facts,
                 Column& out) {
    const auto as = [](auto stored) {
        return
            [](Column& column, auto value) { column.append(static_cast<decltype(stored)>(value)); };
    };
    const bool nullable = facts.is_nullable;
    switch (facts.type) {
        case ColumnType::int8:
            return read_values<::parquet::Int32Reader>(reader, rows, nullable, out,
                                                       as(std::int8_t{}));
        case ColumnType::int16:
            return read_values<::parquet::Int32Reader>(reader, rows, nullable, out,
                                                       as(std::int16_t{}));
        case ColumnType::int32:
            return read_values<::parquet::Int32Reader>(reader, rows, nullable, out,
                                                       as(std::int32_t{}));
        case ColumnType::int64:
            return read_values<::parquet::Int64Reader>(reader, rows, nullable, out,
                                                       as(std::int64_t{}));
        case ColumnType::float64:
            return read_values<::parquet::DoubleReader>(reader, rows, nullable, out, as(double{}));
        case ColumnType::boolean:
            return read_values<::parquet::BoolReader>(reader, rows, nullable, out,
                                                      as(std::uint8_t{}));
        case ColumnType::text:
            return read_values<::parquet::ByteArrayReader>(
                reader, rows, nullable, out, [](Column& column, const ::parquet::ByteArray& text) {
                    column.append_text({reinterpret_cast<const char*>(text.ptr), text.len});
                });
    }
}

}  // namespace

TableReader::TableReader() = default;
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;
TableReader::~TableReader() = default;

Result<TableReader> TableReader::open(const fs::path& path) {
    TableReader reader;
    try {
        reader.file_ = ::parquet::ParquetFileReader::OpenFile(path.string());
    } catch (const std::exception& problem) {
        return fail(ErrorKind::malformed, fmt::format("{}: {}", path.string(), problem.what()));
    }
    const auto metadata = reader.file_->metadata();
    const auto name = value_of(*metadata, kTableKey);
    const auto table = name ? parse_table(*name) : std::nullopt;
    if (!table || metadata->num_columns() > static_cast<int>(table_facts(*table).columns.size())) {
        return fail(ErrorKind::malformed, fmt::format("{} is no table of this mdc", path.string()));
    }
    reader.table_ = *table;
    return reader;
}

std::uint64_t TableReader::rows() const noexcept {
    return static_cast<std::uint64_t>(file_->metadata()->num_rows());
}

Result<Batch> TableReader::next(std::uint64_t most) {
    Batch batch(table_, {});
    if (group_ == file_->metadata()->num_row_groups()) return batch;
    try {
        const auto group = file_->RowGroup(group_++);
        const auto rows = std::min(static_cast<std::uint64_t>(group->metadata()->num_rows()), most);
        const auto facts = table_facts(table_).columns;
        for (std::size_t c = 0; c < facts.size(); ++c) {
            if (static_cast<int>(c) < file_->metadata()->num_columns()) {
                read_column(*group->Column(static_cast<int>(c)), static_cast<std::int64_t>(rows),
                            facts[c], batch.columns[c]);
            } else {
                for (std::uint64_t row = 0; row < rows; ++row) batch.columns[c].append_null();
            }
        }
    } catch (const std::exception& problem) {
        return fail(ErrorKind::malformed, problem.what());
    }
    const auto exchange = column_index(table_, "exchange");
    batch.exchange =
        static_cast<ExchangeId>(batch.columns[static_cast<std::size_t>(exchange)].integer_at(0));
    return batch;
}

std::optional<std::string> journals_of(const fs::path& path) {
    try {
        const auto file = ::parquet::ParquetFileReader::OpenFile(path.string());
        return value_of(*file->metadata(), kJournalsKey);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::uint64_t rows_in(const fs::path& path) {
    try {
        const auto file = ::parquet::ParquetFileReader::OpenFile(path.string());
        return static_cast<std::uint64_t>(file->metadata()->num_rows());
    } catch (const std::exception&) {
        return 0;
    }
}

std::vector<fs::path> table_files(const fs::path& target) {
    std::error_code code;
    if (fs::is_regular_file(target, code)) return {target};
    std::vector<fs::path> found;
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto folder = target / to_string(static_cast<Table>(i));
        fs::recursive_directory_iterator entries(folder, code);
        for (; !code && entries != fs::recursive_directory_iterator(); entries.increment(code)) {
            if (entries->path().extension() == ".parquet") found.push_back(entries->path());
        }
        code.clear();
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace mdc::parquet
