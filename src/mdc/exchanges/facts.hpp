#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "mdc/model/exchange_id.hpp"
#include "mdc/model/feed.hpp"

namespace mdc::exchanges {

/// How a book of this feed gets its first picture.
enum class SnapshotRule : std::uint8_t {
    none,     ///< not a book
    rest,     ///< the collector asks for it with a Request
    in_band,  ///< the channel sends it after subscribing
};

/// What is to know of one channel of one market. A feed may need several of them.
struct ChannelFacts {
    Feed feed{};
    std::uint8_t kind =
        0;  ///< which of the venue's forms its messages have: the venue's own number
    std::string_view name;   ///< as the venue writes it, the instrument left out: "@depth@100ms"
    std::string_view route;  ///< path and query of the connections that may carry it
    ArrivalRule rule{};
    SnapshotRule snapshot = SnapshotRule::none;
    int depth_limit = 0;              ///< levels a side that its book holds; 0: all there are
    bool sends_on_subscribe = false;  ///< a first message comes although nothing happens
    std::string_view source;          ///< sheet and section
};

/// How a connection is kept alive and what it may send and carry.
struct Limits {
    int messages_per_second = 4;  ///< texts, pings and pongs that we send
    int streams_per_connection = 1024;
    int streams_per_request = 100;  ///< channel names in one subscribe text
    int connects_per_window = 300;  ///< new connections of one IP
    std::chrono::seconds connect_window{300};
    int rest_weight_per_minute = 6000;
    std::chrono::seconds lifetime{0};     ///< the server closes after this; 0: never
    std::chrono::seconds server_ping{0};  ///< how often the server pings; 0: never
    std::chrono::seconds silence{60};     ///< nothing at all for this long: half open
};

struct Endpoints {
    std::string_view websocket;  ///< "wss://host:port"
    std::string_view rest;       ///< "https://host"
};

/// One market of a venue, as data.
struct MarketFacts {
    ExchangeId id{};
    Endpoints endpoints;
    Limits limits;
    std::span<const ChannelFacts> channels;
    std::string_view sheet;  ///< where all this is from, with its date
};

/// The channel that a stream of this market is of. The market has it.
constexpr const ChannelFacts& channel_of(const MarketFacts& market, std::uint8_t kind) noexcept {
    for (const auto& channel : market.channels) {
        if (channel.kind == kind) return channel;
    }
    return market.channels.front();
}

}  // namespace mdc::exchanges
