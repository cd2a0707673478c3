#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::binance_spot {

/// A connection's form: which machine serves it and whether its times are microseconds.
constexpr int form_of(int variant, bool is_micros) noexcept {
    return variant * 2 + (is_micros ? 1 : 0);
}

/// Turns what happens on the market into Binance Spot's stream messages.
///
/// Depth: every 100 ms (1000 ms) one message per symbol that changed, with the last quantity of
/// each level touched since the message before, `U` = previous `u` + 1. Machines (variants) cut at
/// different moments and stamp `E` a millisecond apart.
class Streams final : public MarketListener {
  public:
    Streams(World& world, Audience& audience, int variants,
            const std::vector<std::string>& capture_streams);

    [[nodiscard]] const std::vector<Topic>& topics() const noexcept { return topics_; }
    [[nodiscard]] std::optional<TopicId> find(std::string_view stream) const;
    [[nodiscard]] std::string_view prefix(TopicId topic) const noexcept { return prefixes_[topic]; }

    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade& trade) override;
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& day) override;
    void on_pulse(const Pulse& pulse) override;

  private:
    /// Levels touched since the last depth message of one symbol, cadence and variant. Collected
    /// only while somebody listens; a message needs a whole span.
    struct Batch {
        bool is_active = false;
        std::int64_t last_id = 0;
        std::vector<std::int64_t> bids;
        std::vector<std::int64_t> asks;
    };
    struct Cut {
        int instrument = 0;
        int cadence = 0;  ///< 0: 100 ms, 1: 1000 ms
        int variant = 0;
        UnixMicros time;
    };

    void add_topic(std::string stream, std::string feed, std::string ticker);
    template <class Encode>
    void publish(TopicId topic, std::int64_t first_id, std::int64_t last_id, Encode&& encode);
    Batch& batch(const Cut& cut);
    void cut_depth(const Cut& cut);
    void publish_depth(const Cut& cut, Batch& batch, TopicId topic, const BookPicture& book);
    void publish_partial(const Cut& cut, const BookPicture& book);
    void append_touched(const Instrument& instrument, const Ladder& side,
                        std::vector<std::int64_t>& prices);
    void append_trade_tail(const Instrument& instrument, std::int64_t price, std::int64_t qty);

    World& world_;
    Audience& audience_;
    int variants_;
    std::vector<Topic> topics_;
    std::vector<std::string> prefixes_;
    std::unordered_map<std::string, TopicId> by_name_;
    std::vector<Batch> batches_;
    std::string text_;
    std::string levels_;
};

/// A recorded payload with its times (E, T, O, C) in the unit of a connection; `scratch` holds it.
std::string_view in_unit(std::string_view payload, bool is_micros, std::string& scratch);

/// Appends `["61837.63000000","3.78826000"]` and friends: prices and quantities with 8 decimals.
void append_price(std::string& out, const Instrument& instrument, std::int64_t price);
void append_qty(std::string& out, const Instrument& instrument, std::int64_t qty);
void append_level(std::string& out, const Instrument& instrument, std::int64_t price,
                  std::int64_t qty);
/// Appends up to `limit` levels, best first, comma separated; returns how many.
std::size_t append_best(std::string& out, const Instrument& instrument, const Ladder& side,
                        std::size_t limit);

}  // namespace mdc::sim::binance_spot
