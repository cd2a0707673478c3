#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "mdc/journal/file.hpp"
#include "mdc/journal/target.hpp"
#include "mdc/journal/writer.hpp"
#include "mdc/model/tables/batch.hpp"
#include "mdc/sinks/recording/syncer.hpp"

namespace mdc::sinks {

struct RotationRule {
    std::chrono::microseconds span{};  ///< of receive time, and of real time when nothing comes
    std::uint64_t bytes = 0;
    bool never = false;  ///< single-file targets
};

/// The journals of one run, one behind the other: opens the next when a batch needs it, closes it
/// by span, size and at UTC midnight of rcv_timestamp.
class JournalChain {
  public:
    /// Called with each journal that was closed and has rows.
    using OnClosed = std::function<void(const std::filesystem::path&)>;

    JournalChain(journal::Files& files, const journal::OpenTarget& target, std::uint16_t feeds,
                 RotationRule rule, Syncer& syncer, OnClosed on_closed);

    /// Writes the batch, whose rows are of one UTC day, or nothing of it.
    /// Errors: as of Writer::append and Writer::create; closing a journal never fails a write.
    [[nodiscard]] Result<void> append(const Batch& batch);
    /// Closes a journal that is due although nothing comes.
    void on_time(UnixMicros now);
    /// Syncs and closes the open journal. Errors: `disk` when the sync failed.
    Result<void> close();

    [[nodiscard]] std::uint32_t journals() const noexcept { return number_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept {
        return closed_bytes_ + (writer_ ? writer_->size() : 0);
    }
    [[nodiscard]] std::uint64_t blocks() const noexcept {
        return closed_blocks_ + (writer_ ? writer_->blocks() : 0);
    }

  private:
    [[nodiscard]] Result<void> open(UnixMicros first_received);
    [[nodiscard]] bool is_due_before(UnixMicros received) const;

    journal::Files& files_;
    const journal::OpenTarget& target_;
    const std::uint16_t feeds_;
    const RotationRule rule_;
    Syncer& syncer_;
    const OnClosed on_closed_;
    std::optional<journal::Writer> writer_;
    std::uint32_t number_ = 0;
    UnixMicros first_received_;
    UnixMicros seen_open_at_;  ///< time of the first on_time() after opening; 0 before
    std::uint64_t closed_bytes_ = 0;
    std::uint64_t closed_blocks_ = 0;
};

}  // namespace mdc::sinks
