#pragma once

#include <vector>

#include "mdc/sim/market/events.hpp"

namespace mdc::sim {

/// Keeps everything that happens.
struct EventLog final : MarketListener {
    std::vector<BookChange> changes;
    std::vector<Trade> trades;
    std::vector<AggregateTrade> aggregates;
    std::vector<TopOfBook> tops;
    std::vector<DayStatistics> statistics;
    std::vector<Pulse> pulses;

    void on_change(const BookChange& change) override { changes.push_back(change); }
    void on_trade(const Trade& trade) override { trades.push_back(trade); }
    void on_aggregate(const AggregateTrade& trade) override { aggregates.push_back(trade); }
    void on_top(const TopOfBook& top) override { tops.push_back(top); }
    void on_statistics(const DayStatistics& day) override { statistics.push_back(day); }
    void on_pulse(const Pulse& pulse) override { pulses.push_back(pulse); }
};

}  // namespace mdc::sim
