#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/venues/bybit/market.hpp"

namespace mdc::sim::bybit {

/// Where and when a ticker is pushed.
struct TickerPush {
    std::string_view topic;
    UnixMicros time;
    std::int64_t sequence = 0;  ///< of the symbol
};

/// One symbol's ticker. It says what it last pushed to whoever comes later; the next push fits on
/// that: of futures only what changed, of the others all.
class Ticker {
  public:
    Ticker(const MarketFacts& market, const Instrument& of);

    void set(const DayStatistics& day) { day_ = day; }
    void set(const MarkPrice& mark) { mark_ = mark; }
    [[nodiscard]] const std::optional<DayStatistics>& day() const noexcept { return day_; }
    [[nodiscard]] const std::optional<MarkPrice>& mark() const noexcept { return mark_; }

    /// Appends what is pushed now; false: nothing, since nothing changed.
    bool append_push(std::string& out, const TickerPush& push);
    /// Appends the whole of what was last pushed; false: nothing was.
    bool append_picture(std::string& out, const TickerPush& push) const;

  private:
    void append(std::string& out, const TickerPush& push, std::string_view type,
                std::string_view data) const;

    const MarketFacts& market_;
    const Instrument& of_;
    std::int64_t sequence_ = 0;  ///< of what was last pushed: a picture has no other
    std::optional<DayStatistics> day_;
    std::optional<MarkPrice> mark_;
    std::vector<std::string> shown_;  ///< value of each field; empty before the first push
    std::int64_t pushes_ = 0;
    std::string value_;
    std::string all_;
    std::string changed_;
};

}  // namespace mdc::sim::bybit
