#pragma once

#include <cstdint>
#include <vector>

#include "mdc/sim/market/symbol_market.hpp"

namespace mdc::sim {

/// All instruments on one time line.
class Market {
  public:
    Market(const std::vector<Instrument>& instruments, const MarketOptions& options);

    /// Does everything that happens up to and including `until`, at most `orders_max` orders.
    /// Returns how many orders it did.
    std::uint64_t run(UnixMicros until, std::uint64_t orders_max, MarketListener& listener);

    /// Stands still for so long, then goes on as if nothing had been.
    void postpone(std::chrono::microseconds span);

    [[nodiscard]] UnixMicros next_time() const noexcept { return queue_.front().time; }
    [[nodiscard]] const SymbolMarket& symbol(std::size_t index) const { return symbols_[index]; }
    [[nodiscard]] std::size_t size() const noexcept { return symbols_.size(); }

  private:
    struct Next {
        UnixMicros time;
        std::size_t symbol;
        /// A heap keeps the largest in front; we want the earliest, then the first symbol.
        bool operator<(const Next& other) const noexcept {
            return time != other.time ? time > other.time : symbol > other.symbol;
        }
    };
    std::vector<SymbolMarket> symbols_;
    std::vector<Next> queue_;
};

}  // namespace mdc::sim
