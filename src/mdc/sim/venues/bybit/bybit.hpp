#pragma once

#include <memory>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// Bybit V5, as its documentation of 2026-07-24 says and captures to 2026 show: four markets, each
/// on its own path. Channels: orderbook.1 (10 ms, again after 3 s), .50 (20 ms), .200 (100 ms),
/// .1000 (200 ms), of options .25 and .100; publicTrade; tickers. /v5/public/misc/status is there
/// and says nothing. REST: instruments-info, orderbook, time.
///
/// A book channel counts its messages from the first subscription on, whoever listens. Single
/// trades carry their number in the last twelve digits of their UUID (spot: they are that number).
/// Of inverse contracts the turnover is price x size, not coins, so that it is exact. Not played:
/// orderbook.rpi and .full, klines, insurance, SBE; allLiquidation and priceLimit are silent.
std::unique_ptr<Venue> make_bybit_spot(const VenueSetting& setting);
std::unique_ptr<Venue> make_bybit_linear(const VenueSetting& setting);
std::unique_ptr<Venue> make_bybit_inverse(const VenueSetting& setting);
std::unique_ptr<Venue> make_bybit_option(const VenueSetting& setting);

/// "BTCUSDT".
Instrument make_bybit_spot_instrument(std::string_view symbol);
/// "BTCUSDT", "BTCPERP" (in USDC): perpetual; "BTCUSDT-25DEC26", "BTC-25DEC26" (in USDC): dated.
Instrument make_bybit_linear_instrument(std::string_view symbol);
/// "BTCUSD": perpetual; "BTCUSDZ26": dated. Lots are dollars.
Instrument make_bybit_inverse_instrument(std::string_view symbol);
/// "BTC-25DEC26-70000-C-USDT"; without the last part it is in USDC.
Instrument make_bybit_option_instrument(std::string_view symbol);

}  // namespace mdc::sim
