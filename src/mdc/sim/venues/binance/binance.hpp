#pragma once

#include <memory>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// Binance Spot, JSON streams and REST of market data, as its documentation of 2026-07-21 says and
/// captures of 2021 to 2026 show. Streams: trade, aggTrade, bookTicker, ticker, depth and
/// depth<5|10|20>, each with and without @100ms; any other stream is acknowledged and stays silent.
/// Not played: SBE, klines, mini and rolling tickers, WS-API.
std::unique_ptr<Venue> make_binance_spot(const VenueSetting& setting);

/// Binance USD-M futures, as the documentation of 2026-05-28 with its change log says and captures
/// to 2026 show. Streams: depth and depth<5|10|20>, each with and without @100ms and @500ms,
/// depth@0ms, bookTicker and trade on the route /public; aggTrade, markPrice (@1s) and ticker on
/// /market. On the other route a stream is acknowledged and stays silent.
///
/// Of single trades those whose id ends in 007 are of the insurance fund, in 013 of an automatic
/// deleveraging, and one in a hundred is followed by a placeholder. Not played: streams of all
/// symbols, klines, liquidations, retail orders (RPI), /private.
std::unique_ptr<Venue> make_binance_usdm(const VenueSetting& setting);
/// "BTCUSDT": perpetual; "BTCUSDT_261225": dated.
Instrument make_usdm_instrument(std::string_view symbol);

}  // namespace mdc::sim
