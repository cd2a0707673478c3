#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/venues/bybit/streams.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::bybit {

/// One client: its topics and the limits that it must keep.
///
/// 1. A request names topics. One that is unknown, or carried already, refuses all of it; options
///    answer for each topic. Spot takes ten at once.
/// 2. All names of a connection have at most 21,000 characters; options have 2,000 topics.
/// 3. Pings are answered; without one, and without topics, ten minutes end the connection.
class ClientSession final : public Session {
  public:
    struct Setting {
        const MarketFacts& market;
        Streams& streams;
        VenueLimits limits;  ///< no lifetime: for ever
        int connection = 0;
        bool is_status = false;  ///< carries system.status and nothing else
    };
    ClientSession(const Setting& setting, Peer& peer, UnixMicros now);

    [[nodiscard]] int form() const noexcept override { return 0; }
    void on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) override;
    void on_time(UnixMicros now) override;
    /// There is none: the connection ends unannounced.
    void announce_shutdown(UnixMicros) override {}

  private:
    struct Request;
    void on_text(std::string_view text, UnixMicros now);
    void pong(const Request& request, UnixMicros now);
    void subscribe(const Request& request);
    void unsubscribe(const Request& request);
    void answer(const Request& request, bool is_good, std::string_view message);
    void answer_each(const std::vector<std::string>& good, const std::vector<std::string>& bad);
    /// Why a topic cannot be carried; empty: it can.
    [[nodiscard]] std::string problem_of(std::string_view topic,
                                         const std::vector<std::string>& added) const;
    [[nodiscard]] bool is_known(std::string_view topic) const;
    [[nodiscard]] bool carries(std::string_view topic) const;
    [[nodiscard]] bool has_room(const std::vector<std::string>& added) const;
    void carry(const std::vector<std::string>& topics);
    void drop(std::string_view topic);

    Setting setting_;
    Peer& peer_;
    UnixMicros opened_;
    UnixMicros last_frame_;
    std::string name_;  ///< of the connection
    std::vector<std::string> topics_;
    bool is_closed_ = false;
};

}  // namespace mdc::sim::bybit
