#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mdc/sim/venues/deribit/channels.hpp"
#include "mdc/sim/venues/deribit/shown_book.hpp"
#include "mdc/sim/venues/deribit/texts.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::deribit {

/// Turns what happens on the market into Deribit's notifications.
///
/// 1. A window is 100 ms, agg2 are ten of them; `raw` and quotes come at once. Each variant's
/// windows end at moments of their own.
/// 2. `change_id` is the book's update id, `prev_change_id` that of the channel's message before. A
/// book whose levels are as before is not pushed.
/// 3. Who subscribes to a book is shown what was pushed last; to a ticker, the present state, whose
/// time is that of the latest window or change.
class Streams final : public MarketListener {
  public:
    explicit Streams(const VenueSetting& setting);

    [[nodiscard]] const std::vector<Topic>& topics() const noexcept { return topics_; }
    [[nodiscard]] std::optional<TopicId> find(const std::string& channel) const;
    /// Whether there is such a channel that never speaks.
    [[nodiscard]] bool is_silent(std::string_view channel) const;
    /// How often the topic was pushed, to whomever.
    [[nodiscard]] std::uint64_t pushes(TopicId topic) const noexcept { return pushes_[topic]; }
    /// Delivers the first message of one who just subscribed, if there is one.
    void greet(TopicId topic, int variant, Peer& peer);

    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade&) override {}
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& day) override;
    void on_mark(const MarkPrice& mark) override;
    void on_pulse(const Pulse& pulse) override;

  private:
    /// A channel of an instrument.
    struct Place {
        const Channel* channel = nullptr;  ///< null: of none, or only replayed
        int instrument = 0;
        std::string head;  ///< what its messages begin with
    };
    /// What a machine keeps of it.
    struct Shown {
        ShownBook book;
        std::string trades;  ///< of the window that has not ended
        std::int64_t first_trade = 0;
        std::int64_t last_trade = 0;
        bool is_stale = false;  ///< the ticker is not as it was pushed
    };
    struct Now {
        State state;
        UnixMicros changed{0};  ///< the book
        UnixMicros window{0};   ///< the latest that ended, of any machine
        std::int64_t last_price = 0;
        int tick_direction = 0;
    };

    TopicId add_topic(const Channel* channel, int instrument, std::string name, std::string ticker);
    [[nodiscard]] const Instrument& instrument(int index) const;
    Now& now(int instrument) { return now_[static_cast<std::size_t>(instrument)]; }
    Shown& shown(TopicId topic, int variant);
    /// Calls act(topic, channel, variant) for each of the instrument's topics of a kind.
    template <class Act>
    void each(Kind kind, int instrument, Act&& act);
    /// Publishes text_ with what ends a notification.
    void publish(TopicId topic, int variant, std::int64_t first_id, std::int64_t last_id);
    std::string& begin(TopicId topic) { return text_.assign(places_[topic].head); }
    void push(TopicId topic, int variant, UnixMicros time);
    void push_book(TopicId topic, int variant);
    void push_trades(TopicId topic, int variant);
    void push_ticker(TopicId topic, int variant, UnixMicros time);
    void tell_state(int instrument, int variant);
    void state_changed(int instrument, UnixMicros time);
    /// When the ticker's state was new.
    static UnixMicros state_time(const State& state) noexcept;

    World& world_;
    Audience& audience_;
    int variants_;
    std::vector<Topic> topics_;
    std::vector<Place> places_;
    std::vector<std::uint64_t> pushes_;
    std::vector<Shown> shown_;  ///< by topic and variant
    std::vector<Now> now_;      ///< by instrument
    std::vector<std::vector<TopicId>> own_;
    std::unordered_map<std::string, TopicId> by_name_;
    TopicId platform_ = 0;
    std::string text_;
    std::string element_;
};

}  // namespace mdc::sim::deribit
