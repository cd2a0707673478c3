#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mdc/sim/market/events.hpp"

namespace mdc::sim {

/// One side of an order book as an array over all prices it may have: a level costs a few ns.
class Ladder {
  public:
    /// Prices are [lowest, lowest + width) ticks.
    Ladder(Side side, std::int64_t lowest, std::int64_t width);

    /// Sets the absolute quantity; 0 removes the level. The price must be inside().
    void set(std::int64_t price, std::int64_t qty) noexcept;
    [[nodiscard]] std::int64_t qty(std::int64_t price) const noexcept {
        return qty_[static_cast<std::size_t>(price - lowest_)];
    }
    [[nodiscard]] bool inside(std::int64_t price) const noexcept {
        return price >= lowest_ && price < lowest_ + static_cast<std::int64_t>(qty_.size());
    }
    /// Best price; meaningless when empty.
    [[nodiscard]] std::int64_t best() const noexcept { return best_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] Side side() const noexcept { return side_; }
    /// The price `steps` worse than `price` (negative: better).
    [[nodiscard]] std::int64_t worse(std::int64_t price, std::int64_t steps) const noexcept {
        return side_ == Side::bid ? price - steps : price + steps;
    }

    /// Calls `visit(price, qty)` for at most `limit` levels, best first.
    template <class Visit>
    void for_best(std::size_t limit, Visit&& visit) const {
        auto left = limit < size_ ? limit : size_;
        for (auto price = best_; left > 0; price = worse(price, 1)) {
            if (const auto here = qty(price); here != 0) {
                visit(price, here);
                --left;
            }
        }
    }

  private:
    Side side_;
    std::int64_t lowest_;
    std::int64_t best_ = 0;
    std::size_t size_ = 0;
    std::vector<std::int64_t> qty_;
};

/// Both sides of one instrument's book and where its ids stand.
struct BookPicture {
    Ladder bids;
    Ladder asks;
    std::int64_t update_id = 0;

    [[nodiscard]] const Ladder& side(Side which) const noexcept {
        return which == Side::bid ? bids : asks;
    }
    [[nodiscard]] Ladder& side(Side which) noexcept { return which == Side::bid ? bids : asks; }
};

}  // namespace mdc::sim
