#pragma once

#include <array>
#include <string>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges {

/// What the user chose among a market's variants of a feed, the most wanted first; what comes
/// behind it is allowed when that one needs a login which is not there. Empty: the default.
struct ChannelChoice {
    std::array<std::vector<std::string>, kAllFeeds.size()> by_feed;
    bool can_log_in = false;  ///< all credentials are there
};

/// The streams that a feed of an instrument needs: one variant, and what is always carried.
///
/// Errors: usage, one sentence: the market has no such feed for this type, no such variant, or the
/// variant needs credentials that are not there; unknown_symbol.
Result<std::vector<Stream>> choose_streams(const Exchange& exchange, const Instrument& instrument,
                                           Feed feed, const ChannelChoice& choice = {});

/// The feeds that a market has for a type, in the order of kAllFeeds.
std::vector<Feed> feeds_of(const MarketFacts& market, InstrumentType type);

}  // namespace mdc::exchanges
