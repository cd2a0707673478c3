#include "mdc/book/diff_buffer.hpp"

namespace mdc::book {

std::size_t DiffBuffer::push(const BookUpdate& update, std::span<const Level> levels,
                             const Arrival& arrival, std::size_t limit_bytes) noexcept {
    const std::size_t needed = sizeof(Entry) + levels.size_bytes();
    std::size_t dropped = 0;
    while (!is_empty() && bytes() + needed > limit_bytes) {
        pop();
        ++dropped;
    }
    compact();
    entries_.push_back({update, arrival, levels_dropped_ + levels_.size()});
    entries_.back().update.level_count = static_cast<std::uint32_t>(levels.size());
    levels_.insert(levels_.end(), levels.begin(), levels.end());
    return dropped;
}

void DiffBuffer::pop() noexcept {
    ++first_;
    if (is_empty()) clear();
}

void DiffBuffer::clear() noexcept {
    entries_.clear();
    levels_.clear();
    first_ = 0;
    levels_dropped_ = 0;
}

std::span<const Level> DiffBuffer::levels_of(const Entry& entry) const noexcept {
    return std::span(levels_).subspan(entry.first_level - levels_dropped_,
                                      entry.update.level_count);
}

std::size_t DiffBuffer::bytes() const noexcept {
    if (is_empty()) return 0;
    const std::size_t gone = front().first_level - levels_dropped_;
    return size() * sizeof(Entry) + (levels_.size() - gone) * sizeof(Level);
}

std::size_t DiffBuffer::memory_bytes() const noexcept {
    return entries_.capacity() * sizeof(Entry) + levels_.capacity() * sizeof(Level);
}

/// Moves what is left to the front once half is gone, so each entry is moved about once.
void DiffBuffer::compact() noexcept {
    if (is_empty() || first_ == 0) return;
    const std::size_t gone = front().first_level - levels_dropped_;
    if (first_ < entries_.size() / 2 && gone < levels_.size() / 2) return;
    levels_.erase(levels_.begin(), levels_.begin() + static_cast<std::ptrdiff_t>(gone));
    levels_dropped_ += gone;
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
}

}  // namespace mdc::book
