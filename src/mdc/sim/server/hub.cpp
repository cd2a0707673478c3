#include "mdc/sim/server/hub.hpp"

#include <algorithm>

namespace mdc::sim {

void Hub::serve(Venue& venue, Truth* truth) {
    venue_ = &venue;
    truth_ = truth;
    forms_ = static_cast<unsigned>(venue.forms());
    listeners_.resize(venue.topics().size() * forms_);
}

void Hub::publish(const StreamFrame& frame) {
    for (auto* one : listeners_[frame.topic * forms_ + static_cast<unsigned>(frame.form)]) {
        one->link->deliver(*one, frame, now_);
    }
}

void Hub::add(Subscription& subscription, int form) {
    listeners_[subscription.topic * forms_ + static_cast<unsigned>(form)].push_back(&subscription);
    ++streams_;
}

void Hub::remove(Subscription& subscription, int form) {
    std::erase(listeners_[subscription.topic * forms_ + static_cast<unsigned>(form)],
               &subscription);
    --streams_;
}

HttpReply Hub::http(HttpRequest& request, UnixMicros now) {
    ++requests_;
    HttpReply reply;
    if (const auto* fault = script_.hit_request(FaultKind::rest, request.path, now)) {
        reply = venue_->refusal(*fault, now);
    } else {
        request.wants_stale =
            request.path.find("depth") != std::string_view::npos &&
            script_.hit_request(FaultKind::snapshot_old, request.path, now) != nullptr;
        reply = venue_->http(request, now);
    }
    if (reply.status >= 400) ++requests_refused_;
    return reply;
}

std::variant<Link*, HttpReply> Hub::enter(const HttpRequest& request, Wire& wire, UnixMicros now) {
    if (const auto* fault = script_.hit_request(FaultKind::refuse, request.path, now)) {
        ++refused_;
        HttpReply reply{fault->code, "", {}};
        reply.headers.emplace_back("Retry-After", std::to_string(fault->retry_after.count()));
        return reply;
    }
    const auto number = static_cast<int>(opened_) + 1;
    auto link =
        std::make_unique<Link>(Link::Setting{*venue_, script_, truth_, *this, number}, wire, now);
    auto opened = venue_->open(request, number, *link, now);
    if (auto* reply = std::get_if<HttpReply>(&opened)) {
        ++refused_;
        link->end(now, "refused");
        return std::move(*reply);
    }
    ++opened_;
    link->start(std::move(std::get<std::unique_ptr<Session>>(opened)));
    links_.push_back(std::move(link));
    return links_.back().get();
}

void Hub::leave(Link& link, UnixMicros now, std::string_view why) {
    link.end(now, why);
    frames_of_ended_ += link.frames_sent();
    bytes_of_ended_ += link.wire().flushed();
    std::erase_if(links_, [&](const auto& one) { return one.get() == &link; });
}

void Hub::on_time(UnixMicros now) {
    now_ = now;
    for (std::size_t index = 0; index < links_.size(); ++index) {
        auto& link = *links_[index];
        link.on_time(now);
        const auto unread = link.wire().appended() - link.wire().flushed();
        if (unread > queue_bytes_max_ && !link.is_closed()) {
            ++kicked_;
            link.kick();
        }
    }
    flush();
}

void Hub::flush() {
    for (const auto& link : links_) link->wire().flush();
}

std::uint64_t Hub::longest_queue() const noexcept {
    std::uint64_t longest = 0;
    for (const auto& link : links_) {
        longest = std::max(longest, link->wire().appended() - link->wire().flushed());
    }
    return longest;
}

bool Hub::is_idle() const noexcept {
    return std::all_of(links_.begin(), links_.end(),
                       [](const auto& link) { return link->is_idle(); });
}

void Hub::close_all(std::uint16_t code, std::string_view reason) {
    for (const auto& link : links_) link->close(code, reason);
    flush();
}

void Hub::add_to(SimulatorSummary& summary) const {
    summary.connections_opened = opened_;
    summary.connections_open = links_.size();
    summary.connections_refused = refused_;
    summary.readers_kicked = kicked_;
    summary.streams = streams_;
    summary.rest_requests = requests_;
    summary.rest_refused = requests_refused_;
    summary.frames_sent = frames_of_ended_;
    summary.bytes_sent = bytes_of_ended_;
    for (const auto& link : links_) {
        summary.frames_sent += link->frames_sent();
        summary.bytes_sent += link->wire().flushed();
    }
}

}  // namespace mdc::sim
