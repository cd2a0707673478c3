#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "mdc/journal/file.hpp"
#include "mdc/model/tables/table.hpp"
#include "mdc/parquet/gathering.hpp"

namespace mdc::parquet {

/// A Parquet file that is complete and synced, but has its temporary name yet.
struct WrittenFile {
    std::unique_ptr<journal::File> file;  ///< held open: its lock says that it is in use
    std::filesystem::path temporary;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
};

/// Writes all rows as one file of the table. `rows` may be nullptr: a file without rows.
/// Calls `on_rows` with the rows written so far. Errors: `disk`; `internal` from Arrow.
[[nodiscard]] Result<WrittenFile> write_table_file(
    journal::Files& files, const std::filesystem::path& temporary, Table table, Gathering* rows,
    const std::string& journals, const std::function<void(std::uint64_t)>& on_rows);

/// `exchanges.parquet`: the code and the name of every exchange, whole, under its temporary name.
[[nodiscard]] Result<WrittenFile> write_exchanges_file(journal::Files& files,
                                                       const std::filesystem::path& temporary);

}  // namespace mdc::parquet
