#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mdc/core/time.hpp"
#include "mdc/sim/faults.hpp"
#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"
#include "mdc/sim/market/ladder.hpp"
#include "mdc/sim/simulator.hpp"
#include "mdc/sim/truth.hpp"

/// The contract of a venue that the simulator can play: its protocol, without a socket. One thread.
namespace mdc::sim {

/// A stream that clients may subscribe to; dense ids from 0.
using TopicId = std::uint32_t;

struct Topic {
    std::string name;    ///< as clients write it
    std::string feed;    ///< the table it ends in: orderbook_l2, trades, bbo, tickers; or other
    std::string ticker;  ///< as the exchange writes it
};

/// One message of a stream, encoded once for all connections of a form.
struct StreamFrame {
    TopicId topic = 0;
    int form = 0;
    std::string_view payload;
    std::int64_t first_id = 0;  ///< ids it brings, inclusive; as in deliveries.csv: they only grow
    std::int64_t last_id = 0;
    bool is_picture = false;  ///< a whole book as of last_id: brings no ids
};

/// Where a venue publishes; asks first who listens, so that nobody's frames cost nothing.
class Audience {
  public:
    virtual ~Audience() = default;
    [[nodiscard]] virtual bool wants(TopicId topic, int form) const noexcept = 0;
    virtual void publish(const StreamFrame& frame) = 0;
};

/// The market that a venue shows, and where it says what it showed.
class World {
  public:
    virtual ~World() = default;
    [[nodiscard]] virtual const std::vector<Instrument>& instruments() const noexcept = 0;
    /// The book now, or as it was before anybody could connect. Null when there is only a capture.
    [[nodiscard]] virtual const BookPicture* book(int instrument, bool is_stale) const = 0;
    /// The next REST book of a capture, verbatim; empty: none.
    virtual std::string_view recorded_depth(int instrument) = 0;
    virtual void snapshot_served(const Truth::Snapshot& snapshot, UnixMicros now) = 0;
    /// Of a venue that numbers the messages of a book channel: message `id` stands at `update_id`.
    virtual void book_id(std::string_view stream, std::int64_t id, std::int64_t update_id) = 0;
    /// A book channel began its numbering anew: what is `id` to the truth it calls `number`.
    virtual void numbering(std::string_view stream, std::int64_t id, std::int64_t number) = 0;
};

struct HttpRequest {
    std::string_view method;
    std::string_view path;                                   ///< decoded, without query
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
    std::string_view time_unit;                              ///< header X-MBX-TIME-UNIT
    std::string_view address;                                ///< whose budget it uses
    bool wants_stale = false;  ///< a fault: the snapshot shall be too old
};

struct HttpReply {
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

enum class ClientFrame : unsigned char { text, binary, ping, pong };

/// What a session may do with its own connection.
class Peer {
  public:
    virtual ~Peer() = default;
    virtual void reply(std::string_view text) = 0;
    virtual void subscribe(TopicId topic) = 0;
    virtual void unsubscribe(TopicId topic) = 0;
    /// A frame of a stream that it carries, to this connection alone: the first picture.
    virtual void deliver(const StreamFrame& frame) = 0;
    /// What stands around each stream frame, given the topic's name; empty: frames are bare.
    virtual void wrap(bool is_wrapped) = 0;
    virtual void ping(std::string_view payload) = 0;
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

/// The venue's side of one WebSocket connection.
class Session {
  public:
    virtual ~Session() = default;
    [[nodiscard]] virtual int form() const noexcept = 0;
    virtual void on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) = 0;
    virtual void on_time(UnixMicros now) = 0;  ///< every 100 ms at least
    virtual void announce_shutdown(UnixMicros now) = 0;
};

/// Either a session or the HTTP reply that refuses the upgrade.
using Opened = std::variant<std::unique_ptr<Session>, HttpReply>;

class Venue {
  public:
    virtual ~Venue() = default;
    /// What hears the market that it shows.
    [[nodiscard]] virtual MarketListener& listener() noexcept = 0;
    /// How often the market must tell its time (MarketOptions::pulse).
    [[nodiscard]] virtual std::chrono::microseconds pulse() const noexcept = 0;
    [[nodiscard]] virtual int forms() const noexcept = 0;
    [[nodiscard]] virtual const std::vector<Topic>& topics() const noexcept = 0;
    /// Text before and after a frame's payload on a wrapped connection; frames are bare here.
    [[nodiscard]] virtual std::pair<std::string_view, std::string_view> wrapper(
        TopicId) const noexcept {
        return {};
    }
    /// A recorded payload as a connection of a form would get it: in its unit of time. The text
    /// given holds the result when it is not the payload itself.
    virtual std::string_view recorded(std::string_view payload, int, std::string&) const {
        return payload;
    }
    virtual HttpReply http(const HttpRequest& request, UnixMicros now) = 0;
    /// `peer` outlives the session.
    virtual Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) = 0;
    /// How often its books may begin their numbering anew without a number coming twice; 0: never.
    [[nodiscard]] virtual std::uint64_t resets_max() const noexcept { return 0; }
    /// They do: those that have a stream with `stream` in its name, at this time of the market.
    virtual void reset(std::string_view, UnixMicros) {}
    /// The reply to a request that a fault refuses, in the venue's words.
    virtual HttpReply refusal(const Fault& fault, UnixMicros now) = 0;
};

/// What a venue is built from. All of it outlives the venue.
struct VenueSetting {
    World& world;
    Audience& audience;
    VenueLimits limits;  ///< zero: the venue's own
    int variants = 1;
    std::vector<std::string> capture_streams;  ///< replayed as they are, besides the venue's own
};

/// Builds the venue called `id`, or null. The list of venues is in registry.cpp.
std::unique_ptr<Venue> make_venue(std::string_view id, const VenueSetting& setting);
/// The instrument that the venue trades under this symbol; a generic one of an unknown venue.
Instrument make_instrument_of(std::string_view venue, std::string_view symbol);
/// All ids, comma separated.
std::string venue_ids();

}  // namespace mdc::sim
