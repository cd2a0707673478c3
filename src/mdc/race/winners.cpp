#include "mdc/race/winners.hpp"

#include <algorithm>

namespace mdc::race {

void Winners::enable() {
    if (entries_ == nullptr) entries_ = std::make_unique<std::array<Entry, kCapacity>>();
}

void Winners::push(const Entry& entry) noexcept {
    if (entries_ == nullptr) return;
    (*entries_)[count_ % kCapacity] = entry;
    ++count_;
}

Winners::Entry* Winners::find(std::int64_t last, std::uint64_t fingerprint,
                              std::uint64_t& cursor) noexcept {
    if (entries_ == nullptr) return nullptr;
    const std::uint64_t from = std::clamp(cursor, oldest(), count_);
    Entry* const ahead = find_between(from, count_, last, fingerprint, cursor);
    return ahead != nullptr ? ahead : find_between(oldest(), from, last, fingerprint, cursor);
}

bool Winners::has(std::int64_t prev, std::int64_t last) const noexcept {
    if (entries_ == nullptr) return false;
    for (std::uint64_t i = oldest(); i < count_; ++i) {
        const Entry& entry = (*entries_)[i % kCapacity];
        if (entry.prev == prev && entry.last == last) return true;
    }
    return false;
}

Winners::Entry* Winners::find_between(std::uint64_t from, std::uint64_t to, std::int64_t last,
                                      std::uint64_t fingerprint, std::uint64_t& cursor) noexcept {
    const bool by_id = !is_null(last);
    for (std::uint64_t i = from; i < to; ++i) {
        Entry& entry = (*entries_)[i % kCapacity];
        if (by_id ? entry.last == last : entry.fingerprint == fingerprint) {
            cursor = i + 1;
            return &entry;
        }
    }
    return nullptr;
}

}  // namespace mdc::race
