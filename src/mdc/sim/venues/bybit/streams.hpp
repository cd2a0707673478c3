#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mdc/sim/venues/bybit/market.hpp"
#include "mdc/sim/venues/bybit/texts.hpp"
#include "mdc/sim/venues/bybit/ticker.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::bybit {

/// Turns what happens on the market into Bybit's messages.
///
/// A book channel shows the best levels. Each cadence it says how they differ from what it said
/// before, if they do, and counts that message; the best prices it says whole, and again when they
/// did not change for three seconds. A trade is said at once, with those of its taker order at its
/// price; trades of options at the next pulse, all of a coin together. A reset is a snapshot that
/// is number 1, to all who listen; the next message is number 2.
class Streams final : public MarketListener {
  public:
    Streams(const MarketFacts& market, const VenueSetting& setting);

    [[nodiscard]] const std::vector<Topic>& topics() const noexcept { return topics_; }
    [[nodiscard]] std::optional<TopicId> find(std::string_view name) const;
    /// The books with `stream` in their name begin their numbering anew.
    void reset(std::string_view stream, UnixMicros time);
    /// Gives a new subscriber what the next message of the topic fits on.
    void show(TopicId topic, Peer& peer);

    /// Where a book stands: the market's update id and the time of that.
    struct Standing {
        std::int64_t update_id = 0;
        UnixMicros time;
    };
    [[nodiscard]] const Standing& newest(int instrument) const {
        return newest_[static_cast<std::size_t>(instrument)];
    }
    /// The number of the last message of the deepest book; 0: nobody ever listened.
    [[nodiscard]] std::int64_t last_of_deepest(int instrument) const;

    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade& trade) override;
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& day) override;
    void on_mark(const MarkPrice& mark) override;
    void on_pulse(const Pulse& pulse) override;

  private:
    /// A topic of one symbol.
    struct Place {
        std::size_t instrument = 0;
        std::size_t channel = 0;
    };
    /// What a book channel last said; nothing before somebody listened.
    struct Book {
        std::int64_t id = 0;     ///< counts on, whatever is shown
        std::int64_t shift = 0;  ///< the number that is shown is the id less this
        Standing stands;
        UnixMicros pushed;
        std::vector<Level> bids;
        std::vector<Level> asks;
    };
    /// Trades that wait to be said, of one topic.
    struct Waiting {
        std::vector<Fill> fills;
        std::int64_t messages = 0;
    };
    struct Tick {
        std::int64_t price = 0;
        bool is_rising = true;
    };

    void add_topic(std::string name, std::string_view feed, std::string ticker);
    [[nodiscard]] const Instrument& instrument(const Place& place) const;
    [[nodiscard]] TopicId topic_of(const Place& place) const noexcept;
    [[nodiscard]] const ChannelFacts& facts(const Place& place) const noexcept;
    [[nodiscard]] Standing standing(const Place& place) const;
    void saw(UnixMicros time) noexcept;
    void read(const Place& place, std::vector<Level>& bids, std::vector<Level>& asks) const;
    void begin(const Place& place);
    void push_book(const Place& place, UnixMicros now);
    void begin_anew(const Place& place, UnixMicros now);
    void append_whole(const Place& place, UnixMicros now);
    void push_ticker(std::size_t instrument, UnixMicros time);
    void push_trades(TopicId topic, UnixMicros now);
    std::string_view tick_of(const Trade& trade);
    template <class Act>
    void each(Kind kind, std::size_t instrument, Act&& act);

    const MarketFacts& market_;
    World& world_;
    Audience& audience_;
    std::vector<Topic> topics_;
    std::unordered_map<std::string, TopicId> by_name_;
    std::vector<TopicId> trades_of_;      ///< by symbol: where its trades are said
    std::map<TopicId, Waiting> waiting_;  ///< by topic of trades
    std::vector<Book> books_;             ///< by topic
    std::deque<Ticker> tickers_;          ///< by symbol, as are the following
    std::vector<Standing> newest_;
    std::vector<Standing> tops_;
    std::vector<Tick> ticks_;
    UnixMicros now_{0};  ///< the market's: of the last thing that happened
    std::int64_t pulse_ = -1;
    std::string text_;
    std::vector<Level> bids_, asks_;
    std::vector<Level> bid_changes_, ask_changes_;
};

}  // namespace mdc::sim::bybit
