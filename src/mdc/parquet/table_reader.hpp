#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/model/tables/batch.hpp"

namespace parquet {
class ParquetFileReader;
}

namespace mdc::parquet {

/// Reads a file that we wrote back into batches, a row group at a time.
class TableReader {
  public:
    /// Errors: `malformed` when it is no Parquet file of ours, or of a later schema.
    [[nodiscard]] static Result<TableReader> open(const std::filesystem::path& path);
    TableReader(TableReader&&) noexcept;
    TableReader& operator=(TableReader&&) noexcept;
    ~TableReader();

    [[nodiscard]] Table table() const noexcept { return table_; }
    [[nodiscard]] std::uint64_t rows() const noexcept;
    /// The next row group, at most `most` of its rows; an empty batch at the end. The batch's
    /// exchange is that of its first row. Errors: `malformed`.
    [[nodiscard]] Result<Batch> next(std::uint64_t most = UINT64_MAX);

  private:
    TableReader();
    std::unique_ptr<::parquet::ParquetFileReader> file_;
    Table table_{};
    int group_ = 0;
};

/// What the file says it was made from (mdc.journals); nothing when it does not read.
std::optional<std::string> journals_of(const std::filesystem::path& path);

/// Rows of any Parquet file; 0 when it does not read.
std::uint64_t rows_in(const std::filesystem::path& path);

/// All Parquet files of the directory's tables, or the file itself, sorted by path. Folders that
/// begin with '_' or '.' are no tables.
std::vector<std::filesystem::path> table_files(const std::filesystem::path& target);

}  // namespace mdc::parquet
