#include "mdc/sim/venues/binance/streams.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mdc::sim::binance {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

}  // namespace

std::string_view in_unit(std::string_view payload, bool is_micros, std::string& scratch) {
    constexpr std::size_t kMillisDigits = 13;
    constexpr std::size_t kMicrosDigits = 16;
    scratch.clear();
    std::size_t copied = 0;
    for (std::size_t at = 0; at + 4 < payload.size(); ++at) {
        const auto key = payload.substr(at, 4);
        if (key != "\"E\":" && key != "\"T\":" && key != "\"O\":" && key != "\"C\":") continue;
        const auto begin = at + key.size();
        const auto end = std::min(payload.find_first_not_of("0123456789", begin), payload.size());
        const auto digits = end - begin;
        const bool is_longer = digits == kMillisDigits && is_micros;
        const bool is_shorter = digits == kMicrosDigits && !is_micros;
        if (!is_longer && !is_shorter) continue;
        scratch.append(payload.substr(copied, (is_shorter ? end - 3 : end) - copied));
        if (is_longer) scratch.append("000");
        copied = end;
    }
    if (copied == 0) return payload;
    return scratch.append(payload.substr(copied));
}

Streams::Streams(const Market& market, const VenueSetting& setting)
    : market_(market),
      world_(setting.world),
      audience_(setting.audience),
      variants_(setting.variants) {
    const auto& instruments = world_.instruments();
    const auto streams = market.facts().streams;
    batches_.resize(instruments.size() * streams.size() * static_cast<std::size_t>(variants_));
    changed_.resize(instruments.size());
    for (std::size_t at = 0; at < streams.size(); ++at) {
        by_kind_[static_cast<std::size_t>(streams[at].kind)].push_back(at);
    }
    for (const auto& one : instruments) {
        for (const auto& facts : streams) {
            add_topic(lower(one.symbol).append(facts.suffix), std::string(facts.feed), one.symbol);
        }
    }
    for (const auto& stream : setting.capture_streams) {
        if (!by_name_.contains(stream)) add_topic(stream, "other", "");
    }
}

void Streams::add_topic(std::string stream, std::string feed, std::string ticker) {
    prefixes_.push_back(fmt::format(R"({{"stream":"{}","data":)", stream));
    by_name_.emplace(stream, static_cast<TopicId>(topics_.size()));
    topics_.push_back({std::move(stream), std::move(feed), std::move(ticker)});
}

std::optional<TopicId> Streams::find(std::string_view stream, std::string_view route) const {
    const auto found = by_name_.find(std::string(stream));
    if (found == by_name_.end()) return std::nullopt;
    const auto streams = market_.facts().streams;
    const bool is_own = found->second < world_.instruments().size() * streams.size();
    if (is_own && streams[found->second % streams.size()].route != route) return std::nullopt;
    return found->second;
}

TopicId Streams::topic_of(const Place& place) const noexcept {
    return static_cast<TopicId>(
        static_cast<std::size_t>(place.instrument) * market_.facts().streams.size() + place.stream);
}

const Instrument& Streams::instrument(const Place& place) const {
    return world_.instruments()[static_cast<std::size_t>(place.instrument)];
}

bool Streams::is_wanted(TopicId topic, int variant) const noexcept {
    return audience_.wants(topic, form_of(variant, false)) ||
           audience_.wants(topic, form_of(variant, true));
}

Streams::Batch& Streams::batch(const Place& place, int variant) {
    return batches_[topic_of(place) * static_cast<std::size_t>(variants_) +
                    static_cast<std::size_t>(variant)];
}

template <class Act>
void Streams::each(Kind kind, int instrument, Act&& act) {
    for (const auto stream : by_kind_[static_cast<std::size_t>(kind)]) {
        act(Place{instrument, stream}, market_.facts().streams[stream]);
    }
}

template <class Encode>
void Streams::publish(const Place& place, std::int64_t first_id, std::int64_t last_id,
                      Encode&& encode, int variant) {
    const auto topic = topic_of(place);
    for (int one = 0; one < variants_; ++one) {
        if (variant >= 0 && variant != one) continue;
        for (const bool is_micros : {false, true}) {
            const int form = form_of(one, is_micros);
            if (!audience_.wants(topic, form)) continue;
            text_.clear();
            encode(text_, Clock{one, is_micros});
            if (!text_.empty()) audience_.publish({topic, form, text_, first_id, last_id});
        }
    }
}

void Streams::on_trade(const Trade& one) {
    each(Kind::trade, one.instrument, [&](const Place& place, const StreamFacts&) {
        const auto& of = instrument(place);
        publish(place, one.id, one.id,
                [&](std::string& out, Clock clock) { market_.trade(out, of, one, clock); });
        // Brings no id.
        publish(place, one.id + 1, one.id,
                [&](std::string& out, Clock clock) { market_.after_trade(out, of, one, clock); });
    });
}

void Streams::on_aggregate(const AggregateTrade& one) {
    each(Kind::agg_trade, one.instrument, [&](const Place& place, const StreamFacts&) {
        if (market_.facts().is_batched) {
            for (int variant = 0; variant < variants_; ++variant) {
                if (!is_wanted(topic_of(place), variant)) continue;
                batch(place, variant).aggregates.push_back(one);
            }
            return;
        }
        publish(place, one.id, one.id, [&](std::string& out, Clock clock) {
            market_.aggregate(out, instrument(place), one, one.time, clock);
        });
    });
}

