#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mdc/exchanges/exchange.hpp"
#include "mdc/net/backoff.hpp"

namespace mdc::collector {

/// What one connection asks its venue for, and what became of it.
///
/// Requests are cut as the limits say. A bad channel that spoils its whole request is left out, and
/// the others are asked for again; what was refused for a while is asked for later; what a venue
/// silently leaves out of its answer is found by the time that passes. Pure: the owner sends the
/// texts at the venue's pace and hands in the answers. One per connection, on the I/O thread.
class Subscriptions {
  public:
    Subscriptions(const exchanges::Exchange& exchange, const exchanges::Limits& limits)
        : exchange_(exchange), limits_(limits) {}

    /// A new link: nothing is subscribed yet, all of `wanted` is asked for. `all`: streams by id.
    void opened(std::span<const StreamId> wanted, std::span<const Stream> all);
    void join(std::span<const StreamId> streams, std::span<const Stream> all);
    void leave(std::span<const StreamId> streams, std::span<const Stream> all);
    /// Leaves a channel and joins it again, so that it sends its first picture anew.
    void rejoin(StreamId stream, std::span<const Stream> all);

    [[nodiscard]] bool has_texts() const noexcept { return !queue_.empty(); }
    /// The next text; there is one.
    std::string take_text(std::span<const Stream> all, net::SteadyTime now);

    /// An answer of the venue: acked, refused, or for now: rate_limited.
    void on_answer(const ControlEvent& event, std::span<const Stream> all, net::SteadyTime now);
    /// Asks again for what is due. Returns the streams that an answer left out, each once.
    std::vector<StreamId> on_time(std::span<const Stream> all, net::SteadyTime now);

    /// Every stream was acknowledged or refused for good.
    [[nodiscard]] bool is_settled() const noexcept { return unanswered_ == 0; }
    [[nodiscard]] bool is_refused(StreamId stream) const noexcept;

  private:
    enum class State : std::uint8_t { wanted, asked, acked, refused };
    struct Entry {
        State state = State::wanted;
        int refusals = 0;
        std::int64_t request = 0;
        std::optional<net::SteadyTime> ask_at;  // of one that is refused for a while
    };
    struct Batch {
        bool is_joining = true;
        std::vector<StreamId> streams;
    };
    struct Asked {
        std::vector<StreamId> streams;
        net::SteadyTime at{};
        bool is_answered = false;
    };

    void enqueue(bool is_joining, std::span<const StreamId> streams, std::span<const Stream> all);
    void set(StreamId stream, State state) noexcept;
    void refuse(StreamId stream, bool is_retryable, net::SteadyTime now);
    void answer_stream(const ControlEvent& event, net::SteadyTime now);
    void answer_request(const ControlEvent& event, std::span<const Stream> all,
                        net::SteadyTime now);
    [[nodiscard]] bool is_asked(StreamId stream, std::int64_t request) const noexcept;

    const exchanges::Exchange& exchange_;
    exchanges::Limits limits_;
    std::deque<Batch> queue_;
    std::map<StreamId, Entry> entries_;
    std::map<std::int64_t, Asked> asked_;  // by request
    std::int64_t last_request_ = 0;
    std::size_t unanswered_ = 0;
    net::SteadyTime next_look_{};
};

}  // namespace mdc::collector
