#include "mdc/sim/source.hpp"

#include <algorithm>
#include <limits>

namespace mdc::sim {
namespace {

constexpr double kOrdersPerSymbol = 800;
constexpr std::chrono::seconds kHistory{2};
/// Orders of one step: small enough that sockets are read in between.
constexpr std::uint64_t kOrdersAtOnce = 256;
constexpr UnixMicros kForEver{std::numeric_limits<std::int64_t>::max()};

}  // namespace

MarketSource::MarketSource(const SimulatorOptions& options, FaultScript* script)
    : options_(options), script_(script) {
    for (const auto& symbol : options.symbols) {
        instruments_.push_back(make_instrument_of(options.venue, symbol));
    }
}

void MarketSource::begin(Venue& venue, Audience&, Truth* truth, UnixMicros now) {
    venue_ = &venue;
    listener_ = &venue.listener();
    truth_ = truth;
    begun_ = now;
    opening_ = options_.start_time.value != 0 ? options_.start_time : now;
    end_ = options_.duration.count() == 0 ? kForEver : opening_ + options_.duration;
    const auto symbols = static_cast<double>(instruments_.size());
    MarketOptions market;
    market.seed = options_.seed;
    market.start_time = opening_ - kHistory;
    market.orders_per_second = options_.rate > 0 ? options_.rate / symbols : kOrdersPerSymbol;
    market.levels = options_.levels;
    market.pulse = venue.pulse();
    market_.emplace(instruments_, market);
    for (std::size_t index = 0; index < instruments_.size(); ++index) {
        first_pictures_.push_back(market_->symbol(index).book());
        write_picture(static_cast<int>(index), market.start_time);
    }
    market_->run(opening_, std::numeric_limits<std::uint64_t>::max(), *this);
}

void MarketSource::write_picture(int instrument, UnixMicros time) {
    if (truth_ == nullptr) return;
    const auto& book = market_->symbol(static_cast<std::size_t>(instrument)).book();
    std::vector<PictureLevel> levels;
    for (const auto* side : {&book.bids, &book.asks}) {
        side->for_best(side->size(), [&](std::int64_t price, std::int64_t qty) {
            levels.push_back({side->side(), price, qty});
        });
    }
    truth_->picture(instrument, book.update_id, time, levels);
}

UnixMicros MarketSource::market_time(UnixMicros now) const noexcept {
    return options_.is_flat_out ? kForEver : opening_ + (now - begun_);
}

/// The market may have waited for its listeners: it opens now. A given start time is kept.
void MarketSource::open_market(UnixMicros now) {
    has_opened_ = true;
    const auto waited = now - begun_;
    begun_ = now;
    if (options_.start_time.value != 0) return;
    market_->postpone(waited);
    opening_ = opening_ + waited;
    if (end_ != kForEver) end_ = end_ + waited;
}

bool MarketSource::step(UnixMicros now) {
    if (is_finished_) return false;
    if (!has_opened_) open_market(now);
    const auto until = std::min({market_time(now), end_, next_fault()});
    auto allowed = kOrdersAtOnce;
    if (options_.max_orders != 0) allowed = std::min(allowed, options_.max_orders - orders_);
    const auto done = market_->run(until, allowed, *this);
    orders_ += done;
    const bool was_hit = market_->next_time() > until && hit_venue(until);
    const bool is_time_over = market_->next_time() > end_;
    is_finished_ = is_time_over || (options_.max_orders != 0 && orders_ >= options_.max_orders);
    return !is_finished_ && (done == allowed || was_hit);
}

UnixMicros MarketSource::next_fault() const {
    const auto next = script_ == nullptr ? std::nullopt : script_->next_of_venue();
    return next ? opening_ + *next : kForEver;
}

/// The market has come to this time: what is due happens to the venue. False: nothing was.
bool MarketSource::hit_venue(UnixMicros time) {
    const auto* fault = script_ == nullptr ? nullptr : script_->hit_venue(time - opening_);
    if (fault == nullptr) return false;
    venue_->reset(fault->stream, time);
    return true;
}

const BookPicture* MarketSource::book(int instrument, bool is_stale) const {
    const auto index = static_cast<std::size_t>(instrument);
    return is_stale ? &first_pictures_[index] : &market_->symbol(index).book();
}

void MarketSource::snapshot_served(const Truth::Snapshot& snapshot, UnixMicros now) {
    if (truth_ != nullptr) truth_->snapshot(snapshot, now);
}

void MarketSource::on_change(const BookChange& change) {
    ++changes_;
    if (truth_ != nullptr) truth_->on_change(change);
    listener_->on_change(change);
}

void MarketSource::on_trade(const Trade& trade) {
    ++trades_;
    if (truth_ != nullptr) truth_->on_trade(trade);
    listener_->on_trade(trade);
}

void MarketSource::book_id(std::string_view stream, std::int64_t id, std::int64_t update_id) {
    if (truth_ != nullptr) truth_->book_id(stream, id, update_id);
}

void MarketSource::numbering(std::string_view stream, std::int64_t id, std::int64_t number) {
    if (truth_ != nullptr) truth_->numbering(stream, id, number);
}

void MarketSource::on_aggregate(const AggregateTrade& trade) {
    if (truth_ != nullptr) truth_->on_aggregate(trade);
    listener_->on_aggregate(trade);
}

void MarketSource::on_mark(const MarkPrice& mark) {
    if (truth_ != nullptr) truth_->on_mark(mark);
    listener_->on_mark(mark);
}

void MarketSource::on_top(const TopOfBook& top) {
    if (truth_ != nullptr) truth_->on_top(top);
    listener_->on_top(top);
}

void MarketSource::on_statistics(const DayStatistics& statistics) {
    if (truth_ != nullptr) truth_->on_statistics(statistics);
    listener_->on_statistics(statistics);
}

void MarketSource::on_pulse(const Pulse& pulse) { listener_->on_pulse(pulse); }

void MarketSource::add_to(SimulatorSummary& summary) const {
    summary.orders = orders_;
    summary.trades = trades_;
    summary.book_changes = changes_;
}

}  // namespace mdc::sim
