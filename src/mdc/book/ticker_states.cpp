#include "mdc/book/ticker_states.hpp"

#include <array>

namespace mdc::book {
namespace {

using R = TickerRow;
constexpr std::array kValues = {&R::last_price,
                                &R::last_qty,
                                &R::open_24h,
                                &R::high_24h,
                                &R::low_24h,
                                &R::volume_base_24h,
                                &R::volume_quote_24h,
                                &R::volume_contracts_24h,
                                &R::bid_price,
                                &R::bid_qty,
                                &R::ask_price,
                                &R::ask_qty,
                                &R::mark_price,
                                &R::index_price,
                                &R::funding_rate,
                                &R::open_interest,
                                &R::open_interest_value,
                                &R::underlying_price,
                                &R::mark_iv,
                                &R::bid_iv,
                                &R::ask_iv,
                                &R::delta,
                                &R::gamma,
                                &R::vega,
                                &R::theta,
                                &R::rho};
// Everything but the channel, which a state keeps, and the funding time, which is no double.
static_assert(sizeof(R) == sizeof(RowHead) + sizeof(std::int64_t) * (kValues.size() + 2));

// A format that we do not understand would have us ask for ever, at the cost of other channels.
constexpr std::chrono::seconds kAskAgain{30};

}  // namespace

void TickerStates::add(StreamId stream) {
    if (index_of(stream) >= streams_.size()) streams_.resize(index_of(stream) + 1);
    streams_[index_of(stream)].is_used = true;
}

void TickerStates::restart(StreamId stream, std::uint16_t leg) {
    auto& legs = streams_[index_of(stream)].legs;
    if (legs.size() <= leg) legs.resize(leg + 1U);
    legs[leg] = {};
}

bool TickerStates::merge(StreamId stream, std::uint16_t leg, bool is_snapshot,
                         TickerRow& row) noexcept {
    auto& legs = streams_[index_of(stream)].legs;
    if (leg >= legs.size()) return false;
    auto& state = legs[leg];
    if (is_snapshot) {
        state.row = row;
        state.has_snapshot = true;
        return true;
    }
    if (!state.has_snapshot) return false;
    for (const auto value : kValues) {
        if (!is_null(row.*value)) state.row.*value = row.*value;
    }
    if (!is_null(row.funding_time)) state.row.funding_time = row.funding_time;
    state.row.head = row.head;
    row = state.row;
    return true;
}

bool TickerStates::should_ask(StreamId stream, UnixMicros now) noexcept {
    auto& asked_at = streams_[index_of(stream)].asked_at;
    if (asked_at <= now && now < asked_at + kAskAgain) return false;
    asked_at = now;
    return true;
}

}  // namespace mdc::book
