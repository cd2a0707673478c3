#include "mdc/sim/market/symbol_market.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace mdc::sim {
namespace {

constexpr std::chrono::microseconds kIntensitySpan{100'000};
constexpr double kIntensitySigma = 1.2;
constexpr double kTakerShare = 0.06;
constexpr double kTopShare = 0.2;
constexpr std::size_t kLevelsMin = 50;  ///< a side is never eaten below this
constexpr std::int64_t kRestingOrdersMax = 4;

std::uint64_t seed_of(std::uint64_t seed, std::string_view symbol) {
    for (const char letter : symbol) {
        seed ^= static_cast<unsigned char>(letter);
        seed = Random::split_mix(seed);
    }
    return seed;
}

UnixMicros next_multiple(UnixMicros at, std::chrono::microseconds span) {
    return {(at.value / span.count() + 1) * span.count()};
}

/// The ladder reaches this many ticks to each side of the first price.
std::int64_t reach(const Instrument& instrument, std::size_t levels) {
    const auto wanted = static_cast<std::int64_t>(levels) * 4 + 200;
    return std::min(wanted, instrument.start_price - 1);
}

Ladder make_ladder(Side side, const Instrument& instrument, std::size_t levels) {
    const auto span = reach(instrument, levels);
    return {side, instrument.start_price - span, 2 * span + 1};
}

}  // namespace

SymbolMarket::SymbolMarket(int index, Instrument instrument, const MarketOptions& options)
    : index_(index),
      instrument_(std::move(instrument)),
      random_(seed_of(options.seed, instrument_.symbol)),
      book_{make_ladder(Side::bid, instrument_, options.levels),
            make_ladder(Side::ask, instrument_, options.levels), 0},
      qty_scale_(std::pow(10.0, instrument_.qty_decimals) * 0.3 + 5.0),
      target_levels_(options.levels),
      pulse_every_(options.pulse),
      orders_per_micro_(options.orders_per_second / 1e6),
      intensity_until_(options.start_time),
      order_time_(options.start_time),
      pulse_time_(next_multiple(options.start_time, options.pulse)),
      statistics_time_(options.start_time + std::chrono::milliseconds(1'000)),
      now_(options.start_time),
      open_interest_(1'000'000) {
    book_.update_id = 50'000'000'000 + random_.below(49'000'000'000);
    trade_id_ = 3'000'000'000 + random_.below(3'000'000'000);
    aggregate_id_ = trade_id_ / 2;
    fill_book(options.levels);
    last_top_ = top();
    day_.instrument = index_;
    day_.open = day_.high = day_.low = day_.last = instrument_.start_price;
    day_.previous_close = instrument_.start_price - 1;
    day_.first_trade_id = trade_id_ + 1;
    schedule_order();
}

void SymbolMarket::fill_book(std::size_t levels) {
    for (auto* side : {&book_.bids, &book_.asks}) {
        auto price = side->worse(instrument_.start_price, side->side() == Side::bid ? 0 : 1);
        while (side->size() < levels && side->inside(price)) {
            // Dense at the top, thinner below, at least one in three.
            const auto depth = static_cast<double>(side->size()) / static_cast<double>(levels);
            if (side->size() == 0 || random_.chance(0.9 - 0.55 * depth)) {
                side->set(price, draw_qty());
            }
            price = side->worse(price, 1);
        }
    }
}

void SymbolMarket::postpone(std::chrono::microseconds span) {
    order_time_ = order_time_ + span;
    intensity_until_ = intensity_until_ + span;
    statistics_time_ = statistics_time_ + span;
    pulse_time_ = next_multiple(now_ + span, pulse_every_);
}

UnixMicros SymbolMarket::next_time() const noexcept {
    return std::min({order_time_, pulse_time_, statistics_time_});
}

// Near the middle of the book, a function of it and of the time: nothing is drawn, so that a spot
// market and a derivative of the same name are the same random process.
void SymbolMarket::tell_mark(MarketListener& listener) {
    constexpr std::chrono::hours kFundingEvery{8};
    const auto best = top();
    const auto seconds = now_.value / 1'000'000;
    MarkPrice mark;
    mark.instrument = index_;
    mark.time = now_;
    mark.mark = (best.bid_price + best.ask_price) / 2;
    mark.index = mark.mark + 1 + seconds % 3;
    mark.funding_rate = 10'000 - seconds % 20'001;
    mark.next_funding = next_multiple(now_, kFundingEvery);
    mark.open_interest = open_interest_ + (trade_id_ % 1000);
    if (instrument_.type == Type::option) {
        mark.mark_iv = 55'00000000 + seconds % 1000 * 1000;
        mark.delta = -50'000'000 + seconds % 100 * 10'000;
        mark.gamma = 1'230 + seconds % 7;
        mark.vega = 1'234'567'890;
        mark.theta = -987'654'321;
    }
    listener.on_mark(mark);
}

bool SymbolMarket::step(MarketListener& listener) {
    now_ = next_time();
    if (pulse_time_ == now_) {
        pulse(listener);
        return false;
    }
    if (statistics_time_ == now_) {
        statistics_time_ = statistics_time_ + std::chrono::seconds(1);
        if (has_new_trades_) {
            day_.time = now_;
            day_.open_time = now_ - std::chrono::hours(24);
            day_.top = top();
            listener.on_statistics(day_);
            has_new_trades_ = false;
        }
        if (instrument_.type != Type::spot) tell_mark(listener);
        return false;
    }
    if (random_.chance(kTakerShare)) {
        take(listener);
    } else {
        limit_order(listener);
    }
    schedule_order();
    return true;
}

void SymbolMarket::pulse(MarketListener& listener) {
    listener.on_pulse({index_, now_, now_.value / pulse_every_.count()});
    pulse_time_ = pulse_time_ + pulse_every_;
}

void SymbolMarket::schedule_order() {
    while (order_time_ >= intensity_until_) {
        intensity_ = std::max(0.02, random_.lognormal(kIntensitySigma));
        intensity_until_ = intensity_until_ + kIntensitySpan;
    }
    const double gap = random_.exponential() / (orders_per_micro_ * intensity_) + order_time_rest_;
    // A calm span must not reach far beyond itself.
    const double bounded = std::min(gap, 1e6);
    const auto whole = static_cast<std::int64_t>(bounded);
    order_time_rest_ = bounded - static_cast<double>(whole);
    order_time_ = order_time_ + std::chrono::microseconds(whole);
}

double SymbolMarket::mid_offset() const noexcept {
    const auto mid = static_cast<double>(book_.bids.best() + book_.asks.best()) / 2.0;
    const auto span = static_cast<double>(reach(instrument_, target_levels_)) / 4.0;
    return (mid - static_cast<double>(instrument_.start_price)) / span;
}

std::int64_t SymbolMarket::draw_distance() {
    // Each decade of distance is as likely as the next: 1 to 10 ticks, 10 to 100, 100 to 1000 …
    const auto farthest = 1.5 * static_cast<double>(target_levels_);
    return static_cast<std::int64_t>(std::pow(farthest, random_.uniform()));
}

std::int64_t SymbolMarket::draw_qty() {
    return 1 + static_cast<std::int64_t>(qty_scale_ * random_.lognormal(1.3));
}

void SymbolMarket::limit_order(MarketListener& listener) {
    const Side which = random_.chance(0.5) ? Side::bid : Side::ask;
    auto& side = book_.side(which);
    const auto spread = book_.asks.best() - book_.bids.best();
    std::int64_t distance = 0;
    if (!random_.chance(kTopShare)) {
        distance = draw_distance();
    } else if (spread > 1 && random_.chance(0.8)) {
        distance = -1 - random_.below(spread - 1);
    }
    const auto price = side.worse(side.best(), distance);
    if (!side.inside(price)) return;
    const auto present = side.qty(price);
    const bool is_crowded = side.size() > target_levels_;
    if (present == 0 && is_crowded && distance > 0) return;
    const bool cancels = random_.chance(is_crowded ? 0.6 : 0.3);
    if (present != 0 && cancels && side.size() > kLevelsMin) {
        change(which, price, 0, listener);
    } else {
        change(which, price, draw_qty(), listener);
    }
}

void SymbolMarket::take(MarketListener& listener) {
    const Side taker =
        random_.chance(0.5 - 0.4 * std::clamp(mid_offset(), -1.0, 1.0)) ? Side::bid : Side::ask;
    const auto& makers = book_.side(opposite(taker));
    auto wanted = 1 + static_cast<std::int64_t>(static_cast<double>(draw_qty()) * 0.3 *
                                                random_.lognormal(1.0));
    while (wanted > 0 && makers.size() > kLevelsMin) {
        wanted -= take_level(taker, wanted, listener);
    }
}

std::int64_t SymbolMarket::take_level(Side taker, std::int64_t wanted, MarketListener& listener) {
    const Side maker = opposite(taker);
    const auto price = book_.side(maker).best();
    const auto there = book_.side(maker).qty(price);
    auto left = std::min(wanted, there);
    const auto taken = left;
    const auto first_id = trade_id_ + 1;
    auto rest = there;
    // The level is a queue of a few orders; each fill is a trade of its own.
    const auto order_size = 1 + there / (1 + random_.below(kRestingOrdersMax));
    while (left > 0) {
        const auto filled = std::min(left, order_size);
        left -= filled;
        rest -= filled;
        count_trade(price, filled);
        listener.on_trade({index_, trade_id_, now_, taker, price, filled});
        change(maker, price, rest, listener);
    }
    ++aggregate_id_;
    listener.on_aggregate({index_, aggregate_id_, first_id, trade_id_, now_, taker, price, taken});
    return taken;
}

void SymbolMarket::count_trade(std::int64_t price, std::int64_t qty) {
    ++trade_id_;
    day_.high = std::max(day_.high, price);
    day_.low = std::min(day_.low, price);
    day_.last = price;
    day_.last_qty = qty;
    day_.volume += qty;
    day_.turnover += price * qty;
    day_.last_trade_id = trade_id_;
    has_new_trades_ = true;
}

void SymbolMarket::change(Side side, std::int64_t price, std::int64_t qty,
                          MarketListener& listener) {
    book_.side(side).set(price, qty);
    ++book_.update_id;
    listener.on_change({index_, book_.update_id, now_, side, price, qty});
    const auto present = top();
    const auto values = [](const TopOfBook& t) {
        return std::tuple(t.bid_price, t.bid_qty, t.ask_price, t.ask_qty);
    };
    if (values(present) == values(last_top_)) return;
    last_top_ = present;
    listener.on_top(present);
}

TopOfBook SymbolMarket::top() const noexcept {
    const auto bid = book_.bids.best();
    const auto ask = book_.asks.best();
    return {index_, book_.update_id, now_, bid, book_.bids.qty(bid), ask, book_.asks.qty(ask)};
}

}  // namespace mdc::sim
