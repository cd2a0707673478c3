#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mdc/collector/live/io/io_stats.hpp"
#include "mdc/collector/live/io/subscriptions.hpp"
#include "mdc/exchanges/exchange.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/model/wire/connection_plan.hpp"
#include "mdc/model/wire/frame.hpp"
#include "mdc/net/backoff.hpp"
#include "mdc/net/heartbeat.hpp"
#include "mdc/net/pace.hpp"
#include "mdc/net/websocket/link.hpp"

namespace mdc::collector {

/// One connection of the plan on the I/O thread: the link while it is up, and what is known of it.
/// What happens to it is decided in io_thread.cpp; this keeps the state and the venue's manners:
/// requests are paced, silence is noticed.
class Connection {
  public:
    Connection(const exchanges::Exchange& exchange, ConnectionPlan plan, std::uint32_t group,
               std::uint16_t leg, const exchanges::Limits& limits, std::uint64_t seed);

    /// A new link: all is to be asked for again. `login`: the text that logs in; empty: none.
    void opened(net::Link link, ConnId id, std::string login, std::span<const Stream> all,
                net::SteadyTime now, UnixMicros utc);
    /// The link is gone.
    void closed() noexcept;
    /// Sends texts that wait, as the venue's pace allows, and pings that are due. False: the peer
    /// has been silent for too long. `all`: streams by id.
    [[nodiscard]] bool on_time(std::span<const Stream> all, net::SteadyTime now);
    /// A message came.
    void heard(net::SteadyTime now) noexcept {
        heartbeat_.heard(now);
        backoff_.data(now);
    }
    /// The venue answered a request: acked, refused or authenticated.
    void answered(const ControlEvent& event, std::span<const Stream> all, net::SteadyTime now);
    /// Streams whose answer is overdue, each once.
    std::vector<StreamId> take_left_out() noexcept { return std::exchange(left_out_, {}); }
    /// Sends a text that the venue asked for, at once.
    void reply(std::string_view text, net::SteadyTime now) noexcept;
    /// Copies the link's counters out.
    void publish_stats() noexcept;

    [[nodiscard]] const ConnectionPlan& plan() const noexcept { return plan_; }
    [[nodiscard]] ConnectionPlan& plan() noexcept { return plan_; }
    [[nodiscard]] Subscriptions& subscriptions() noexcept { return subscriptions_; }
    [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
    [[nodiscard]] std::uint32_t group() const noexcept { return group_; }
    [[nodiscard]] std::uint16_t leg() const noexcept { return leg_; }
    [[nodiscard]] ConnId id() const noexcept { return id_; }
    [[nodiscard]] bool awaits_login() const noexcept { return awaits_login_; }
    [[nodiscard]] bool is_open() const noexcept { return link_.has_value(); }
    [[nodiscard]] net::Link& link() noexcept { return *link_; }
    [[nodiscard]] net::Backoff& backoff() noexcept { return backoff_; }
    [[nodiscard]] const ConnectionStats& stats() const noexcept { return stats_; }
    [[nodiscard]] ConnectionStats& stats() noexcept { return stats_; }
    /// The venue will close it for its age before long.
    [[nodiscard]] bool is_expiring(net::SteadyTime now) const noexcept {
        return link_ && lifetime_.count() > 0 && now - opened_at > lifetime_;
    }
    /// Frames come, and every subscription was acknowledged.
    [[nodiscard]] bool is_delivering() const noexcept {
        return link_ && subscriptions_.is_settled() && link_->stats().messages > answers_;
    }

    bool is_kept = false;         ///< to be opened again when it closes
    bool is_leaving = false;      ///< its successor is on the way
    bool is_dialing = false;      ///< the cold side was asked to open it
    bool is_checked = false;      ///< silent streams were told
    bool is_proved = false;       ///< no stream is dead
    bool is_dial_wanted = false;  ///< waits for room in the outbox
    bool is_watched_for_write = false;
    std::chrono::milliseconds dial_after{0};
    UnixMicros last_heard;    ///< receive time of the last message
    std::int64_t packet = 0;  ///< id of the read whose messages are being handed out
    net::SteadyTime opened_at{};

  private:
    void send_waiting(std::span<const Stream> all, net::SteadyTime now);

    ConnectionPlan plan_;
    std::uint32_t group_;
    std::uint16_t leg_;
    std::optional<net::Link> link_;
    ConnId id_ = 0;
    std::chrono::seconds lifetime_;  // replaced at this age; zero: never
    net::Backoff backoff_;
    net::Pace pace_;
    net::Pace hourly_;  // of requests; as good as unlimited where the venue has no such limit
    net::Heartbeat::Options heartbeat_options_;
    net::Heartbeat heartbeat_;
    Subscriptions subscriptions_;
    std::span<const std::string_view> greeting_;
    std::string_view keep_alive_;
    std::size_t next_greeting_ = 0;
    std::string login_;          // to be sent
    bool awaits_login_ = false;  // nothing is subscribed before
    std::uint64_t answers_ = 0;
    std::vector<StreamId> left_out_;
    net::LinkStats before_{};  // of earlier links, for sums over reconnects
    std::uint64_t pings_answered_ = 0;
    std::uint64_t signs_of_life_ = 0;  // pings and pongs of the peer
    ConnectionStats stats_;
};

}  // namespace mdc::collector
