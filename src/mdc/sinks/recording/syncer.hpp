#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "mdc/core/counter.hpp"
#include "mdc/journal/file.hpp"

namespace mdc::sinks {

/// Syncs the journal that is being written from a thread of its own, so that writing never waits
/// for the disk. The file is only held while it is watched: its lock ends with forget().
class Syncer {
  public:
    /// Called from the syncing thread: when the oldest write of this sync was made, and its end.
    using OnSynced = std::function<void(std::uint64_t t_written, std::uint64_t t_synced)>;

    Syncer(std::chrono::milliseconds every, Counter& syncs, Counter& failures, OnSynced on_synced);
    ~Syncer();

    // From the thread that writes:

    void watch(std::shared_ptr<journal::File> file);
    /// Something was appended to the watched file at these ticks.
    void wrote(std::uint64_t t_written);
    /// Syncs what is left and lets the file go. Errors: `disk`.
    [[nodiscard]] Result<void> forget();
    /// The message of a sync that failed since the last call.
    [[nodiscard]] std::optional<std::string> take_failure();

  private:
    void run();
    [[nodiscard]] Result<void> sync_watched();

    const std::chrono::milliseconds every_;
    Counter& syncs_;
    Counter& failures_;
    const OnSynced on_synced_;

    std::mutex sync_mutex_;  ///< held during a sync; guards the counters; taken before state_mutex_
    std::mutex state_mutex_;  ///< held for moments only
    std::condition_variable stopping_;
    std::shared_ptr<journal::File> file_;
    std::uint64_t t_oldest_ = 0;  ///< of the writes that are not synced
    bool is_dirty_ = false;
    bool is_stopping_ = false;
    std::optional<std::string> failure_;
    std::thread thread_;
};

/// Nanoseconds of the monotonic clock that all stage stamps use.
std::uint64_t monotonic_ticks() noexcept;

}  // namespace mdc::sinks
