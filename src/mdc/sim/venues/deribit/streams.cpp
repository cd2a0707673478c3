#include "mdc/sim/venues/deribit/streams.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mdc::sim::deribit {
namespace {

constexpr std::int64_t kWindowsPerSecond = 10;

}  // namespace

Streams::Streams(const VenueSetting& setting)
    : world_(setting.world), audience_(setting.audience), variants_(setting.variants) {
    const auto& instruments = world_.instruments();
    now_.resize(instruments.size());
    own_.resize(instruments.size());
    for (std::size_t index = 0; index < instruments.size(); ++index) {
        const auto& symbol = instruments[index].symbol;
        for (const auto& channel : channels()) {
            const auto interval = fmt::format(".{}", channel.interval);
            const auto name = fmt::format("{}.{}{}", channel.name, symbol,
                                          channel.interval.empty() ? "" : interval);
            own_[index].push_back(add_topic(&channel, static_cast<int>(index), name, symbol));
        }
    }
    platform_ = add_topic(nullptr, 0, "platform_state", "");
    for (const auto& stream : setting.capture_streams) {
        if (!by_name_.contains(stream)) add_topic(nullptr, 0, stream, "");
    }
    pushes_.resize(topics_.size());
    shown_.resize(topics_.size() * static_cast<std::size_t>(variants_));
}

TopicId Streams::add_topic(const Channel* channel, int instrument, std::string name,
                           std::string ticker) {
    const auto topic = static_cast<TopicId>(topics_.size());
    auto head = fmt::format(
        R"({{"jsonrpc":"2.0","method":"subscription","params":{{"channel":"{}","data":)", name);
    places_.push_back({channel, instrument, std::move(head)});
    by_name_.emplace(name, topic);
    topics_.push_back({std::move(name), std::string(channel == nullptr ? "other" : channel->feed),
                       std::move(ticker)});
    return topic;
}

