#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "mdc/core/time.hpp"

namespace mdc::collector {

/// The process's one source of seq_id, packet_id and conn_id. Any thread.
class IdSource {
  public:
    /// Begins at the time in microseconds, or above every id that the targets hold already: numbers
    /// increase over restarts without being kept anywhere.
    IdSource(UnixMicros now, std::int64_t highest_in_targets) noexcept
        : next_(std::max(now.value, highest_in_targets + 1)) {}

    /// The first of `count` numbers that are now the caller's.
    std::int64_t take(std::int64_t count = 1) noexcept {
        return next_.fetch_add(count, std::memory_order_relaxed);
    }

  private:
    std::atomic<std::int64_t> next_;
};

/// One thread's stock of ids: it goes to the source once per block, not once per row.
class IdBlock {
  public:
    explicit IdBlock(IdSource& source) noexcept : source_(source) {}

    /// The first of `count` consecutive numbers, larger than all that this block gave before.
    std::int64_t take(std::int64_t count = 1) noexcept {
        if (count > left_) {
            const auto size = std::max(count, kBlock);
            next_ = source_.take(size);
            left_ = size;
        }
        const auto first = next_;
        next_ += count;
        left_ -= count;
        return first;
    }

    /// What is left of the block is given up: the next number is above all that anybody has taken
    /// until then. Called now and then, it bounds how far numbers of several threads lag behind
    /// time.
    void drop_rest() noexcept { left_ = 0; }

  private:
    static constexpr std::int64_t kBlock = 1024;

    IdSource& source_;
    std::int64_t next_ = 0;
    std::int64_t left_ = 0;
};

}  // namespace mdc::collector
