#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "mdc/journal/converter.hpp"
#include "mdc/journal/file.hpp"
#include "mdc/journal/names.hpp"

// Closed journals → Parquet files.
//
//  1. The journal is locked: who cannot lock it leaves it alone. What was written is synced.
//  2. Its readable rows are gathered per output file, sorted (gathering.hpp).
//  3. Each file is written under a temporary name, synced, renamed, its directory synced. A file
//     that already says it was made from this journal is complete and is left as it is.
//  4. The target's state is raised to the highest id of the journal.
//  5. Only then the journal is removed (or, when whole blocks stand behind damage, kept as
//     *.damaged) and its directory synced.
//
// All names derive from the journal's, so whatever happens between two steps, converting again ends
// with every row in exactly one file.

namespace mdc::parquet {

struct ConvertOptions {
    journal::TargetPaths target;
    std::vector<std::filesystem::path> journals;
    journal::Files* files = &journal::posix_files();
    /// Rows waiting to be sorted; beyond it they go to the disk. Row groups come on top of it.
    std::uint64_t memory_bytes = 96u << 20;
    std::function<void(const journal::ConversionLine&)> on_line = [](const auto&) {};
};

/// Converts every journal into the directory, one after the other: one that fails is reported and
/// stops no other. Into a single file all together. Journals that another process holds are
/// reported as busy and are no error.
///
/// Errors (the first one): `target` when a file of that name has other content (nothing is
/// overwritten), or a path cannot be used; `malformed` when a later mdc wrote the journal; `disk`.
[[nodiscard]] Result<void> convert(const ConvertOptions& options);

}  // namespace mdc::parquet
