#include "mdc/sim/venues/binance_spot/streams.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mdc::sim::binance_spot {
namespace {

constexpr int kShown = 8;  // decimals of every price and quantity on the wire

enum Kind : unsigned {
    trade,
    agg_trade,
    book_ticker,
    ticker,
    depth,
    partial,
    kKinds = partial + 6
};

/// In the order of Kind; depth twice: its two cadences are kinds `depth` and the last one.
struct KindFacts {
    std::string_view suffix;
    std::string_view feed;
};
constexpr std::array<KindFacts, kKinds + 1> kStreams = {{
    {"@trade", "trades"},
    {"@aggTrade", "other"},
    {"@bookTicker", "bbo"},
    {"@ticker", "tickers"},
    {"@depth@100ms", "orderbook_l2"},
    {"@depth5@100ms", "other"},
    {"@depth10@100ms", "other"},
    {"@depth20@100ms", "other"},
    {"@depth5", "other"},
    {"@depth10", "other"},
    {"@depth20", "other"},
    {"@depth", "orderbook_l2"},
}};
constexpr std::array<std::size_t, 3> kPartialLevels = {5, 10, 20};
constexpr unsigned kSlowDepth = kKinds;

TopicId topic_of(int instrument, unsigned kind) {
    return static_cast<TopicId>(static_cast<unsigned>(instrument) * kStreams.size() + kind);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

/// Writes times as one form shows them.
struct Clock {
    int variant;
    bool is_micros;
    void engine(std::string& out, UnixMicros at) const {
        append_integer(out, is_micros ? at.value : at.value / 1000);
    }
    /// The pushing machine's clock: each variant's is a millisecond ahead of the one before.
    void push(std::string& out, UnixMicros at) const { engine(out, {at.value + variant * 1000}); }
};

void append_field(std::string& out, std::string_view key, const Instrument& instrument,
                  std::int64_t price) {
    out.append(key);
    append_price(out, instrument, price);
}

}  // namespace

void append_price(std::string& out, const Instrument& instrument, std::int64_t price) {
    append_decimal(out, price, instrument.price_decimals, kShown);
}

void append_qty(std::string& out, const Instrument& instrument, std::int64_t qty) {
    append_decimal(out, qty, instrument.qty_decimals, kShown);
}

void append_level(std::string& out, const Instrument& instrument, std::int64_t price,
                  std::int64_t qty) {
    out.append("[\"");
    append_price(out, instrument, price);
    out.append("\",\"");
    append_qty(out, instrument, qty);
    out.append("\"]");
}

std::size_t append_best(std::string& out, const Instrument& instrument, const Ladder& side,
                        std::size_t limit) {
    std::size_t count = 0;
    side.for_best(limit, [&](std::int64_t price, std::int64_t qty) {
        if (count++ != 0) out.push_back(',');
        append_level(out, instrument, price, qty);
    });
    return count;
}

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

Streams::Streams(World& world, Audience& audience, int variants,
                 const std::vector<std::string>& capture_streams)
    : world_(world), audience_(audience), variants_(variants) {
    const auto& instruments = world.instruments();
    batches_.resize(instruments.size() * 2 * static_cast<std::size_t>(variants));
    for (const auto& instrument : instruments) {
        for (const auto& kind : kStreams) {
            add_topic(lower(instrument.symbol).append(kind.suffix), std::string(kind.feed),
                      instrument.symbol);
        }
    }
    for (const auto& stream : capture_streams) {
        if (!find(stream)) add_topic(stream, "other", "");
    }
}

void Streams::add_topic(std::string stream, std::string feed, std::string ticker) {
    prefixes_.push_back(fmt::format(R"({{"stream":"{}","data":)", stream));
    by_name_.emplace(stream, static_cast<TopicId>(topics_.size()));
    topics_.push_back({std::move(stream), std::move(feed), std::move(ticker)});
}

std::optional<TopicId> Streams::find(std::string_view stream) const {
    const auto found = by_name_.find(std::string(stream));
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

/// Encodes once for each form that somebody listens to.
template <class Encode>
void Streams::publish(TopicId topic, std::int64_t first_id, std::int64_t last_id, Encode&& encode) {
    for (int variant = 0; variant < variants_; ++variant) {
        for (const bool is_micros : {false, true}) {
            const int form = form_of(variant, is_micros);
            if (!audience_.wants(topic, form)) continue;
            text_.clear();
            encode(text_, Clock{variant, is_micros});
            audience_.publish({topic, form, text_, first_id, last_id});
        }
    }
}

void Streams::append_trade_tail(const Instrument& instrument, std::int64_t price,
                                std::int64_t qty) {
    append_field(text_, ",\"p\":\"", instrument, price);
    text_.append("\",\"q\":\"");
    append_qty(text_, instrument, qty);
    text_.push_back('"');
}

void Streams::on_trade(const Trade& one) {
    const auto& instrument = world_.instruments()[static_cast<std::size_t>(one.instrument)];
    publish(topic_of(one.instrument, trade), one.id, one.id, [&](std::string& out, Clock clock) {
        out.append(R"({"e":"trade","E":)");
        clock.push(out, one.time);
        out.append(R"(,"s":")").append(instrument.symbol).append(R"(","t":)");
        append_integer(out, one.id);
        append_trade_tail(instrument, one.price, one.qty);
        out.append(R"(,"T":)");
        clock.engine(out, one.time);
        out.append(one.taker == Side::ask ? R"(,"m":true,"M":true})" : R"(,"m":false,"M":true})");
    });
}

void Streams::on_aggregate(const AggregateTrade& one) {
    const auto& instrument = world_.instruments()[static_cast<std::size_t>(one.instrument)];
    publish(topic_of(one.instrument, agg_trade), one.id, one.id,
            [&](std::string& out, Clock clock) {
                out.append(R"({"e":"aggTrade","E":)");
                clock.push(out, one.time);
                out.append(R"(,"s":")").append(instrument.symbol).append(R"(","a":)");
                append_integer(out, one.id);
                append_trade_tail(instrument, one.price, one.qty);
                out.append(R"(,"f":)");
                append_integer(out, one.first_trade_id);
                out.append(R"(,"l":)");
                append_integer(out, one.last_trade_id);
                out.append(R"(,"T":)");
                clock.engine(out, one.time);
                out.append(one.taker == Side::ask ? R"(,"m":true,"M":true})"
                                                  : R"(,"m":false,"M":true})");
            });
}

void Streams::on_top(const TopOfBook& top) {
    const auto& instrument = world_.instruments()[static_cast<std::size_t>(top.instrument)];
    publish(topic_of(top.instrument, book_ticker), top.update_id, top.update_id,
            [&](std::string& out, Clock) {
                out.append(R"({"u":)");
                append_integer(out, top.update_id);
                out.append(R"(,"s":")").append(instrument.symbol);
                append_field(out, R"(","b":")", instrument, top.bid_price);
                append_qty(out.append(R"(","B":")"), instrument, top.bid_qty);
                append_field(out, R"(","a":")", instrument, top.ask_price);
                append_qty(out.append(R"(","A":")"), instrument, top.ask_qty);
                out.append(R"("})");
            });
}

void Streams::on_statistics(const DayStatistics& day) {
    const auto& instrument = world_.instruments()[static_cast<std::size_t>(day.instrument)];
    const auto change = day.last - day.open;
    const auto percent = 100.0 * static_cast<double>(change) / static_cast<double>(day.open);
    double average = static_cast<double>(day.turnover) / static_cast<double>(day.volume);
    for (int decimal = 0; decimal < instrument.price_decimals; ++decimal) average /= 10.0;
    publish(topic_of(day.instrument, ticker), day.time.value, day.time.value,
            [&](std::string& out, Clock clock) {
                out.append(R"({"e":"24hrTicker","E":)");
                clock.push(out, day.time);
                out.append(R"(,"s":")").append(instrument.symbol);
                append_field(out, R"(","p":")", instrument, change);
                out += fmt::format(R"(","P":"{:.3f}","w":"{:.8f})", percent, average);
                append_field(out, R"(","x":")", instrument, day.previous_close);
                append_field(out, R"(","c":")", instrument, day.last);
                append_qty(out.append(R"(","Q":")"), instrument, day.last_qty);
                append_field(out, R"(","b":")", instrument, day.top.bid_price);
                append_qty(out.append(R"(","B":")"), instrument, day.top.bid_qty);
                append_field(out, R"(","a":")", instrument, day.top.ask_price);
                append_qty(out.append(R"(","A":")"), instrument, day.top.ask_qty);
                append_field(out, R"(","o":")", instrument, day.open);
                append_field(out, R"(","h":")", instrument, day.high);
                append_field(out, R"(","l":")", instrument, day.low);
                append_qty(out.append(R"(","v":")"), instrument, day.volume);
                append_decimal(out.append(R"(","q":")"), day.turnover,
                               instrument.price_decimals + instrument.qty_decimals, kShown);
                clock.engine(out.append(R"(","O":)"), day.open_time);
                clock.engine(out.append(R"(,"C":)"), day.time);
                append_integer(out.append(R"(,"F":)"), day.first_trade_id);
                append_integer(out.append(R"(,"L":)"), day.last_trade_id);
                append_integer(out.append(R"(,"n":)"), day.last_trade_id - day.first_trade_id + 1);
                out.push_back('}');
            });
}

Streams::Batch& Streams::batch(const Cut& cut) {
    return batches_[static_cast<std::size_t>((cut.instrument * 2 + cut.cadence) * variants_ +
                                             cut.variant)];
}

void Streams::on_change(const BookChange& change) {
    for (const int cadence : {0, 1}) {
        for (int variant = 0; variant < variants_; ++variant) {
            auto& waiting = batch({change.instrument, cadence, variant, change.time});
            if (!waiting.is_active) continue;
            (change.side == Side::bid ? waiting.bids : waiting.asks).push_back(change.price);
        }
    }
}

void Streams::on_pulse(const Pulse& pulse) {
    const auto variant = static_cast<int>(pulse.number % variants_);
    cut_depth({pulse.instrument, 0, variant, pulse.time});
    if (pulse.number / variants_ % 10 == 0) cut_depth({pulse.instrument, 1, variant, pulse.time});
}

void Streams::cut_depth(const Cut& cut) {
    const auto* book = world_.book(cut.instrument, false);
    auto& waiting = batch(cut);
    const auto topic = topic_of(cut.instrument, cut.cadence == 0 ? unsigned{depth} : kSlowDepth);
    if (book->update_id > waiting.last_id) {
        publish_partial(cut, *book);
        if (waiting.is_active) publish_depth(cut, waiting, topic, *book);
    }
    waiting.last_id = book->update_id;
    waiting.bids.clear();
    waiting.asks.clear();
    waiting.is_active = audience_.wants(topic, form_of(cut.variant, false)) ||
                        audience_.wants(topic, form_of(cut.variant, true));
}

void Streams::append_touched(const Instrument& instrument, const Ladder& side,
                             std::vector<std::int64_t>& prices) {
    std::sort(prices.begin(), prices.end());
    prices.erase(std::unique(prices.begin(), prices.end()), prices.end());
    if (side.side() == Side::bid) std::reverse(prices.begin(), prices.end());
    for (const auto price : prices) {
        append_level(levels_, instrument, price, side.qty(price));
        levels_.push_back(',');
    }
    if (!prices.empty()) levels_.pop_back();
}

void Streams::publish_depth(const Cut& cut, Batch& waiting, TopicId topic,
                            const BookPicture& book) {
    const auto& instrument = world_.instruments()[static_cast<std::size_t>(cut.instrument)];
    levels_.assign(R"(,"b":[)");
    append_touched(instrument, book.bids, waiting.bids);
    levels_.append(R"(],"a":[)");
    append_touched(instrument, book.asks, waiting.asks);
    levels_.append("]}");
    for (const bool is_micros : {false, true}) {
        const int form = form_of(cut.variant, is_micros);
        if (!audience_.wants(topic, form)) continue;
        text_.assign(R"({"e":"depthUpdate","E":)");
        Clock{cut.variant, is_micros}.push(text_, cut.time);
        text_.append(R"(,"s":")").append(instrument.symbol).append(R"(","U":)");
        append_integer(text_, waiting.last_id + 1);
        text_.append(R"(,"u":)");
        append_integer(text_, book.update_id);
        text_.append(levels_);
        audience_.publish({topic, form, text_, waiting.last_id + 1, book.update_id});
    }
}

void Streams::publish_partial(const Cut& cut, const BookPicture& book) {
    const auto& instrument = world_.instruments()[static_cast<std::size_t>(cut.instrument)];
    const unsigned first = cut.cadence == 0 ? unsigned{partial} : partial + 3;
    for (unsigned which = 0; which < kPartialLevels.size(); ++which) {
        const auto topic = topic_of(cut.instrument, first + which);
        for (const bool is_micros : {false, true}) {
            const int form = form_of(cut.variant, is_micros);
            if (!audience_.wants(topic, form)) continue;
            text_.assign(R"({"lastUpdateId":)");
            append_integer(text_, book.update_id);
            append_best(text_.append(R"(,"bids":[)"), instrument, book.bids, kPartialLevels[which]);
            append_best(text_.append(R"(],"asks":[)"), instrument, book.asks,
                        kPartialLevels[which]);
            text_.append("]}");
            audience_.publish({topic, form, text_, book.update_id, book.update_id});
        }
    }
}

}  // namespace mdc::sim::binance_spot
