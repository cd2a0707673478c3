#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "mdc/sim/venues/deribit/api.hpp"
#include "mdc/sim/venues/deribit/credits.hpp"
#include "mdc/sim/venues/deribit/streams.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::deribit {

/// One client: its requests, its channels, and the limits that it must keep.
///
/// 1. What subscribes is answered by the channels that exist, in another order; the rest is left
/// out without a word. Then each new book and ticker is shown; a second subscription is not.
/// 2. A raw channel without a login: error 13778, and nothing is subscribed.
/// 3. A subscribe costs 3,000 credits of 30,000, another request 500 of 50,000; both pools get
/// 10,000 a second. Without credits: error 10028, then close.
/// 4. After set_heartbeat: a question some seconds after each interval, close 4000 when
/// public/test does not answer it within 10 s; in between a sign of life when nothing else was
/// sent.
/// 5. Without channels and heartbeat: closed after 60 s.
class ClientSession final : public Session {
  public:
    struct Setting {
        Streams& streams;
        Api& api;
        VenueLimits limits;  ///< zero: the venue's own
        int variant = 0;
        std::string address;
        std::shared_ptr<void> ticket;  ///< given back when the connection is over
    };
    ClientSession(Setting setting, Peer& peer, UnixMicros now);

    [[nodiscard]] int form() const noexcept override { return setting_.variant; }
    void on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) override;
    void on_time(UnixMicros now) override;
    void announce_shutdown(UnixMicros) override {}

  private:
    struct Heartbeat {
        std::chrono::microseconds every{0};  ///< 0: none
        UnixMicros next_question{0};
        UnixMicros next_sign{0};
        UnixMicros asked{0};
        bool is_waiting = false;
        std::uint64_t pushes = 0;
    };
    void on_text(std::string_view text, UnixMicros now);
    Answer perform(std::string_view method, const simdjson::dom::object& parameters,
                   UnixMicros now);
    Answer change(std::string_view verb, const simdjson::dom::object& parameters);
    Answer subscribe(const std::vector<std::string>& channels);
    Answer unsubscribe(const std::vector<std::string>& channels);
    Answer log_in(const Parameters& parameters);
    Answer set_heartbeat(const Parameters& parameters, UnixMicros now);
    void on_heartbeat(UnixMicros now);
    bool may_ask(std::string_view method, UnixMicros now);
    void close(std::uint16_t code, std::string_view reason);
    [[nodiscard]] std::uint64_t pushes() const;

    Setting setting_;
    Peer& peer_;
    std::string id_;  ///< of the request that is being answered, JSON
    std::set<std::string> channels_;
    std::vector<TopicId> fresh_;  ///< to be shown after the answer
    Credits subscribes_;
    Credits requests_;
    Heartbeat heartbeat_;
    UnixMicros opened_;
    UnixMicros active_;  ///< when the client said something
    bool is_logged_in_ = false;
    bool is_closed_ = false;
};

}  // namespace mdc::sim::deribit
