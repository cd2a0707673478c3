#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "mdc/core/time.hpp"
#include "mdc/model/exchange_id.hpp"
#include "mdc/model/tables/table.hpp"

// Every name of a recording derives from the journal's: the same journal always becomes the same
// Parquet files, however often and by whom it is converted.

namespace mdc::journal {

inline constexpr std::string_view kJournalSuffix = ".journal";
inline constexpr std::string_view kDamagedSuffix = ".damaged";  ///< kept, never read again by us
inline constexpr std::string_view kTemporarySuffix = ".tmp";

/// Run start (whole seconds) and the number of the journal within the run, from 1.
struct JournalName {
    UnixMicros start;
    std::uint32_t number = 1;

    /// "20261125T164727Z-0001"; sorts by time.
    [[nodiscard]] std::string stem() const;
    friend bool operator==(const JournalName&, const JournalName&) = default;
};

/// Reads "20261125T164727Z-0001" or that with any suffix; nothing for any other name.
std::optional<JournalName> parse_journal_name(std::string_view file_name);

/// Where a recording goes: a directory of tables, or one file (path ends in ".parquet").
struct TargetPaths {
    std::filesystem::path root;      ///< the directory; of a single file the one it lies in
    std::filesystem::path file;      ///< the single file; empty for a directory
    std::filesystem::path journals;  ///< `_journal` in the root, or `_<file>.journal` beside it

    [[nodiscard]] bool is_single_file() const noexcept { return !file.empty(); }
    [[nodiscard]] std::filesystem::path journal(const JournalName& name) const;
};
TargetPaths target_paths(const std::filesystem::path& target);

/// "trades/date=2026-11-25/venue=binance_spot/<stem>.parquet" below the root.
std::filesystem::path tree_path(Table table, UnixMicros day, ExchangeId exchange,
                                std::string_view stem);

/// "x.trades.parquet" for "x.parquet".
std::filesystem::path table_file(const std::filesystem::path& single, Table table);

}  // namespace mdc::journal
