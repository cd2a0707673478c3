#include "mdc/book/book.hpp"

#include <utility>

namespace mdc::book {
namespace {

/// Appends a DELETE for each level of `from` that `to` does not have. Both are walked from the
/// best level on; `sign` makes better prices greater.
void append_vanished(const SideLevels& from, const SideLevels& to, Side side,
                     std::vector<LevelChange>& changes) {
    const double sign = side == Side::bid ? 1 : -1;
    auto kept = to.walk();
    for (auto old = from.walk(); !old.is_done(); old.next()) {
        const double price = old.level().price;
        while (!kept.is_done() && sign * kept.level().price > sign * price) kept.next();
        if (kept.is_done() || kept.level().price != price) {
            changes.push_back({price, 0, Action::delete_level, side});
        }
    }
}

/// Appends a NEW or UPDATE for each level of `to`.
void append_present(const SideLevels& from, const SideLevels& to, Side side,
                    std::vector<LevelChange>& changes) {
    const double sign = side == Side::bid ? 1 : -1;
    auto old = from.walk();
    for (auto now = to.walk(); !now.is_done(); now.next()) {
        const auto level = now.level();
        while (!old.is_done() && sign * old.level().price > sign * level.price) old.next();
        const bool was_there = !old.is_done() && old.level().price == level.price;
        changes.push_back(
            {level.price, level.qty, was_there ? Action::update : Action::new_level, side});
    }
}

void prune_side(SideLevels& levels, Side side, std::size_t depth,
                std::vector<LevelChange>& changes) {
    while (levels.size() > depth) {
        changes.push_back({levels.pop_worst().price, 0, Action::delete_level, side});
    }
}

void fetch(const LevelChunk& chunk) noexcept {
    constexpr std::size_t kCacheLine = 64;
    const auto* const bytes = reinterpret_cast<const char*>(&chunk);
    for (std::size_t i = 0; i < sizeof(LevelChunk); i += kCacheLine) {
        __builtin_prefetch(bytes + i, 1);
    }
}

}  // namespace

LevelChange Book::apply(const Level& level) noexcept {
    SideLevels& levels = level.side == Side::bid ? bids_ : asks_;
    if (level.qty == 0) {
        levels.erase(level.price);
        return {level.price, 0, Action::delete_level, level.side};
    }
    const bool is_new = levels.set(level.price, level.qty);
    return {level.price, level.qty, is_new ? Action::new_level : Action::update, level.side};
}

void Book::prefetch(std::span<const Level> levels) const noexcept {
    const LevelChunk* fetched = nullptr;  // levels come sorted: neighbours share a chunk
    for (const Level& level : levels) {
        const LevelChunk* const chunk = side(level.side).chunk_at(level.price);
        if (chunk == fetched || chunk == nullptr) continue;
        fetched = chunk;
        fetch(*chunk);
    }
}

void Book::prune(std::size_t depth, std::vector<LevelChange>& changes) noexcept {
    prune_side(bids_, Side::bid, depth, changes);
    prune_side(asks_, Side::ask, depth, changes);
}

void Book::grow_directories() {
    if (bids_.wants_room()) bids_.grow_directory();
    if (asks_.wants_room()) asks_.grow_directory();
}

void Book::clear() noexcept {
    bids_.clear();
    asks_.clear();
    last_update_id = kNullInt64;
}

void Book::swap(Book& other) noexcept {
    bids_.swap(other.bids_);
    asks_.swap(other.asks_);
    std::swap(last_update_id, other.last_update_id);
}

void difference(const Book& from, const Book& to, std::vector<LevelChange>& changes) noexcept {
    for (const Side side : {Side::bid, Side::ask}) {
        append_vanished(from.side(side), to.side(side), side, changes);
    }
    for (const Side side : {Side::bid, Side::ask}) {
        append_present(from.side(side), to.side(side), side, changes);
    }
}

}  // namespace mdc::book
