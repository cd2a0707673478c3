#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mdc/book/side_levels.hpp"
#include "mdc/core/null.hpp"
#include "mdc/model/rows/orderbook.hpp"
#include "mdc/model/wire/output.hpp"

namespace mdc::book {

/// One instrument's order book: two sides and the id of the exchange's message it equals.
class Book {
  public:
    explicit Book(LevelPool& pool) noexcept : bids_(Side::bid, pool), asks_(Side::ask, pool) {}

    /// One level of a message; quantity 0 deletes. What it was to this book: NEW, UPDATE or DELETE
    /// (also of a level that is not there).
    LevelChange apply(const Level& level) noexcept;
    /// Begins to fetch what apply() of these levels will touch.
    void prefetch(std::span<const Level> levels) const noexcept;
    /// Appends a DELETE for each level beyond the best `depth` of a side, and removes them.
    void prune(std::size_t depth, std::vector<LevelChange>& changes) noexcept;
    /// True when new levels could soon make a side's directory allocate; grow_directories() does it
    /// ahead, outside the message path.
    [[nodiscard]] bool wants_room() const noexcept {
        return bids_.wants_room() || asks_.wants_room();
    }
    void grow_directories();
    void clear() noexcept;
    void swap(Book& other) noexcept;

    [[nodiscard]] const SideLevels& side(Side side) const noexcept {
        return side == Side::bid ? bids_ : asks_;
    }
    [[nodiscard]] const SideLevels& bids() const noexcept { return bids_; }
    [[nodiscard]] const SideLevels& asks() const noexcept { return asks_; }
    [[nodiscard]] bool is_empty() const noexcept { return bids_.size() + asks_.size() == 0; }

    /// Of the directories; the levels are in the pool.
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return bids_.memory_bytes() + asks_.memory_bytes();
    }

    std::int64_t last_update_id = kNullInt64;

  private:
    SideLevels bids_;
    SideLevels asks_;
};

/// The rows that turn `from` into `to`: DELETE for each level that vanished, then NEW or UPDATE for
/// every level of `to`, bids first, best first. Appended to `changes`. A snapshot is the difference
/// from the book before, a checkpoint the difference from the empty book.
void difference(const Book& from, const Book& to, std::vector<LevelChange>& changes) noexcept;

/// The row that says: forget all levels.
inline constexpr LevelChange kForgetBook{kNullDouble, 0, Action::delete_level, Side::unknown};

}  // namespace mdc::book
