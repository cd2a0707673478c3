#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mdc/sim/venues/okx/channels.hpp"
#include "mdc/sim/venues/okx/window.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::okx {

/// Turns what happens on the market into OKX's messages.
///
/// 1. A beat is 10 ms. At each beat of its cadence a channel pushes what is new, to all alike; the
/// channels of a book in a fixed order.
/// 2. `seqId` is the book's update id, `prevSeqId` that of the push before. A book whose window did
/// not change is not pushed, so ids have holes.
/// 3. After a minute without a push, books repeat their id without levels, quotes as they were.
/// 4. Who subscribes is shown what was pushed last.
/// 5. A reset makes the numbers of a book begin far below: the next push of each of its channels
/// has a `seqId` below its `prevSeqId`, and from there they go on as the book's update ids do.
class Streams final : public MarketListener {
  public:
    explicit Streams(const VenueSetting& setting);

    [[nodiscard]] const std::vector<Topic>& topics() const noexcept { return topics_; }
    /// `name` is "channel:instrument".
    [[nodiscard]] std::optional<TopicId> find(const std::string& name) const;
    /// How often the topic was pushed.
    [[nodiscard]] std::uint64_t pushes(TopicId topic) const noexcept {
        return places_[topic].pushes;
    }
    /// How often numbers may begin anew: each time below all that came before.
    static constexpr std::uint64_t kResetsMax = 20;
    /// Of the books of which a channel has `stream` in its name.
    void reset(std::string_view stream);
    /// Delivers the first message of one who just subscribed, if there is one.
    void greet(TopicId topic, Peer& peer);

    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade& trade) override;
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& day) override;
    void on_mark(const MarkPrice& mark) override;
    void on_pulse(const Pulse& pulse) override;

  private:
    struct Place {
        const Channel* channel = nullptr;
        int instrument = 0;
        std::string head;  ///< what its messages begin with
        std::uint64_t pushes = 0;
        Window window;           ///< of books and quotes
        std::int64_t shift = 0;  ///< what was shown last is called by its id less this
        TopOfBook quote;
        std::string latest;  ///< figures: the latest message
        UnixMicros latest_time{0};
        std::size_t members = 0;  ///< of a family
        std::size_t heard = 0;    ///< of them, of this moment
        UnixMicros moment{0};
        std::string elements;  ///< what these said
    };
    struct Book {
        UnixMicros time{0};  ///< of its latest change or beat
        TopOfBook top;
        std::uint64_t resets = 0;
        std::int64_t shift = 0;  ///< what is shown next is called by its id less this
    };

    void add_instrument(int index);
    TopicId add_topic(const Channel* channel, std::string subject, std::string ticker,
                      int instrument);
    [[nodiscard]] const Instrument& instrument(int index) const;
    /// Calls act(topic, place) for each of the instrument's topics of a kind.
    template <class Act>
    void each(Kind kind, int instrument, Act&& act);
    /// Publishes if anybody listens: encode(text) writes the elements.
    template <class Encode>
    void publish(TopicId topic, std::int64_t first_id, std::int64_t last_id, Encode&& encode);
    /// Keeps a message of figures, and publishes it when its second has come.
    void tell(TopicId topic, UnixMicros time, std::string_view elements);
    void tell_summary(TopicId topic, const MarkPrice& mark);
    /// What a place shows next has this id; it is called as the book now numbers.
    void renumber(TopicId topic, std::int64_t id);
    void push_quote(TopicId topic, UnixMicros now);
    void push_book(TopicId topic, UnixMicros now);
    /// The message of a window as its texts are, in text_.
    std::string_view write_book(const Place& place, std::string_view action,
                                std::int64_t previous_number, UnixMicros time);
    std::string_view write_quote(const Place& place);

    World& world_;
    Audience& audience_;
    std::vector<Topic> topics_;
    std::vector<Place> places_;
    std::vector<Book> books_;
    std::vector<std::vector<TopicId>> own_;  ///< topics that an instrument has something to say to
    std::unordered_map<std::string, TopicId> by_name_;
    std::string text_;
    std::string element_;
};

}  // namespace mdc::sim::okx
