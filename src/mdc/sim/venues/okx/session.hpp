#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "mdc/sim/venues/budget.hpp"
#include "mdc/sim/venues/okx/streams.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::okx {

/// One client: its subscriptions, its login, and the limits that it must keep.
///
/// 1. The text "ping" is answered by "pong".
/// 2. Each argument of a request is answered for itself; after its acknowledgement comes what the
/// channel showed last. A second subscription to the same is acknowledged and shown again.
/// 3. More than 480 requests in an hour: error 60014.
/// 4. Neither a word from the client nor a push to it for 30 s: close 4004.
class ClientSession final : public Session {
  public:
    struct Setting {
        Streams& streams;
        VenueLimits limits;      ///< zero: the venue's own
        std::string_view route;  ///< kPublic or kBusiness
        int number = 1;          ///< of the connection
    };
    ClientSession(const Setting& setting, Peer& peer, UnixMicros now);

    [[nodiscard]] int form() const noexcept override { return 0; }
    void on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) override;
    void on_time(UnixMicros now) override;
    void announce_shutdown(UnixMicros now) override;

  private:
    /// What an argument asks for.
    struct Argument {
        std::string_view channel, subject;
        std::string text;              ///< as it is echoed
        std::optional<TopicId> topic;  ///< none: it is silent, or wrong
    };
    void on_text(std::string_view text, UnixMicros now);
    void login(const simdjson::dom::array& arguments, UnixMicros now);
    void perform(bool is_subscribing, const Argument& argument);
    /// Refuses what is wrong with it, and says so by false.
    bool check(const Argument& argument);
    bool check_topic(const Channel& channel, std::string_view subject);
    void answer(std::string_view event, const Argument& argument);
    void refuse(int code, std::string_view message);
    void close(std::uint16_t code, std::string_view reason);
    /// `"id":"1512",` when the request has one.
    [[nodiscard]] std::string id_part() const;
    [[nodiscard]] std::uint64_t pushes() const noexcept;

    Setting setting_;
    Peer& peer_;
    std::string name_;  ///< connId
    std::string id_;    ///< of the request that is being answered
    Budget requests_;
    std::vector<TopicId> topics_;
    UnixMicros opened_;
    UnixMicros active_;  ///< when something came or was pushed
    UnixMicros looked_;
    std::uint64_t pushes_ = 0;
    bool is_logged_in_ = false;
    bool is_closed_ = false;
};

}  // namespace mdc::sim::okx
