#include "mdc/collector/live/io/connection.hpp"

#include <utility>

namespace mdc::collector {

namespace {

constexpr std::uint32_t kNoLimit = 1'000'000;

net::Heartbeat::Options heartbeat_of(const exchanges::Limits& limits) {
    net::Heartbeat::Options options;
    // The venue's own pings are signs of life, too; ours ask only when even those stay away.
    options.dead_after = limits.silence;
    options.ping_after = limits.silence / 2;
    if (limits.keep_alive.empty()) return options;
    options.ping_after = limits.keep_alive_every;
    options.pings_always = true;
    return options;
}

// Some minutes to an hour before the venue's own end, so that no two of a group expire together.
std::chrono::seconds lifetime_of(const exchanges::Limits& limits, std::uint64_t seed) {
    const auto lifetime = limits.lifetime;
    const auto early = lifetime / 48 + lifetime / 4800 * static_cast<std::int64_t>(seed % 100);
    return lifetime - early;
}

}  // namespace

Connection::Connection(const exchanges::Exchange& exchange, ConnectionPlan plan,
                       std::uint32_t group, std::uint16_t leg, const exchanges::Limits& limits,
                       std::uint64_t seed)
    : plan_(std::move(plan)),
      group_(group),
      leg_(leg),
      lifetime_(lifetime_of(limits, seed)),
      backoff_({}, seed),
      pace_(static_cast<std::uint32_t>(limits.messages_per_second), std::chrono::seconds{1}),
      hourly_(limits.requests_per_hour == 0 ? kNoLimit
                                            : static_cast<std::uint32_t>(limits.requests_per_hour),
              std::chrono::hours{1}),
      heartbeat_options_(heartbeat_of(limits)),
      heartbeat_(heartbeat_options_, {}),
      subscriptions_(exchange, limits),
      greeting_(plan_.is_status ? exchange.facts().status_greeting : exchange.facts().greeting),
      keep_alive_(limits.keep_alive) {}

void Connection::opened(net::Link link, ConnId id, std::string login, std::span<const Stream> all,
                        net::SteadyTime now, UnixMicros utc) {
    link_.emplace(std::move(link));
    id_ = id;
    next_greeting_ = 0;
    answers_ = 0;
    login_ = std::move(login);
    awaits_login_ = !login_.empty();
    left_out_.clear();
    subscriptions_.opened(plan_.streams, all);
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

// Greeting, login, subscriptions: in this order, each in its time.
void Connection::send_waiting(std::span<const Stream> all, net::SteadyTime now) {
    while (next_greeting_ < greeting_.size() && pace_.take(now)) {
        if (!link_->send_text(greeting_[next_greeting_])) return;
        ++next_greeting_;
    }
    if (next_greeting_ < greeting_.size()) return;
    if (!login_.empty()) {
        if (!pace_.take(now)) return;
        hourly_.spend(now, 1);
        (void)link_->send_text(login_);
        login_.clear();
    }
    while (!awaits_login_ && subscriptions_.has_texts() && hourly_.left(now) != 0 &&
           pace_.take(now)) {
        hourly_.spend(now, 1);
        if (!link_->send_text(subscriptions_.take_text(all, now))) return;
    }
}

void Connection::answered(const ControlEvent& event, std::span<const Stream> all,
                          net::SteadyTime now) {
    ++answers_;
    if (event.kind == ControlKind::authenticated) {
        awaits_login_ = false;
    } else {
        subscriptions_.on_answer(event, all, now);
    }
}

bool Connection::on_time(std::span<const Stream> all, net::SteadyTime now) {
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
    const auto overdue = subscriptions_.on_time(all, now);
    left_out_.insert(left_out_.end(), overdue.begin(), overdue.end());
    send_waiting(all, now);
    switch (heartbeat_.check(now)) {
        case net::Heartbeat::Due::nothing:
            return true;
        case net::Heartbeat::Due::ping:
            if (!pace_.take(now)) return true;
            (void)(keep_alive_.empty() ? link_->send_ping() : link_->send_text(keep_alive_));
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
