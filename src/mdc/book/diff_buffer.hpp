#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mdc/book/book_output.hpp"
#include "mdc/model/wire/output.hpp"

namespace mdc::book {

/// Updates that wait for a snapshot, oldest first, within a limit of bytes. Keeps its memory when
/// cleared.
class DiffBuffer {
  public:
    struct Entry {
        BookUpdate update;
        Arrival arrival;
        std::size_t first_level = 0;  ///< counted from the first level ever buffered
    };

    /// Drops the oldest until the new one fits `limit_bytes` (one alone always fits). Returns how
    /// many were dropped.
    std::size_t push(const BookUpdate& update, std::span<const Level> levels,
                     const Arrival& arrival, std::size_t limit_bytes) noexcept;
    void pop() noexcept;
    void clear() noexcept;

    [[nodiscard]] bool is_empty() const noexcept { return first_ == entries_.size(); }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size() - first_; }
    [[nodiscard]] const Entry& front() const noexcept { return entries_[first_]; }
    [[nodiscard]] const Entry& back() const noexcept { return entries_.back(); }
    [[nodiscard]] std::span<const Level> levels_of(const Entry& entry) const noexcept;
    /// Bytes of what is buffered.
    [[nodiscard]] std::size_t bytes() const noexcept;
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

  private:
    void compact() noexcept;

    std::vector<Entry> entries_;
    std::vector<Level> levels_;
    std::size_t first_ = 0;           ///< entries before it are gone
    std::size_t levels_dropped_ = 0;  ///< levels_ begins with this one
};

}  // namespace mdc::book
