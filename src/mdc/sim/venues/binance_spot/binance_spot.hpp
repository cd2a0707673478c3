#pragma once

#include <memory>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// Binance Spot, JSON streams and REST of market data, as its documentation of 2026-07-21 says and
/// captures of 2021 to 2026 show. Streams: trade, aggTrade, bookTicker, ticker, depth and
/// depth<5|10|20>, each with and without @100ms; any other stream is acknowledged and stays silent.
/// Not played: SBE, klines, mini and rolling tickers, WS-API.
std::unique_ptr<Venue> make_binance_spot(const VenueSetting& setting);

}  // namespace mdc::sim
