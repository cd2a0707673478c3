#pragma once

#include <memory>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// OKX, public market data of v5, as its documentation of 2026 says and captures of 2021 to 2026
/// show. On /ws/v5/public: bbo-tbt, books, books5, the two books of 10 ms (after a login), trades,
/// tickers, mark-price, index-tickers, funding-rate, open-interest, opt-summary; on
/// /ws/v5/business: trades-all. Other channels are acknowledged and stay silent. REST: instruments,
/// time, status.
///
/// A linear contract or an option is one coin; an inverse one is 100 USD, but its 24 h volume in
/// coins reads as its contracts do: the market counts no other. Volatilities are in percent, as the
/// market has them. An index is told by the first derivative that it prices. Not played: SBE,
/// candles, auctions, block trades, the RPI books, maintenance.
std::unique_ptr<Venue> make_okx(const VenueSetting& setting);
/// The type is the symbol's shape: "BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-261225",
/// "BTC-USD-261225-70000-C".
Instrument make_okx_instrument(std::string_view symbol);

}  // namespace mdc::sim
