#include "mdc/race/seen_set.hpp"

#include <algorithm>
#include <bit>

namespace mdc::race {

SeenSet::SeenSet(std::size_t capacity) : capacity_(capacity) {
    if (capacity == 0) return;
    for (Table& table : tables_) table.assign(std::bit_ceil(2 * capacity), 0);
}

bool SeenSet::insert(std::uint64_t key) noexcept {
    if (capacity_ == 0) return true;
    if (key == 0) key = 1;
    if (contains(key)) return false;
    if (count_ == capacity_) {
        newer_ = 1 - newer_;
        std::fill(tables_[newer_].begin(), tables_[newer_].end(), 0);
        count_ = 0;
    }
    Table& table = tables_[newer_];
    table[slot_of(table, key)] = key;
    ++count_;
    return true;
}

bool SeenSet::contains(std::uint64_t key) const noexcept {
    if (capacity_ == 0) return false;
    if (key == 0) key = 1;
    return std::any_of(tables_.begin(), tables_.end(),
                       [key](const Table& table) { return table[slot_of(table, key)] == key; });
}

void SeenSet::clear() noexcept {
    for (Table& table : tables_) std::fill(table.begin(), table.end(), 0);
    count_ = 0;
}

/// Where the key is, or the empty slot where it belongs. Tables are at most half full.
std::size_t SeenSet::slot_of(const Table& table, std::uint64_t key) noexcept {
    const std::size_t mask = table.size() - 1;
    std::size_t slot = (key * 0x9E3779B97F4A7C15U >> 32) & mask;
    while (table[slot] != 0 && table[slot] != key) slot = (slot + 1) & mask;
    return slot;
}

}  // namespace mdc::race
