#include "mdc/sim/market/ladder.hpp"

#include "mdc/core/assert.hpp"

namespace mdc::sim {

Ladder::Ladder(Side side, std::int64_t lowest, std::int64_t width)
    : side_(side), lowest_(lowest), qty_(static_cast<std::size_t>(width), 0) {
    MDC_ASSERT(width > 0);
}

void Ladder::set(std::int64_t price, std::int64_t qty) noexcept {
    auto& slot = qty_[static_cast<std::size_t>(price - lowest_)];
    const bool was_there = slot != 0;
    slot = qty;
    if (qty != 0) {
        if (!was_there) ++size_;
        const bool is_better = side_ == Side::bid ? price > best_ : price < best_;
        if (size_ == 1 || is_better) best_ = price;
        return;
    }
    if (!was_there) return;
    --size_;
    if (price != best_ || size_ == 0) return;
    // The next best level is near: the book is dense at its top.
    do {
        best_ = worse(best_, 1);
    } while (this->qty(best_) == 0);
}

}  // namespace mdc::sim
