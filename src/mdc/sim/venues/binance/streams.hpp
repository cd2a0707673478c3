#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mdc/sim/venues/binance/market.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::binance {

/// A connection's form: which machine serves it and whether its times are microseconds.
constexpr int form_of(int variant, bool is_micros) noexcept {
    return variant * 2 + (is_micros ? 1 : 0);
}

/// Turns what happens on the market into Binance's stream messages.
///
/// Depth: at each cadence one message per symbol that changed, with the last quantity of each level
/// touched since the message before. Machines (variants) cut at different moments and stamp `E` a
/// millisecond apart.
class Streams final : public MarketListener {
  public:
    Streams(const Market& market, const VenueSetting& setting);

    [[nodiscard]] const std::vector<Topic>& topics() const noexcept { return topics_; }
    /// Of the streams that a route serves; recorded ones go over any.
    [[nodiscard]] std::optional<TopicId> find(std::string_view stream,
                                              std::string_view route) const;
    [[nodiscard]] std::string_view prefix(TopicId topic) const noexcept { return prefixes_[topic]; }

    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade& trade) override;
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& day) override;
    void on_mark(const MarkPrice& mark) override;
    void on_pulse(const Pulse& pulse) override;

  private:
    /// What one symbol, stream and variant waits for its next cut with. Levels are collected only
    /// while somebody listens; a message needs a whole span.
    struct Batch {
        bool is_active = false;
        std::int64_t last_id = 0;
        std::vector<std::int64_t> bids;
        std::vector<std::int64_t> asks;
        std::vector<AggregateTrade> aggregates;
    };
    /// One stream of one symbol.
    struct Place {
        int instrument = 0;
        std::size_t stream = 0;
    };
    struct Times {
        int variant = 0;
        UnixMicros now;
    };

    void add_topic(std::string stream, std::string feed, std::string ticker);
    [[nodiscard]] TopicId topic_of(const Place& place) const noexcept;
    [[nodiscard]] const Instrument& instrument(const Place& place) const;
    [[nodiscard]] bool is_wanted(TopicId topic, int variant) const noexcept;
    Batch& batch(const Place& place, int variant);
    /// Calls act(place, facts) for each stream of a kind.
    template <class Act>
    void each(Kind kind, int instrument, Act&& act);
    /// Encodes once for each form that somebody listens to; `variant` −1: for all machines.
    template <class Encode>
    void publish(const Place& place, std::int64_t first_id, std::int64_t last_id, Encode&& encode,
                 int variant = -1);
    void cut_depth(const Place& place, const Times& times);
    void cut_partial(const Place& place, const Times& times);
    void cut_aggregates(const Place& place, const Times& times);
    void append_touched(std::string& out, const Place& place, const Ladder& side,
                        std::vector<std::int64_t>& prices) const;

    const Market& market_;
    World& world_;
    Audience& audience_;
    int variants_;
    std::vector<Topic> topics_;
    std::vector<std::string> prefixes_;
    std::unordered_map<std::string, TopicId> by_name_;
    std::array<std::vector<std::size_t>, kKinds> by_kind_;
    std::vector<Batch> batches_;
    std::vector<UnixMicros> changed_;  ///< last change of each symbol's book
    std::string text_;
    std::string bids_;
    std::string asks_;
};

/// A recorded payload with its times (E, T, O, C) in the unit of a connection; `scratch` holds it.
std::string_view in_unit(std::string_view payload, bool is_micros, std::string& scratch);

}  // namespace mdc::sim::binance