std::optional<TopicId> Streams::find(const std::string& channel) const {
    const auto found = by_name_.find(channel);
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

bool Streams::is_silent(std::string_view channel) const {
    const auto is_traded = [](const void* self, std::string_view symbol) {
        return static_cast<const Streams*>(self)->by_name_.contains(
            fmt::format("quote.{}", symbol));
    };
    return deribit::is_silent(channel, is_traded, this);
}

const Instrument& Streams::instrument(int index) const {
    return world_.instruments()[static_cast<std::size_t>(index)];
}

Streams::Shown& Streams::shown(TopicId topic, int variant) {
    return shown_[topic * static_cast<std::size_t>(variants_) + static_cast<std::size_t>(variant)];
}

template <class Act>
void Streams::each(Kind kind, int instrument, Act&& act) {
    for (const auto topic : own_[static_cast<std::size_t>(instrument)]) {
        const auto& channel = *places_[topic].channel;
        if (channel.kind != kind) continue;
        for (int variant = 0; variant < variants_; ++variant) act(topic, channel, variant);
    }
}

void Streams::publish(TopicId topic, int variant, std::int64_t first_id, std::int64_t last_id) {
    ++pushes_[topic];
    text_.append("}}");
    audience_.publish({topic, variant, text_, first_id, last_id});
}

void Streams::on_change(const BookChange& change) {
    now(change.instrument).changed = change.time;
    each(Kind::book, change.instrument, [&](TopicId topic, const Channel& channel, int variant) {
        shown(topic, variant).book.touch(change.side, change.price);
        if (channel.every == 0) push_book(topic, variant);
    });
}

void Streams::on_trade(const Trade& one) {
    auto& present = now(one.instrument);
    const bool is_up = present.tick_direction < 2;
    present.tick_direction = one.price > present.last_price   ? 0
                             : one.price < present.last_price ? 2
                             : is_up                          ? 1
                                                              : 3;
    present.last_price = one.price;
    element_.clear();
    each(Kind::trades, one.instrument, [&](TopicId topic, const Channel& channel, int variant) {
        auto& waiting = shown(topic, variant);
        if (!audience_.wants(topic, variant)) return waiting.trades.clear();
        if (element_.empty()) {
            append_trade(element_, instrument(one.instrument), one,
                         {present.state.mark, present.tick_direction});
        }
        if (waiting.trades.empty()) waiting.first_trade = one.id;
        waiting.trades.append(waiting.trades.empty() ? "" : ",").append(element_);
        waiting.last_trade = one.id;
        if (channel.every == 0) push_trades(topic, variant);
    });
}

void Streams::on_top(const TopOfBook& top) {
    each(Kind::quote, top.instrument, [&](TopicId topic, const Channel&, int variant) {
        if (!audience_.wants(topic, variant)) return;
        append_quote(begin(topic), instrument(top.instrument), top);
        publish(topic, variant, top.update_id, top.update_id);
    });
}

void Streams::on_statistics(const DayStatistics& day) {
    now(day.instrument).state.day = day;
    state_changed(day.instrument, day.time);
}

void Streams::on_mark(const MarkPrice& mark) {
    now(mark.instrument).state.mark = mark;
    state_changed(mark.instrument, mark.time);
}

void Streams::state_changed(int instrument, UnixMicros time) {
    each(Kind::ticker, instrument, [&](TopicId topic, const Channel& channel, int variant) {
        shown(topic, variant).is_stale = true;
        if (channel.every == 0) push_ticker(topic, variant, time);
    });
}

UnixMicros Streams::state_time(const State& state) noexcept {
    return std::max(state.day.time, state.mark.time);
}

void Streams::on_pulse(const Pulse& pulse) {
    const auto variant = static_cast<int>(pulse.number % variants_);
    const auto window = pulse.number / variants_;
    now(pulse.instrument).window = pulse.time;
    for (const auto topic : own_[static_cast<std::size_t>(pulse.instrument)]) {
        const auto every = places_[topic].channel->every;
        if (every > 0 && window % every == 0) push(topic, variant, pulse.time);
    }
    if (window % kWindowsPerSecond == 0) tell_state(pulse.instrument, variant);
}

void Streams::push(TopicId topic, int variant, UnixMicros time) {
    switch (places_[topic].channel->kind) {
        case Kind::book:
            return push_book(topic, variant);
        case Kind::trades:
            return push_trades(topic, variant);
        case Kind::ticker:
            return push_ticker(topic, variant, time);
        case Kind::quote:
            return;
    }
}

void Streams::push_book(TopicId topic, int variant) {
    const auto& place = places_[topic];
    auto& book = shown(topic, variant).book;
    if (!book.is_open()) return;
    if (!audience_.wants(topic, variant)) return book.close();
    const auto before = book.id();
    const auto& of = instrument(place.instrument);
    const auto& market = *world_.book(place.instrument, false);
    if (!book.move(of, market, now(place.instrument).changed)) return;
    append_book(begin(topic), of,
                {book.bids(), book.asks(), book.id(), before, book.time(), false});
    publish(topic, variant, before + 1, book.id());
}

void Streams::push_trades(TopicId topic, int variant) {
    auto& waiting = shown(topic, variant);
    if (waiting.trades.empty()) return;
    if (audience_.wants(topic, variant)) {
        begin(topic).append("[").append(waiting.trades).push_back(']');
        publish(topic, variant, waiting.first_trade, waiting.last_trade);
    }
    waiting.trades.clear();
}

void Streams::push_ticker(TopicId topic, int variant, UnixMicros time) {
    auto& waiting = shown(topic, variant);
    if (!waiting.is_stale) return;
    waiting.is_stale = false;
    if (!audience_.wants(topic, variant)) return;
    const auto index = places_[topic].instrument;
    const auto& state = now(index).state;
    append_ticker(begin(topic), instrument(index), state, time);
    const auto id = state_time(state).value;
    publish(topic, variant, id, id);
}

// That an index is not locked is said again and again.
void Streams::tell_state(int index, int variant) {
    if (!audience_.wants(platform_, variant)) return;
    begin(platform_) += fmt::format(R"({{"locked":false,"price_index":"{}","reasons":[]}})",
                                    index_of(instrument(index)));
    publish(platform_, variant, 0, 0);
}

void Streams::greet(TopicId topic, int variant, Peer& peer) {
    const auto& place = places_[topic];
    const auto* market = place.channel == nullptr ? nullptr : world_.book(place.instrument, false);
    if (market == nullptr) return;
    const auto& of = instrument(place.instrument);
    const auto& present = now(place.instrument);
    std::int64_t id = 0;
    if (place.channel->kind == Kind::book) {
        auto& book = shown(topic, variant).book;
        if (!book.is_open()) book.open(*market, present.changed);
        book.write_all(of);
        id = book.id();
        append_book(begin(topic), of, {book.bids(), book.asks(), id, 0, book.time(), true});
    } else if (place.channel->kind == Kind::ticker) {
        const auto time = state_time(present.state);
        id = time.value;
        append_ticker(begin(topic), of, present.state, std::max(time, present.window));
    } else {
        return;
    }
    text_.append("}}");
    peer.deliver({topic, variant, text_, id, id, true});
}

}  // namespace mdc::sim::deribit
