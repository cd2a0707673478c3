#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/journal/reader.hpp"

namespace mdc::journal {

/// What became of one journal that a crash or a failed conversion left behind.
struct RecoveredJournal {
    enum class Outcome : std::uint8_t {
        converted,  ///< all of it is in the tables
        torn,       ///< what was whole is in the tables, `cut_bytes` of an unfinished block are not
        damaged,    ///< as torn, but whole blocks stand behind the damage: kept as *.damaged
        in_use,     ///< another process writes or converts it
        failed,     ///< left as it is, `problem` says why
    };
    Outcome outcome{};
    std::filesystem::path path;
    std::uint64_t rows = 0;
    std::uint64_t cut_bytes = 0;
    std::string problem;
};
std::string_view to_string(RecoveredJournal::Outcome outcome) noexcept;

struct RecoverReport {
    std::vector<RecoveredJournal> journals;
    std::vector<std::filesystem::path> removed;  ///< temporaries of conversions that did not end
    /// True when something is not in the tables: torn, damaged or failed.
    [[nodiscard]] bool has_findings() const noexcept;
};

struct RecoverOptions {
    std::filesystem::path target;     ///< as it was given to -o
    std::filesystem::path converter;  ///< empty: find_converter()
    /// Called while it works: bytes done and in all.
    std::function<void(std::uint64_t, std::uint64_t)> on_progress;
};

/// Converts every journal that no process holds, removes stray temporaries.
/// Errors: `target` when it is no recording; `usage` when there is no mdc-parquet; `internal` when
/// it cannot be started.
[[nodiscard]] Result<RecoverReport> recover(const RecoverOptions& options);

}  // namespace mdc::journal
