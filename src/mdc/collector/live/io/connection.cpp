#include "mdc/collector/live/io/connection.hpp"

#include <utility>

namespace mdc::collector {

namespace {

net::Heartbeat::Options heartbeat_of(const exchanges::Limits& limits) {
    net::Heartbeat::Options options;
    // The venue's own pings are signs of life, too; ours ask only when even those stay away.
    options.dead_after = limits.silence;
    options.ping_after = limits.silence / 2;
    return options;
}

// Some minutes to an hour before the venue's own end, so that no two of a group expire together.
std::chrono::seconds lifetime_of(const exchanges::Limits& limits, std::uint64_t seed) {
    const auto lifetime = limits.lifetime;
    const auto early = lifetime / 48 + lifetime / 4800 * static_cast<std::int64_t>(seed % 100);
    return lifetime - early;
}

}  // namespace

Connection::Connection(ConnectionPlan plan, std::uint32_t group, std::uint16_t leg,
                       const exchanges::Limits& limits, std::uint64_t seed)
    : plan_(std::move(plan)),
      group_(group),
      leg_(leg),
      lifetime_(lifetime_of(limits, seed)),
      backoff_({}, seed),
      pace_(static_cast<std::uint32_t>(limits.messages_per_second), std::chrono::seconds{1}),
      heartbeat_options_(heartbeat_of(limits)),
      heartbeat_(heartbeat_options_, {}) {}

void Connection::opened(net::Link link, ConnId id, net::SteadyTime now, UnixMicros utc) {
    link_.emplace(std::move(link));
    id_ = id;
    next_request_ = 0;
    acks_ = 0;
    pings_answered_ = 0;
    signs_of_life_ = 0;
    opened_at = now;
    is_checked = false;
    is_proved = false;
    heartbeat_ = net::Heartbeat(heartbeat_options_, now);
    backoff_.opened();
    stats_.opened.add();
    stats_.is_open.set(1);
    stats_.opened_at_us.set(static_cast<std::uint64_t>(utc.value));
}

void Connection::closed() noexcept {
    publish_stats();
    const auto& link = link_->stats();
    before_.messages += link.messages;
    before_.bytes += link.bytes;
    before_.reads += link.reads;
    before_.reads_with_kernel_stamp += link.reads_with_kernel_stamp;
    before_.pings += link.pings;
    link_.reset();
    stats_.is_open.set(0);
    is_watched_for_write = false;
}

bool Connection::on_time(net::SteadyTime now) noexcept {
    // Pongs that the link sent by itself count in the venue's budget.
    const auto pings = link_->stats().pings;
    if (pings != pings_answered_) {
        pace_.spend(now, static_cast<std::uint32_t>(pings - pings_answered_));
        pings_answered_ = pings;
    }
    const auto signs = pings + link_->stats().pongs;
    if (signs != signs_of_life_) {
        signs_of_life_ = signs;
        heartbeat_.heard(now);
    }
    while (next_request_ < plan_.subscribe.size() && pace_.take(now)) {
        if (!link_->send_text(plan_.subscribe[next_request_])) break;
        ++next_request_;
    }
    switch (heartbeat_.check(now)) {
        case net::Heartbeat::Due::nothing:
            return true;
        case net::Heartbeat::Due::ping:
            if (pace_.take(now)) (void)link_->send_ping();
            return true;
        case net::Heartbeat::Due::dead:
            return false;
    }
    return true;
}

void Connection::reply(std::string_view text, net::SteadyTime now) noexcept {
    pace_.spend(now, 1);
    (void)link_->send_text(text);
}

void Connection::publish_stats() noexcept {
    if (!link_) return;
    const auto& link = link_->stats();
    stats_.messages.set(before_.messages + link.messages);
    stats_.bytes.set(before_.bytes + link.bytes);
    stats_.reads.set(before_.reads + link.reads);
    stats_.reads_with_kernel_stamp.set(before_.reads_with_kernel_stamp +
                                       link.reads_with_kernel_stamp);
    stats_.pings.set(before_.pings + link.pings);
}

}  // namespace mdc::collector
