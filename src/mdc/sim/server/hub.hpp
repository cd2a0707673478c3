#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "mdc/sim/faults.hpp"
#include "mdc/sim/server/link.hpp"
#include "mdc/sim/truth.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// All links of a simulator: hands each frame to those who listen, and asks the faults at the door.
class Hub final : public Audience, public Subscribers {
  public:
    /// A reader with more than `queue_bytes_max` unread is kicked.
    Hub(FaultScript& script, std::size_t queue_bytes_max)
        : script_(script), queue_bytes_max_(queue_bytes_max) {}

    /// The venue whose streams these are and where deliveries are noted (or null); once, first.
    void serve(Venue& venue, Truth* truth);

    [[nodiscard]] bool wants(TopicId topic, int form) const noexcept override {
        return !listeners_[topic * forms_ + static_cast<unsigned>(form)].empty();
    }
    void publish(const StreamFrame& frame) override;
    void add(Subscription& subscription, int form) override;
    void remove(Subscription& subscription, int form) override;

    /// A REST request.
    HttpReply http(HttpRequest& request, UnixMicros now);
    /// A WebSocket upgrade: a link, which stays until leave(), or the reply that refuses.
    std::variant<Link*, HttpReply> enter(const HttpRequest& request, Wire& wire, UnixMicros now);
    /// The connection is over. `why` says who ended it.
    void leave(Link& link, UnixMicros now, std::string_view why);

    /// Everything that waits for time; kicks readers whose queue is too long. Then flushes.
    void on_time(UnixMicros now);
    void flush();
    /// The largest number of bytes that a connection has not read yet.
    [[nodiscard]] std::uint64_t longest_queue() const noexcept;
    [[nodiscard]] bool is_idle() const noexcept;
    void close_all(std::uint16_t code, std::string_view reason);

    void set_now(UnixMicros now) noexcept { now_ = now; }
    [[nodiscard]] std::size_t stream_count() const noexcept { return streams_; }
    [[nodiscard]] std::size_t link_count() const noexcept { return links_.size(); }
    void add_to(SimulatorSummary& summary) const;

  private:
    FaultScript& script_;
    std::size_t queue_bytes_max_;
    Venue* venue_ = nullptr;
    Truth* truth_ = nullptr;
    unsigned forms_ = 1;
    std::vector<std::vector<Subscription*>> listeners_;  ///< by topic and form
    std::vector<std::unique_ptr<Link>> links_;
    std::size_t streams_ = 0;
    UnixMicros now_{0};
    std::uint64_t opened_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t kicked_ = 0;
    std::uint64_t requests_ = 0;
    std::uint64_t requests_refused_ = 0;
    std::uint64_t frames_of_ended_ = 0;
    std::uint64_t bytes_of_ended_ = 0;
};

}  // namespace mdc::sim
