#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/venues/binance/streams.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::binance {

/// One client: its subscriptions, its properties, and the limits that it must keep.
///
/// 1. More frames of any kind in one second than allowed: close 1008.
/// 2. A ping now and then; a pong must copy the payload; none for too long: close.
/// 3. More than 1024 streams: error code 4, and nothing of that request is done.
/// 4. Unknown streams, and those of another route, are acknowledged, listed and silent.
/// 5. After 24 h the connection ends.
class ClientSession final : public Session {
  public:
    struct Setting {
        const MarketFacts& market;
        const Streams& streams;
        VenueLimits limits;      ///< none is zero
        std::string_view route;  ///< one of the market's
        int form = 0;
        bool is_wrapped = false;
    };
    ClientSession(const Setting& setting, Peer& peer, UnixMicros now);

    /// Streams of the URL.
    void subscribe(std::string_view stream);

    [[nodiscard]] int form() const noexcept override { return setting_.form; }
    void on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) override;
    void on_time(UnixMicros now) override;
    void announce_shutdown(UnixMicros now) override;

  private:
    struct Request;
    void on_text(std::string_view text);
    void perform(const Request& request);
    void unsubscribe(std::string_view stream);
    void list(std::string_view id);
    void property(const Request& request);
    void acknowledge(std::string_view id, std::string_view result);
    /// Wrapped in `error` with the request's id when it had one, else, of Spot, bare: all are seen.
    void refuse(std::string_view id, int code, std::string_view message);
    [[nodiscard]] bool is_too_fast(UnixMicros now);

    Setting setting_;
    Peer& peer_;
    UnixMicros opened_;
    UnixMicros last_ping_;
    UnixMicros waiting_since_{0};  ///< first ping that has no pong; 0: none
    std::string ping_payload_;
    std::vector<std::string> streams_;
    std::vector<UnixMicros> recent_frames_;  ///< as many as are allowed in a second, a ring
    std::size_t next_frame_ = 0;
    bool is_closed_ = false;
};

}  // namespace mdc::sim::binance