void Streams::on_top(const TopOfBook& top) {
    each(Kind::book_ticker, top.instrument, [&](const Place& place, const StreamFacts&) {
        publish(place, top.update_id, top.update_id, [&](std::string& out, Clock clock) {
            market_.top(out, instrument(place), top, clock);
        });
    });
}

void Streams::on_statistics(const DayStatistics& day) {
    each(Kind::ticker, day.instrument, [&](const Place& place, const StreamFacts& facts) {
        if (day.time.value / kMicrosPerSecond % facts.every != 0) return;
        publish(place, day.time.value, day.time.value, [&](std::string& out, Clock clock) {
            market_.statistics(out, instrument(place), day, clock);
        });
    });
}

void Streams::on_mark(const MarkPrice& mark) {
    each(Kind::mark_price, mark.instrument, [&](const Place& place, const StreamFacts& facts) {
        if (mark.time.value / kMicrosPerSecond % facts.every != 0) return;
        publish(place, mark.time.value, mark.time.value, [&](std::string& out, Clock clock) {
            market_.mark(out, instrument(place), mark, clock);
        });
    });
}

void Streams::on_change(const BookChange& change) {
    changed_[static_cast<std::size_t>(change.instrument)] = change.time;
    each(Kind::depth, change.instrument, [&](const Place& place, const StreamFacts&) {
        for (int variant = 0; variant < variants_; ++variant) {
            auto& waiting = batch(place, variant);
            if (!waiting.is_active) continue;
            (change.side == Side::bid ? waiting.bids : waiting.asks).push_back(change.price);
        }
    });
}

void Streams::on_pulse(const Pulse& pulse) {
    const Times times{static_cast<int>(pulse.number % variants_), pulse.time};
    const auto beat = pulse.number / variants_;
    const auto cut = [&](Kind kind, auto act) {
        each(kind, pulse.instrument, [&](const Place& place, const StreamFacts& facts) {
            if (beat % facts.every == 0) (this->*act)(place, times);
        });
    };
    cut(Kind::depth, &Streams::cut_depth);
    cut(Kind::partial, &Streams::cut_partial);
    if (market_.facts().is_batched) cut(Kind::agg_trade, &Streams::cut_aggregates);
}

void Streams::cut_depth(const Place& place, const Times& times) {
    const auto& book = *world_.book(place.instrument, false);
    auto& waiting = batch(place, times.variant);
    if (waiting.is_active && book.update_id > waiting.last_id) {
        const Cut cut{times.now, changed_[static_cast<std::size_t>(place.instrument)],
                      waiting.last_id, book.update_id};
        append_touched(bids_, place, book.bids, waiting.bids);
        append_touched(asks_, place, book.asks, waiting.asks);
        publish(
            place, cut.previous + 1, cut.last,
            [&](std::string& out, Clock clock) {
                market_.depth(out, instrument(place), cut, bids_, asks_, clock);
            },
            times.variant);
    }
    waiting.last_id = book.update_id;
    waiting.bids.clear();
    waiting.asks.clear();
    waiting.is_active = is_wanted(topic_of(place), times.variant);
}

void Streams::append_touched(std::string& out, const Place& place, const Ladder& side,
                             std::vector<std::int64_t>& prices) const {
    std::sort(prices.begin(), prices.end());
    prices.erase(std::unique(prices.begin(), prices.end()), prices.end());
    if (side.side() == Side::bid) std::reverse(prices.begin(), prices.end());
    out.clear();
    for (const auto price : prices) {
        if (!out.empty()) out.push_back(',');
        market_.append_level(out, instrument(place), price, side.qty(price));
    }
}

void Streams::cut_partial(const Place& place, const Times& times) {
    const auto& book = *world_.book(place.instrument, false);
    auto& waiting = batch(place, times.variant);
    if (book.update_id > waiting.last_id && is_wanted(topic_of(place), times.variant)) {
        const Cut cut{times.now, changed_[static_cast<std::size_t>(place.instrument)],
                      waiting.last_id, book.update_id};
        const auto levels = market_.facts().streams[place.stream].levels;
        bids_.clear();
        asks_.clear();
        market_.append_best(bids_, instrument(place), book.bids, levels);
        market_.append_best(asks_, instrument(place), book.asks, levels);
        publish(
            place, cut.last, cut.last,
            [&](std::string& out, Clock clock) {
                market_.partial(out, instrument(place), cut, bids_, asks_, clock);
            },
            times.variant);
    }
    waiting.last_id = book.update_id;
}

void Streams::cut_aggregates(const Place& place, const Times& times) {
    auto& waiting = batch(place, times.variant).aggregates;
    for (const auto& one : waiting) {
        publish(
            place, one.id, one.id,
            [&](std::string& out, Clock clock) {
                market_.aggregate(out, instrument(place), one, times.now, clock);
            },
            times.variant);
    }
    waiting.clear();
}

}  // namespace mdc::sim::binance
