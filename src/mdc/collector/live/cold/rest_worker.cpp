#include "mdc/collector/live/cold/rest_worker.hpp"

#include <algorithm>
#include <set>

#include "mdc/collector/live/cold/pause.hpp"
#include "mdc/core/log.hpp"
#include "mdc/core/thread.hpp"

namespace mdc::collector {

namespace {

constexpr int kOk = 200;

net::SteadyTime steady_of(UnixMicros at) {
    return std::chrono::steady_clock::now() + (at - utc_now());
}

bool closes_the_budget(const net::HttpReply& reply, const ControlEvent& refusal) {
    return refusal.kind == ControlKind::rate_limited || reply.status == kForbidden;
}

// What the venue said of waiting: its header, else the end of the ban in its text.
std::chrono::seconds wait_of(const net::HttpReply& reply, const ControlEvent& refusal,
                             const exchanges::Limits& limits) {
    auto asked = reply.retry_after;
    if (!asked && refusal.until.value > 0) {
        asked = std::chrono::ceil<std::chrono::seconds>(
            std::max(steady_of(refusal.until) - std::chrono::steady_clock::now(),
                     std::chrono::steady_clock::duration{0}));
    }
    return closes_the_budget(reply, refusal) ? pause_after(reply.status, asked, limits)
                                             : asked.value_or(std::chrono::seconds{0});
}

net::HttpOptions cancelled_by(const std::stop_source& source, net::HttpOptions http) {
    http.cancel = source.get_token();
    return http;
}

ErrorKind kind_of(const RestOutcome& failure) {
    if (failure.error) return failure.error->kind;
    return failure.refusal->kind == ControlKind::rate_limited ? ErrorKind::rate_limited
                                                              : ErrorKind::refused;
}

}  // namespace

RestOutcome rest_get(net::HttpClient& http, VenueAccess& venue, const Request& request) {
    RestOutcome outcome;
    auto reply = http.get(venue.rest_url(request.target));
    if (!reply) {
        outcome.error = reply.error();
        return outcome;
    }
    if (reply->status == kOk) {
        outcome.reply = std::move(*reply);
        return outcome;
    }
    outcome.refusal = venue.exchange().rest_refusal(reply->status, reply->body);
    const auto& limits = venue.exchange().facts().limits;
    outcome.retry_after = wait_of(*reply, *outcome.refusal, limits);
    outcome.status = reply->status;
    if (closes_the_budget(*reply, *outcome.refusal)) {
        const bool is_ban = reply->status == kForbidden || reply->status == kBanned;
        const auto until = std::chrono::steady_clock::now() + outcome.retry_after;
        if (is_ban && limits.is_ban_shared) {
            venue.block_until(until);
        } else {
            venue.block_rest_until(until);
        }
    }
    return outcome;
}

RestWorker::RestWorker(net::HttpOptions http, const Venues& venues, bool keep_bodies, Tell tell)
    : http_(cancelled_by(stopping_, std::move(http))),
      venues_(venues),
      keep_bodies_(keep_bodies),
      tell_(std::move(tell)) {}

RestWorker::~RestWorker() { stop(); }

void RestWorker::start() {
    thread_ = std::thread([this] { run(); });
}

void RestWorker::ask(RequestWanted wanted) {
    {
        const std::lock_guard lock(mutex_);
        // A book that asks again while its request still waits is served once.
        for (const auto& each : queue_) {
            if (each.request.stream == wanted.request.stream) return;
        }
        queue_.push_back(std::move(wanted));
    }
    changed_.notify_one();
}

void RestWorker::ask_to_stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_.request_stop();
    }
    changed_.notify_one();
}

void RestWorker::stop() {
    ask_to_stop();
    if (thread_.joinable()) thread_.join();
}

// The first request whose venue has budget for it now; nothing when the worker is to end. A venue
// that has to wait keeps its own order and holds back no other.
std::optional<RequestWanted> RestWorker::next() {
    std::unique_lock lock(mutex_);
    while (!stopping_.stop_requested()) {
        auto soonest = std::chrono::nanoseconds::max();
        std::set<ExchangeId> waiting;
        const auto now = std::chrono::steady_clock::now();
        for (auto at = queue_.begin(); at != queue_.end(); ++at) {
            if (waiting.contains(at->exchange)) continue;
            const auto span = venues_.at(at->exchange)->take_weight(now, at->request.weight);
            if (span.count() == 0) {
                auto wanted = std::move(*at);
                queue_.erase(at);
                return wanted;
            }
            waiting.insert(at->exchange);
            soonest = std::min(soonest, span);
        }
        if (queue_.empty()) {
            changed_.wait(lock);
        } else {
            changed_.wait_for(lock, soonest);
        }
    }
    return std::nullopt;
}

void RestWorker::run() {
    name_this_thread("mdc-rest");
    block_signals();
    while (auto wanted = next()) fetch(*wanted);
}

void RestWorker::fetch(RequestWanted& wanted) {
    auto& venue = *venues_.at(wanted.exchange);
    auto outcome = rest_get(http_, venue, wanted.request);
    if (http_.is_cancelled()) return;
    if (!outcome.reply) {
        const auto text =
            outcome.refusal ? std::string(outcome.refusal->text.view()) : outcome.error->message;
        const auto retry_at =
            outcome.retry_after.count() == 0 ? UnixMicros{} : utc_now() + outcome.retry_after;
        log::warning(to_string(wanted.exchange), "{}: {}{} (attempt {})", wanted.request.target,
                     text, advice_on(outcome.status), wanted.attempt);
        tell_(ReplyFailed{wanted.request.stream, retry_at, kind_of(outcome)});
        return;
    }
    Reply reply;
    reply.received = utc_now();
    reply.exchange = wanted.exchange;
    reply.body = std::move(outcome.reply->body);
    const auto size = reply.body.size();
    reply.body.append(kFramePadding, '\0');
    reply.request = std::move(wanted.request);
    ConnectionPlan plan;
    plan.exchange = wanted.exchange;
    Frame frame;
    frame.payload = std::string_view(reply.body).substr(0, size);
    frame.plan = &plan;
    frame.reply_to = &reply.request;
    reply.status = venue.exchange().parse(frame, reply.parsed);
    reply.body.resize(keep_bodies_ ? size : 0);
    tell_(std::move(reply));
}

}  // namespace mdc::collector
