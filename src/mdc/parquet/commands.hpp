#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>

#include "mdc/core/result.hpp"

namespace mdc::parquet {

/// Prints the first `rows` rows of each table as aligned text, enums by name.
[[nodiscard]] Result<void> print_head(const std::filesystem::path& target, std::uint64_t rows,
                                      std::ostream& out);

/// Prints one JSON object a line: {"table":…,"exchange":…,"ticker":…,"rows":…,"first_seq_id":…,
/// "last_seq_id":…,"files":…}, sorted. ticker is null for rows about no instrument.
[[nodiscard]] Result<void> print_row_counts(const std::filesystem::path& target, std::ostream& out);

/// Writes all rows of the target (of one table when it is given) back as a journal: the form in
/// which `mdc`, which has no Parquet, reads recordings.
[[nodiscard]] Result<void> export_journal(const std::filesystem::path& target,
                                          std::string_view table,
                                          const std::filesystem::path& journal);

}  // namespace mdc::parquet
