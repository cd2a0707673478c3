#include "mdc/sim/server/link.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace mdc::sim {
namespace {

/// Runs of deliveries are cut this often, so that their times stay near.
constexpr std::chrono::milliseconds kRunSpan{250};
constexpr UnixMicros kForEver{std::numeric_limits<std::int64_t>::max()};

/// Bytes that no text message may hold, in place of the middle of a payload.
std::string as_garbage(std::string_view payload) {
    std::string text(payload);
    const auto middle = text.size() / 3;
    for (std::size_t at = middle; at < std::min(text.size(), middle + 16); ++at) {
        text[at] = static_cast<char>(0xf8 | (at & 7));
    }
    return text;
}

std::string as_oversized(std::size_t bytes) {
    return R"({"pad":")" + std::string(bytes, 'x') + R"("})";
}

/// Each number becomes a text that is none: `"u":5004` becomes `"u":"5004x"`.
std::string with_wrong_types(std::string_view payload) {
    const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    std::string text;
    for (std::size_t at = 0; at < payload.size(); ++at) {
        text.push_back(payload[at]);
        if (payload[at] != ':' || at + 1 >= payload.size() || !is_digit(payload[at + 1])) continue;
        text.push_back('"');
        while (at + 1 < payload.size() && is_digit(payload[at + 1])) text.push_back(payload[++at]);
        text.append("x\"");
    }
    return text;
}

}  // namespace

Link::Link(const Setting& setting, Wire& wire, UnixMicros now)
    : setting_(setting), wire_(wire), faults_(setting.script, setting.number, now), now_(now) {}

Link::~Link() = default;

void Link::start(std::unique_ptr<Session> session) {
    session_ = std::move(session);
    tell_truth("open", "");
    for (auto& [topic, subscription] : subscriptions_) begin(*subscription);
}

void Link::tell_truth(std::string_view event, std::string_view detail) {
    if (setting_.truth != nullptr && session_) {
        setting_.truth->connection(setting_.number, event, now_, detail);
    }
}

void Link::begin(Subscription& subscription) {
    setting_.subscribers.add(subscription, session_->form());
    tell_truth("subscribe", setting_.venue.topics()[subscription.topic].name);
}

void Link::set_wrapper(Subscription& subscription) const {
    std::tie(subscription.before, subscription.after) =
        is_wrapped_ ? setting_.venue.wrapper(subscription.topic)
                    : std::pair<std::string_view, std::string_view>();
}

void Link::subscribe(TopicId topic) {
    auto [place, is_new] = subscriptions_.try_emplace(topic);
    if (!is_new) return;
    place->second = std::make_unique<Subscription>();
    auto& subscription = *place->second;
    subscription.link = this;
    subscription.topic = topic;
    set_wrapper(subscription);
    if (session_) begin(subscription);
}

void Link::unsubscribe(TopicId topic) {
    const auto found = subscriptions_.find(topic);
    if (found == subscriptions_.end()) return;
    drop_subscription(*found->second);
    subscriptions_.erase(found);
    tell_truth("unsubscribe", setting_.venue.topics()[topic].name);
}

/// Its frames that are still in buffers are settled as they stand: they will be sent.
void Link::drop_subscription(Subscription& subscription) {
    if (session_) setting_.subscribers.remove(subscription, session_->form());
    if (subscription.swapped) {
        note(subscription, Outcome::dropped, subscription.swapped->first_id,
             subscription.swapped->last_id);
    }
    for (const auto& kept : subscription.delayed) {
        note(subscription, Outcome::dropped, kept.first_id, kept.last_id);
    }
    delayed_ -= subscription.delayed.size();
    std::erase_if(in_buffers_, [&](const Sent& sent) {
        if (sent.subscription != &subscription) return false;
        settle(sent);
        return true;
    });
    write_run(subscription.run);
}

void Link::wrap(bool is_wrapped) {
    is_wrapped_ = is_wrapped;
    for (auto& [topic, subscription] : subscriptions_) set_wrapper(*subscription);
}

