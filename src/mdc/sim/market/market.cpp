#include "mdc/sim/market/market.hpp"

#include <algorithm>

#include "mdc/core/assert.hpp"

namespace mdc::sim {

Market::Market(const std::vector<Instrument>& instruments, const MarketOptions& options) {
    MDC_ASSERT(!instruments.empty());
    symbols_.reserve(instruments.size());
    for (const auto& instrument : instruments) {
        const auto index = symbols_.size();
        symbols_.emplace_back(static_cast<int>(index), instrument, options);
        queue_.push_back({symbols_.back().next_time(), index});
    }
    std::make_heap(queue_.begin(), queue_.end());
}

void Market::postpone(std::chrono::microseconds span) {
    for (auto& next : queue_) {
        symbols_[next.symbol].postpone(span);
        next.time = symbols_[next.symbol].next_time();
    }
    std::make_heap(queue_.begin(), queue_.end());
}

std::uint64_t Market::run(UnixMicros until, std::uint64_t orders_max, MarketListener& listener) {
    std::uint64_t orders = 0;
    while (orders < orders_max && queue_.front().time <= until) {
        std::pop_heap(queue_.begin(), queue_.end());
        auto& next = queue_.back();
        auto& symbol = symbols_[next.symbol];
        if (symbol.step(listener)) ++orders;
        next.time = symbol.next_time();
        std::push_heap(queue_.begin(), queue_.end());
    }
    return orders;
}

}  // namespace mdc::sim
