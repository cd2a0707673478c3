#include "mdc/sim/venues/bybit/streams.hpp"

#include <algorithm>

namespace mdc::sim::bybit {
namespace {

constexpr std::chrono::seconds kRepeatTop{3};
/// Numbers begin anywhere but at 1, which says that the service began anew.
constexpr std::int64_t kFirstNumber = 10'000'000;
constexpr std::int64_t kNumbers = 90'000'000;

std::string name_of(std::string_view channel, std::string_view symbol) {
    return std::string(channel).append(".").append(symbol);
}

}  // namespace

Streams::Streams(const MarketFacts& market, const VenueSetting& setting)
    : market_(market), world_(setting.world), audience_(setting.audience) {
    const auto& instruments = world_.instruments();
    for (const auto& one : instruments) {
        for (const auto& channel : market.channels) {
            if (channel.kind == Kind::trades) {
                trades_of_.push_back(static_cast<TopicId>(topics_.size()));
            }
            add_topic(name_of(channel.name, one.symbol), channel.feed, one.symbol);
        }
        tickers_.emplace_back(market, one);
    }
    books_.resize(topics_.size());
    newest_.resize(instruments.size());
    tops_.resize(instruments.size());
    ticks_.resize(instruments.size());
    for (const auto& one : instruments) {
        if (!market.shares_trades) break;
        const auto name = name_of("publicTrade", one.base);
        if (!find(name)) add_topic(name, "trades", one.base);
        trades_of_.push_back(*find(name));
    }
    for (const auto& stream : setting.capture_streams) {
        if (!find(stream)) add_topic(stream, "other", "");
    }
}

void Streams::add_topic(std::string name, std::string_view feed, std::string ticker) {
    by_name_.emplace(name, static_cast<TopicId>(topics_.size()));
    topics_.push_back({std::move(name), std::string(feed), std::move(ticker)});
}

std::optional<TopicId> Streams::find(std::string_view name) const {
    const auto found = by_name_.find(std::string(name));
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

const Instrument& Streams::instrument(const Place& place) const {
    return world_.instruments()[place.instrument];
}

TopicId Streams::topic_of(const Place& place) const noexcept {
    return static_cast<TopicId>(place.instrument * market_.channels.size() + place.channel);
}

const ChannelFacts& Streams::facts(const Place& place) const noexcept {
    return market_.channels[place.channel];
}

template <class Act>
void Streams::each(Kind kind, std::size_t instrument, Act&& act) {
    for (std::size_t channel = 0; channel < market_.channels.size(); ++channel) {
        if (market_.channels[channel].kind == kind) act(Place{instrument, channel});
    }
}

void Streams::saw(UnixMicros time) noexcept { now_ = std::max(now_, time); }

// The best prices stand at the last update that changed them.
Streams::Standing Streams::standing(const Place& place) const {
    const auto& top = tops_[place.instrument];
    if (facts(place).kind == Kind::top && top.update_id != 0) return top;
    const auto& newest = newest_[place.instrument];
    if (newest.update_id != 0) return newest;
    return {world_.book(static_cast<int>(place.instrument), false)->update_id, now_};
}

void Streams::read(const Place& place, std::vector<Level>& bids, std::vector<Level>& asks) const {
    const auto& book = *world_.book(static_cast<int>(place.instrument), false);
    const auto take = [&](const Ladder& side, std::vector<Level>& levels) {
        levels.clear();
        side.for_best(facts(place).levels, [&](std::int64_t price, std::int64_t qty) {
            levels.push_back({price, qty});
        });
    };
    take(book.bids, bids);
    take(book.asks, asks);
}

void Streams::begin(const Place& place) {
    auto& book = books_[topic_of(place)];
    if (book.id != 0) return;
    book.stands = standing(place);
    book.id = kFirstNumber + book.stands.update_id % kNumbers;
    book.pushed = now_;
    read(place, book.bids, book.asks);
    world_.book_id(topics_[topic_of(place)].name, book.id, book.stands.update_id);
}

void Streams::append_whole(const Place& place, UnixMicros now) {
    const auto topic = topic_of(place);
    const auto& book = books_[topic];
    text_.clear();
    append_book(text_, market_, instrument(place),
                {topics_[topic].name, facts(place).kind == Kind::top, true, now, book.stands.time,
                 book.id - book.shift, book.stands.update_id, book.bids, book.asks});
}

void Streams::show(TopicId topic, Peer& peer) {
    const auto channels = market_.channels.size();
    const Place place{topic / channels, topic % channels};
    const bool is_shared = place.instrument >= world_.instruments().size();
    if (is_shared || world_.book(static_cast<int>(place.instrument), false) == nullptr) return;
    const auto kind = facts(place).kind;
    if (kind == Kind::book || kind == Kind::top) {
        begin(place);
        append_whole(place, now_);
        const auto id = books_[topic].id;
        peer.deliver({topic, 0, text_, id, id, true});
    }
    if (kind != Kind::ticker) return;
    const auto& ticker = tickers_[place.instrument];
    text_.clear();
    const auto id = std::max(ticker.day() ? ticker.day()->time.value : 0,
                             ticker.mark() ? ticker.mark()->time.value : 0);
    const TickerPush push{topics_[topic].name, now_, standing(place).update_id};
    if (ticker.append_picture(text_, push)) peer.deliver({topic, 0, text_, id, id, true});
}

std::int64_t Streams::last_of_deepest(int instrument) const {
    const Place first{static_cast<std::size_t>(instrument), 0};
    std::size_t deepest = 0;
    for (std::size_t channel = 0; channel < market_.channels.size(); ++channel) {
        if (market_.channels[channel].levels > market_.channels[deepest].levels) deepest = channel;
    }
    const auto& book = books_[topic_of(first) + deepest];
    return book.id - book.shift;
}

void Streams::reset(std::string_view stream, UnixMicros time) {
    saw(time);
    for (std::size_t index = 0; index < world_.instruments().size(); ++index) {
        for (const auto kind : {Kind::top, Kind::book}) {
            each(kind, index, [&](const Place& place) {
                const auto& name = topics_[topic_of(place)].name;
                if (name.find(stream) != std::string::npos) begin_anew(place, time);
            });
        }
    }
}

void Streams::begin_anew(const Place& place, UnixMicros now) {
    const auto topic = topic_of(place);
    auto& book = books_[topic];
    if (book.id == 0) return;
    ++book.id;
    book.shift = book.id - 1;
    book.stands = standing(place);
    book.pushed = now;
    read(place, book.bids, book.asks);
    const auto& name = topics_[topic].name;
    world_.numbering(name, book.id, 1);
    world_.book_id(name, book.id, book.stands.update_id);
    if (!audience_.wants(topic, 0)) return;
    append_whole(place, now);
    audience_.publish({topic, 0, text_, book.id, book.id});
}

void Streams::on_change(const BookChange& change) {
    saw(change.time);
    newest_[static_cast<std::size_t>(change.instrument)] = {change.update_id, change.time};
}

void Streams::on_top(const TopOfBook& top) {
    tops_[static_cast<std::size_t>(top.instrument)] = {top.update_id, top.time};
}

void Streams::on_pulse(const Pulse& pulse) {
    saw(pulse.time);
    if (market_.shares_trades && pulse.number != pulse_) {
        for (const auto& [topic, waiting] : waiting_) push_trades(topic, pulse.time);
    }
    pulse_ = pulse.number;
    const auto push = [&](const Place& place) {
        if (pulse.number % facts(place).every == 0) push_book(place, pulse.time);
    };
    each(Kind::top, static_cast<std::size_t>(pulse.instrument), push);
    each(Kind::book, static_cast<std::size_t>(pulse.instrument), push);
}

void Streams::push_book(const Place& place, UnixMicros now) {
    const auto topic = topic_of(place);
    auto& book = books_[topic];
    if (book.id == 0) return;
    const bool is_top = facts(place).kind == Kind::top;
    const auto stands = standing(place);
    bid_changes_.clear();
    ask_changes_.clear();
    if (stands.update_id != book.stands.update_id) {
        read(place, bids_, asks_);
        append_difference(Side::bid, book.bids, bids_, bid_changes_);
        append_difference(Side::ask, book.asks, asks_, ask_changes_);
    }
    const bool has_changed = !bid_changes_.empty() || !ask_changes_.empty();
    if (!has_changed && !(is_top && now - book.pushed >= kRepeatTop)) return;
    book.pushed = now;
    if (has_changed) {
        ++book.id;
        book.stands = stands;
        book.bids.swap(bids_);
        book.asks.swap(asks_);
        world_.book_id(topics_[topic].name, book.id, stands.update_id);
    }
    if (!audience_.wants(topic, 0)) return;
    if (is_top) {
        append_whole(place, now);
    } else {
        text_.clear();
        append_book(text_, market_, instrument(place),
                    {topics_[topic].name, false, false, now, stands.time, book.id - book.shift,
                     stands.update_id, bid_changes_, ask_changes_});
    }
    audience_.publish({topic, 0, text_, book.id, book.id});
}

std::string_view Streams::tick_of(const Trade& trade) {
    auto& tick = ticks_[static_cast<std::size_t>(trade.instrument)];
    const bool is_same = trade.price == tick.price;
    if (!is_same) tick.is_rising = trade.price > tick.price;
    tick.price = trade.price;
    if (is_same) return tick.is_rising ? "ZeroPlusTick" : "ZeroMinusTick";
    return tick.is_rising ? "PlusTick" : "MinusTick";
}

void Streams::on_trade(const Trade& trade) {
    saw(trade.time);
    const auto index = static_cast<std::size_t>(trade.instrument);
    const auto tick = tick_of(trade);
    const auto topic = trades_of_[index];
    if (!audience_.wants(topic, 0)) return;
    auto& fills = waiting_[topic].fills;
    const bool continues = !fills.empty() && fills.back().trade.instrument == trade.instrument &&
                           fills.back().trade.time == trade.time;
    Fill fill{&world_.instruments()[index], trade, newest_[index].update_id + 1, {}, {}};
    if (continues) fill.sequence = fills.back().sequence;
    if (market_.is_futures()) fill.tick = tick;
    if (const auto& mark = tickers_[index].mark()) fill.mark = *mark;
    fills.push_back(fill);
}

void Streams::on_aggregate(const AggregateTrade& trade) {
    if (market_.shares_trades) return;
    push_trades(trades_of_[static_cast<std::size_t>(trade.instrument)], trade.time);
}

// Those whom nobody wants any more are forgotten.
void Streams::push_trades(TopicId topic, UnixMicros now) {
    auto& waiting = waiting_[topic];
    if (!waiting.fills.empty() && audience_.wants(topic, 0)) {
        ++waiting.messages;
        text_.clear();
        append_trades(text_, market_, {topics_[topic].name, now, waiting.messages, waiting.fills});
        const auto first = waiting.fills.front().trade.id;
        audience_.publish({topic, 0, text_, first, waiting.fills.back().trade.id});
    }
    waiting.fills.clear();
}

void Streams::on_statistics(const DayStatistics& day) {
    saw(day.time);
    const auto index = static_cast<std::size_t>(day.instrument);
    tickers_[index].set(day);
    push_ticker(index, day.time);
}

void Streams::on_mark(const MarkPrice& mark) {
    saw(mark.time);
    const auto index = static_cast<std::size_t>(mark.instrument);
    tickers_[index].set(mark);
    push_ticker(index, mark.time);
}

void Streams::push_ticker(std::size_t instrument, UnixMicros time) {
    each(Kind::ticker, instrument, [&](const Place& place) {
        const auto topic = topic_of(place);
        text_.clear();
        const TickerPush push{topics_[topic].name, time, standing(place).update_id};
        const bool is_pushed = tickers_[instrument].append_push(text_, push);
        if (!is_pushed || !audience_.wants(topic, 0)) return;
        audience_.publish({topic, 0, text_, time.value, time.value});
    });
}

}  // namespace mdc::sim::bybit
