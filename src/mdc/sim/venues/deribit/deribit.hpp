#pragma once

#include <memory>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// Deribit, JSON-RPC over /ws/api/v2 and its REST, as its documentation of 2026 says and captures
/// of 2021 to 2026 show. Channels: book, trades and ticker, each as 100ms, agg2 and (after a login)
/// raw, quote, platform_state; others that exist are acknowledged and stay silent.
///
/// Amounts are USD of inverse futures, else coins. A contract is one lot (an inverse one is 1 USD),
/// of options a coin; 24 h volumes count what amounts count. Variants are machines that cut their
/// windows at other moments. Not played: combinations, grouped books, incremental tickers, block
/// trades, settlement, maintenance, logins by signature.
std::unique_ptr<Venue> make_deribit(const VenueSetting& setting);
/// The type is the symbol's shape: "BTC_USDC", "BTC-PERPETUAL", "BTC_USDC-PERPETUAL",
/// "BTC-25DEC26", "BTC-25DEC26-70000-C", "XRP_USDC-25DEC26-0d625-P".
Instrument make_deribit_instrument(std::string_view symbol);

}  // namespace mdc::sim