void Link::deliver(Subscription& subscription, const StreamFrame& frame, UnixMicros now) {
    now_ = now;
    if (is_closed_ || is_frozen_) {
        note(subscription, is_closed_ ? Outcome::dropped : Outcome::stalled, frame.first_id,
             frame.last_id);
        return;
    }
    if (!faults_.has_frame_faults()) {
        send(subscription, frame.payload, frame, Outcome::sent);
        return;
    }
    if (now < subscription.stalled_until) {
        note(subscription, Outcome::stalled, frame.first_id, frame.last_id);
        return;
    }
    if (subscription.swapped) {
        const auto earlier = std::move(subscription.swapped);
        send(subscription, frame.payload, frame, Outcome::sent, true);
        send(subscription, earlier->payload,
             {frame.topic, 0, {}, earlier->first_id, earlier->last_id, earlier->is_picture},
             Outcome::late);
        return;
    }
    if (!subscription.delayed.empty()) {
        // Its stream is late: it queues behind, and leaves at the same moment as the one before it.
        subscription.delayed.push_back({std::string(frame.payload), frame.first_id, frame.last_id,
                                        subscription.delayed.back().release, frame.is_picture});
        ++delayed_;
        return;
    }
    const auto* fault = faults_.hit_frame(setting_.venue.topics()[frame.topic].name, now);
    if (fault != nullptr) {
        hit(*fault, subscription, frame);
    } else {
        send(subscription, frame.payload, frame, Outcome::sent);
    }
}

void Link::hit(const Fault& fault, Subscription& subscription, const StreamFrame& frame) {
    switch (fault.kind) {
        case FaultKind::drop:
            return note(subscription, Outcome::dropped, frame.first_id, frame.last_id);
        case FaultKind::duplicate:
            send(subscription, frame.payload, frame, Outcome::sent);
            return send(subscription, frame.payload, frame, Outcome::again);
        case FaultKind::reorder:
            subscription.swapped = std::make_unique<KeptFrame>(KeptFrame{
                std::string(frame.payload), frame.first_id, frame.last_id, {}, frame.is_picture});
            return;
        case FaultKind::delay:
            subscription.delayed.push_back({std::string(frame.payload), frame.first_id,
                                            frame.last_id, now_ + fault.by, frame.is_picture});
            ++delayed_;
            return;
        case FaultKind::stall:
            subscription.stalled_until = fault.span.count() == 0 ? kForEver : now_ + fault.span;
            return note(subscription, Outcome::stalled, frame.first_id, frame.last_id);
        case FaultKind::garbage:
            return send(subscription, as_garbage(frame.payload), frame, Outcome::corrupted);
        case FaultKind::oversized:
            return send(subscription, as_oversized(fault.bytes), frame, Outcome::corrupted);
        case FaultKind::wrong_type:
            return send(subscription, with_wrong_types(frame.payload), frame, Outcome::corrupted);
        default:
            return;
    }
}

void Link::send(Subscription& subscription, std::string_view payload, const StreamFrame& frame,
                Outcome outcome, bool is_jump) {
    wire_.text(subscription.before, payload, subscription.after);
    ++frames_sent_;
    const bool has_come =
        outcome == Outcome::sent || outcome == Outcome::late || outcome == Outcome::again;
    note(subscription, frame.is_picture && has_come ? Outcome::picture : outcome, frame.first_id,
         frame.last_id, is_jump);
}

void Link::deliver(const StreamFrame& frame) {
    const auto found = subscriptions_.find(frame.topic);
    if (found != subscriptions_.end()) deliver(*found->second, frame, now_);
}

void Link::receive(ClientFrame kind, std::string_view payload, UnixMicros now) {
    now_ = now;
    if (is_closed_ || is_frozen_) return;
    session_->on_frame(kind, payload, now);
    wire_.flush();
}

void Link::on_time(UnixMicros now) {
    now_ = now;
    if (is_closed_ || is_frozen_) return;
    if (delayed_ > 0) {
        for (auto& [topic, subscription] : subscriptions_) release_delayed(*subscription);
    }
    if (close_at_.value != 0 && now >= close_at_) return close(1001, "going away");
    if (const auto* fault = faults_.hit_connection(now)) return hit_connection(*fault);
    session_->on_time(now);
}

