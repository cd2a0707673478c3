#include "mdc/collector/live/io/subscriptions.hpp"

#include <algorithm>

namespace mdc::collector {

namespace {

constexpr std::chrono::milliseconds kLookEach{500};
constexpr std::chrono::seconds kAnswerWithin{30};
constexpr std::chrono::seconds kRestWithin{10};  // after the first answer to a request
constexpr std::chrono::seconds kFirstRetry{1};
constexpr int kDoublingsAtMost = 8;
constexpr std::size_t kAskedAtMost = 256;  // requests that are remembered

constexpr bool is_within(std::size_t value, int limit) noexcept {
    return limit == 0 || value <= static_cast<std::size_t>(limit);
}

}  // namespace

void Subscriptions::opened(std::span<const StreamId> wanted, std::span<const Stream> all) {
    queue_.clear();
    entries_.clear();
    asked_.clear();
    last_request_ = 0;
    unanswered_ = 0;
    join(wanted, all);
}

void Subscriptions::join(std::span<const StreamId> streams, std::span<const Stream> all) {
    for (const auto stream : streams) {
        const auto [at, is_new] = entries_.try_emplace(stream);
        if (is_new) ++unanswered_;
        set(stream, State::wanted);
    }
    enqueue(true, streams, all);
}

void Subscriptions::leave(std::span<const StreamId> streams, std::span<const Stream> all) {
    for (const auto stream : streams) {
        set(stream, State::refused);
        entries_.erase(stream);
        for (auto& batch : queue_) std::erase(batch.streams, stream);
    }
    std::erase_if(queue_, [](const Batch& batch) { return batch.streams.empty(); });
    enqueue(false, streams, all);
}

void Subscriptions::rejoin(StreamId stream, std::span<const Stream> all) {
    const auto found = entries_.find(stream);
    if (found == entries_.end() || found->second.state != State::acked) return;  // comes anyway
    set(stream, State::wanted);
    // Those that wait go together: a gap often hits many books at once, and requests are counted.
    const auto size = queue_.size();
    if (size >= 2 && !queue_[size - 2].is_joining && queue_[size - 1].is_joining &&
        queue_[size - 2].streams == queue_[size - 1].streams &&
        is_within(queue_[size - 1].streams.size() + 1, limits_.streams_per_request) &&
        limits_.bytes_per_request == 0) {
        queue_[size - 2].streams.push_back(stream);
        queue_[size - 1].streams.push_back(stream);
        return;
    }
    enqueue(false, std::span(&stream, 1), all);
    enqueue(true, std::span(&stream, 1), all);
}

void Subscriptions::enqueue(bool is_joining, std::span<const StreamId> streams,
                            std::span<const Stream> all) {
    Batch batch{is_joining, {}};
    std::size_t bytes = 0;
    for (const auto stream : streams) {
        const auto more = all[index_of(stream)].channel.size();
        const bool fits = is_within(batch.streams.size() + 1, limits_.streams_per_request) &&
                          is_within(bytes + more, limits_.bytes_per_request);
        if (!fits && !batch.streams.empty()) {
            queue_.push_back(std::move(batch));
            batch = {is_joining, {}};
            bytes = 0;
        }
        batch.streams.push_back(stream);
        bytes += more;
    }
    if (!batch.streams.empty()) queue_.push_back(std::move(batch));
}

std::string Subscriptions::take_text(std::span<const Stream> all, net::SteadyTime now) {
    const auto batch = std::move(queue_.front());
    queue_.pop_front();
    const auto request = ++last_request_;
    std::vector<Stream> streams;
    for (const auto stream : batch.streams) streams.push_back(all[index_of(stream)]);
    if (!batch.is_joining) return exchange_.unsubscribe_text(streams, request);
    for (const auto stream : batch.streams) {
        set(stream, State::asked);
        entries_[stream].request = request;
    }
    if (asked_.size() >= kAskedAtMost) asked_.erase(asked_.begin());
    asked_[request] = {batch.streams, now, false};
    return exchange_.subscribe_text(streams, request);
}

void Subscriptions::set(StreamId stream, State state) noexcept {
    const auto found = entries_.find(stream);
    if (found == entries_.end()) return;
    const auto is_open = [](State each) { return each == State::wanted || each == State::asked; };
    if (is_open(found->second.state) && !is_open(state)) --unanswered_;
    if (!is_open(found->second.state) && is_open(state)) ++unanswered_;
    found->second.state = state;
    if (state == State::acked) found->second.refusals = 0;
    found->second.ask_at.reset();
}

void Subscriptions::refuse(StreamId stream, bool is_retryable, net::SteadyTime now) {
    const auto found = entries_.find(stream);
    if (found == entries_.end()) return;
    set(stream, State::refused);
    const int doublings = std::min(found->second.refusals++, kDoublingsAtMost);
    if (is_retryable) found->second.ask_at = now + kFirstRetry * (std::int64_t{1} << doublings);
}

void Subscriptions::on_answer(const ControlEvent& event, std::span<const Stream> all,
                              net::SteadyTime now) {
    if (event.stream != kNoStream) answer_stream(event, now);
    if (event.stream == kNoStream || event.spoils_request) answer_request(event, all, now);
}

void Subscriptions::answer_stream(const ControlEvent& event, net::SteadyTime now) {
    const auto found = entries_.find(event.stream);
    if (found == entries_.end()) return;
    const auto request = found->second.request;
    if (event.kind == ControlKind::acked || (event.spoils_request && event.is_retryable)) {
        set(event.stream, State::acked);  // "already subscribed" is what was wanted, too
    } else {
        refuse(event.stream, event.is_retryable, now);
    }
    const auto asked = asked_.find(request);
    if (asked == asked_.end()) return;
    asked->second.is_answered = true;
    const auto& streams = asked->second.streams;
    const bool is_open = std::any_of(streams.begin(), streams.end(),
                                     [&](StreamId stream) { return is_asked(stream, request); });
    if (!is_open && !event.spoils_request) asked_.erase(asked);
}

void Subscriptions::answer_request(const ControlEvent& event, std::span<const Stream> all,
                                   net::SteadyTime now) {
    const auto asked = asked_.find(event.request);
    if (asked == asked_.end()) return;
    const auto streams = std::move(asked->second.streams);
    asked_.erase(asked);
    std::vector<StreamId> again;
    for (const auto stream : streams) {
        if (!is_asked(stream, event.request)) continue;
        if (event.spoils_request) {
            again.push_back(stream);
        } else if (event.kind != ControlKind::acked) {
            refuse(stream, event.is_retryable, now);
        } else {
            set(stream, State::acked);
        }
    }
    if (!again.empty()) join(again, all);
}

bool Subscriptions::is_asked(StreamId stream, std::int64_t request) const noexcept {
    const auto found = entries_.find(stream);
    return found != entries_.end() && found->second.state == State::asked &&
           found->second.request == request;
}

std::vector<StreamId> Subscriptions::on_time(std::span<const Stream> all, net::SteadyTime now) {
    std::vector<StreamId> left_out;
    if (now < next_look_) return left_out;
    next_look_ = now + kLookEach;
    std::erase_if(asked_, [&](const auto& each) {
        const auto& [request, asked] = each;
        const bool is_late = now - asked.at > (asked.is_answered ? kRestWithin : kAnswerWithin);
        if (!is_late) return false;
        for (const auto stream : asked.streams) {
            if (!is_asked(stream, request)) continue;
            left_out.push_back(stream);
            refuse(stream, !asked.is_answered, now);
        }
        return true;
    });
    std::vector<StreamId> due;
    for (const auto& [stream, entry] : entries_) {
        if (entry.ask_at && *entry.ask_at <= now) due.push_back(stream);
    }
    if (!due.empty()) join(due, all);
    return left_out;
}

bool Subscriptions::is_refused(StreamId stream) const noexcept {
    const auto found = entries_.find(stream);
    return found != entries_.end() && found->second.state == State::refused;
}

}  // namespace mdc::collector
