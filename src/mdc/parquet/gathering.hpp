#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mdc/journal/file.hpp"
#include "mdc/parquet/stretch.hpp"

// The rows of one Parquet file come in the order of arrival and leave in the order of the file:
// (ticker, seq_id). They wait in memory, sorted into one list per ticker; when there are too many
// of them they go to the disk as a sorted run (a journal of its own), and all runs are merged at
// the end. So a journal of any size is converted within a fixed amount of memory.

namespace mdc::parquet {

/// Rows of one table, gathered and then handed out sorted.
class Gathering {
  public:
    using OnGroup = std::function<void(std::span<const Stretch>)>;

    Gathering(journal::Files& files, std::filesystem::path run_stem);
    ~Gathering();
    Gathering(Gathering&&) = default;

    void add(std::shared_ptr<const Batch> batch);

    /// Bytes of the rows that wait in memory.
    [[nodiscard]] std::uint64_t memory() const noexcept { return memory_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

    /// Moves what waits in memory to the disk. Errors: `disk`; nothing is lost then.
    [[nodiscard]] Result<void> spill();

    /// Calls `on_group` with all rows in order, cut where a row group of the file shall end: it has
    /// kMostGroupRows or kMostGroupBytes, or the ticker changes and it has kEnoughGroupRows.
    /// Errors: `disk` when a run does not read back. Once only.
    [[nodiscard]] Result<void> hand_out(const OnGroup& on_group);

    static constexpr std::size_t kMostGroupRows = 131'072;
    static constexpr std::size_t kEnoughGroupRows = 16'384;
    static constexpr std::uint64_t kMostGroupBytes = 64u << 20;

  private:
    struct Run {
        std::filesystem::path path;
        std::shared_ptr<journal::File> file;  ///< held open: its lock says that it is in use
        std::uint64_t rows = 0;
    };
    /// Rows of one ticker in the order of arrival.
    struct TickerRows {
        std::vector<Stretch> stretches;
        std::int64_t last_seq_id = 0;
        bool is_ordered = true;
    };
    /// Everything that waits in memory, in order; it waits no more.
    [[nodiscard]] std::vector<Stretch> take_sorted();
    [[nodiscard]] Result<void> merge(const OnGroup& on_group);

    journal::Files* files_;
    std::filesystem::path run_stem_;
    std::vector<std::shared_ptr<const Batch>> batches_;
    std::map<std::string, TickerRows, std::less<>> by_ticker_;
    std::vector<Run> runs_;
    std::uint64_t memory_ = 0;
    std::uint64_t rows_ = 0;
};

}  // namespace mdc::parquet