void Link::release_delayed(Subscription& subscription) {
    while (!subscription.delayed.empty() && subscription.delayed.front().release <= now_) {
        const auto kept = std::move(subscription.delayed.front());
        subscription.delayed.pop_front();
        --delayed_;
        send(subscription, kept.payload,
             {subscription.topic, 0, {}, kept.first_id, kept.last_id, kept.is_picture},
             Outcome::sent);
    }
}

void Link::hit_connection(const Fault& fault) {
    if (setting_.truth != nullptr) {
        constexpr std::array<std::string_view, 4> kNames = {"cut", "half_open", "shutdown",
                                                            "close"};
        const auto index =
            static_cast<std::size_t>(fault.kind) - static_cast<std::size_t>(FaultKind::cut);
        setting_.truth->connection(setting_.number, "fault", now_, kNames[index]);
    }
    switch (fault.kind) {
        case FaultKind::cut:
            is_closed_ = true;
            return wire_.cut();
        case FaultKind::half_open:
            is_frozen_ = true;
            return wire_.freeze();
        case FaultKind::shutdown:
            session_->announce_shutdown(now_);
            close_at_ = now_ + std::max(fault.span, std::chrono::microseconds(1));
            return wire_.flush();
        case FaultKind::close:
            return close(static_cast<std::uint16_t>(fault.code),
                         fault.code == 1008 ? "Too many requests" : "");
        default:
            return;
    }
}

/// Everything goes through the same queue, so that the order within a stream is kept.
void Link::note(Subscription& subscription, Outcome outcome, std::int64_t first_id,
                std::int64_t last_id, bool is_jump) {
    if (setting_.truth == nullptr) return;
    in_buffers_.push_back(
        {wire_.appended(), &subscription, outcome, first_id, last_id, now_, is_jump});
}

void Link::on_flushed() {
    const auto flushed = wire_.flushed();
    while (!in_buffers_.empty() && in_buffers_.front().offset <= flushed) {
        settle(in_buffers_.front());
        in_buffers_.pop_front();
    }
}

void Link::settle(const Sent& sent) {
    auto& run = sent.subscription->run;
    const bool continues = run.frames > 0 && run.outcome == sent.outcome && !sent.is_jump &&
                           sent.time - run.from < kRunSpan;
    if (!continues) {
        write_run(run);
        const auto& topic = setting_.venue.topics()[sent.subscription->topic];
        run = {setting_.number, topic.name, topic.feed,    topic.ticker, sent.outcome,
               sent.time,       sent.time,  sent.first_id, sent.last_id, 0};
    }
    run.to = sent.time;
    run.last_id = sent.last_id;
    ++run.frames;
}

void Link::write_run(Delivery& run) {
    if (run.frames > 0 && setting_.truth != nullptr) setting_.truth->delivery(run);
    run.frames = 0;
}

bool Link::is_idle() const noexcept {
    if (is_closed_ || is_frozen_) return true;
    return delayed_ == 0 && wire_.flushed() == wire_.appended();
}

void Link::end(UnixMicros now, std::string_view why) {
    now_ = now;
    is_closed_ = true;
    on_flushed();
    for (auto& sent : in_buffers_) {
        const bool was_on_its_way = sent.outcome == Outcome::sent ||
                                    sent.outcome == Outcome::late ||
                                    sent.outcome == Outcome::picture;
        if (was_on_its_way) sent.outcome = Outcome::unsent;
    }
    for (auto& [topic, subscription] : subscriptions_) drop_subscription(*subscription);
    subscriptions_.clear();
    tell_truth("close", why);
}

void Link::reply(std::string_view text) { wire_.text({}, text, {}); }

void Link::ping(std::string_view payload) {
    wire_.ping(payload);
    wire_.flush();
}

void Link::kick() {
    tell_truth("server_close", "slow reader");
    is_closed_ = true;
    wire_.abort();
}

void Link::close(std::uint16_t code, std::string_view reason) {
    if (is_closed_) return;
    is_closed_ = true;
    tell_truth("server_close", fmt::format("{} {}", code, reason));
    wire_.close(code, reason);
}

}  // namespace mdc::sim
