#pragma once

#include <map>
#include <span>
#include <string>

#include "mdc/collector/live/cold/venue_access.hpp"
#include "mdc/model/instrument.hpp"
#include "mdc/net/http.hpp"

namespace mdc::collector {

/// What an exchange lists.
struct Listing {
    std::map<std::string, Instrument, std::less<>> by_ticker;
    bool is_whole = false;  ///< all that it has, not only what was asked for by name
    std::string problem;    ///< why it would not say; empty: it did
};

/// Asks for these tickers, or for all when none is named or one is a glob; pages are followed. A
/// market that refuses the tickers is asked for everything, so that what it has can be told. Gives
/// up soon when the client is cancelled.
Listing fetch_listing(VenueAccess& venue, net::HttpClient& http,
                      std::span<const std::string> tickers);

}  // namespace mdc::collector
