#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "mdc/model/exchange_id.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/instrument.hpp"
#include "mdc/model/wire/connection_plan.hpp"

namespace mdc::exchanges {

/// How a book of this feed gets its first picture.
enum class SnapshotRule : std::uint8_t {
    none,     ///< not a book
    rest,     ///< the collector asks for it with a Request
    in_band,  ///< the channel sends it after subscribing
};

/// A set of instrument types.
using TypeSet = std::uint8_t;
constexpr TypeSet types(std::initializer_list<InstrumentType> all) noexcept {
    TypeSet set = 0;
    for (const auto each : all) set |= static_cast<TypeSet>(1U << static_cast<unsigned>(each));
    return set;
}
inline constexpr TypeSet kAnyType = 0xFF;

/// What is to know of one channel of one market. A feed may need several of them.
struct ChannelFacts {
    Feed feed{};
    std::uint8_t kind =
        0;  ///< which of the market's channels it is: the venue's own number, unique in the market
    std::string_view name;  ///< as the venue writes it, the instrument left out: "@depth@100ms"
    std::string_view variant = {};  ///< chosen by this name among the feed's variants, of which the
                                    ///< first is the default; empty: always carried
    std::string_view route = {};    ///< path and query of the connections that may carry it
    TypeSet types = kAnyType;       ///< what it exists for
    ArrivalRule rule{};
    SnapshotRule snapshot = SnapshotRule::none;
    int depth_limit = 0;                    ///< levels a side that its book holds; 0: all there are
    bool sends_on_subscribe = false;        ///< a first message comes although nothing happens
    std::chrono::seconds speaks_within{0};  ///< it says something at least so often, whatever the
                                            ///< market does; 0: it may be quiet for ever
    bool needs_login = false;
    bool is_delta = false;   ///< ticker: what a message leaves out is unchanged since the one
                             ///< before on the same connection, beginning with a snapshot
    bool is_shared = false;  ///< one subscription brings many instruments (model/wire/stream.hpp)
    std::string_view source = {};  ///< sheet and section

    [[nodiscard]] constexpr bool is_for(InstrumentType type) const noexcept {
        return (types >> static_cast<unsigned>(type) & 1U) != 0;
    }
};

/// How a connection is kept alive and what it may send and carry. 0: no such limit.
struct Limits {
    int messages_per_second = 4;  ///< texts, pings and pongs that we send
    int requests_per_hour = 0;    ///< texts that subscribe, unsubscribe or log in, per connection
    int streams_per_connection = 1024;
    int books_per_connection = 0;
    int bytes_per_connection = 0;   ///< of the channel names of all its requests
    int streams_per_request = 100;  ///< channel names in one subscribe text
    int bytes_per_request = 0;      ///< of the channel names of one subscribe text
    int connects_per_window = 300;  ///< new connections of one IP
    std::chrono::seconds connect_window{300};
    int connections = 0;  ///< open at the same time from one IP
    int rest_weight_per_minute = 6000;
    /// How long nothing is asked after a refusal that names no time, and after HTTP 403 at least.
    std::chrono::seconds pause{60};
    std::chrono::seconds ban_pause{60};
    bool is_ban_shared = false;           ///< a ban of REST (403, 418) is one of connections, too
    std::chrono::seconds lifetime{0};     ///< the server closes after this; 0: never
    std::chrono::seconds server_ping{0};  ///< how often the server pings; 0: never
    std::chrono::seconds silence{60};     ///< nothing at all for this long: half open
    std::string_view keep_alive;  ///< text to send each keep_alive_every; empty: protocol pings
    std::chrono::seconds keep_alive_every{0};
};

struct Endpoints {
    std::string_view websocket;  ///< "wss://host:port"
    std::string_view rest;       ///< "https://host"
};

/// Another set of hosts of the same market, for users of another entity or for practice.
struct Preset {
    std::string_view name;  ///< "eea"
    Endpoints endpoints;
};

/// One market of a venue, as data.
struct MarketFacts {
    ExchangeId id{};
    Endpoints endpoints;
    Limits limits;
    std::span<const ChannelFacts> channels;
    TimeUnit time_unit = TimeUnit::milliseconds;      ///< of the connections that we open
    std::span<const std::string_view> greeting = {};  ///< texts to send first on every connection
    std::string_view status_route = {};  ///< of a connection of its own that tells of maintenance
    std::span<const std::string_view> status_greeting = {};  ///< what that one sends first
    std::span<const std::string_view> credentials =
        {};  ///< environment variables that a login needs
    std::span<const Preset> presets = {};
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
