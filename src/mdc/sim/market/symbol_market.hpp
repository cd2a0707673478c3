#pragma once

#include <chrono>
#include <cstdint>

#include "mdc/core/time.hpp"
#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"
#include "mdc/sim/market/ladder.hpp"
#include "mdc/sim/market/random.hpp"

namespace mdc::sim {

struct MarketOptions {
    std::uint64_t seed = 1;
    UnixMicros start_time;
    double orders_per_second = 800;  ///< of each symbol, on average
    std::size_t levels = 3000;       ///< a side, about
    std::chrono::microseconds pulse{100'000};
};

/// The market of one instrument: a random process that is a function of seed and symbol alone.
///
/// 1. Orders come with exponential gaps. Their intensity is drawn anew every 100 ms from a
/// lognormal of
///    mean 1, sigma 1.2: at 600 orders a second a 100 ms span has 46 changes on average, 22 at the
///    median the median and about 300 at p99, much as measured on real ones.
/// 2. Most are limit orders: placed, changed or cancelled, a fifth at the best price or
/// inside
///    the spread, the rest at distances with a heavy tail. How many are placed depends on how many
///    there are, so the number of levels stays about where it began.
/// 3. The others take: up to a few resting orders a level, several levels when large. Each fill is
/// a
///    trade and a book change. Buyers become rarer above the first price and sellers below it, so
///    the price wanders but stays inside the ladder.
class SymbolMarket {
  public:
    SymbolMarket(int index, Instrument instrument, const MarketOptions& options);

    /// Everything that is still to come comes so much later.
    void postpone(std::chrono::microseconds span);
    /// When its next event happens. Pulses and statistics happen before orders of the same moment.
    [[nodiscard]] UnixMicros next_time() const noexcept;
    /// Does what happens at next_time(). True when it was an order.
    bool step(MarketListener& listener);

    [[nodiscard]] const BookPicture& book() const noexcept { return book_; }
    [[nodiscard]] const Instrument& instrument() const noexcept { return instrument_; }
    [[nodiscard]] std::int64_t last_trade_id() const noexcept { return trade_id_; }

  private:
    void fill_book(std::size_t levels);
    void schedule_order();
    void pulse(MarketListener& listener);
    void limit_order(MarketListener& listener);
    void take(MarketListener& listener);
    /// One price of a taker order: trades of resting orders until `wanted` or the level is gone.
    std::int64_t take_level(Side taker, std::int64_t wanted, MarketListener& listener);
    void change(Side side, std::int64_t price, std::int64_t qty, MarketListener& listener);
    void count_trade(std::int64_t price, std::int64_t qty);
    [[nodiscard]] TopOfBook top() const noexcept;
    void tell_mark(MarketListener& listener);
    [[nodiscard]] std::int64_t draw_distance();
    [[nodiscard]] std::int64_t draw_qty();
    [[nodiscard]] double mid_offset() const noexcept;

    int index_;
    Instrument instrument_;
    Random random_;
    BookPicture book_;
    double qty_scale_;  ///< mean size of an order, lots
    std::size_t target_levels_;
    std::chrono::microseconds pulse_every_;
    double orders_per_micro_;
    double intensity_ = 1.0;
    UnixMicros intensity_until_;
    UnixMicros order_time_;
    double order_time_rest_ = 0;  ///< fraction of a microsecond, so that high rates stay exact
    UnixMicros pulse_time_;
    UnixMicros statistics_time_;
    UnixMicros now_;
    std::int64_t trade_id_;
    std::int64_t aggregate_id_;
    TopOfBook last_top_;
    DayStatistics day_;
    bool has_new_trades_ = false;
    std::int64_t open_interest_;
};

}  // namespace mdc::sim
