#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mdc/sim/faults.hpp"
#include "mdc/sim/server/wire.hpp"
#include "mdc/sim/truth.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

class Link;

/// A frame that waits: its bytes are its own.
struct KeptFrame {
    std::string payload;
    std::int64_t first_id = 0;
    std::int64_t last_id = 0;
    UnixMicros release{0};
    bool is_picture = false;
};

/// One stream on one connection, with what faults and truth remember of it.
struct Subscription {
    Link* link = nullptr;
    TopicId topic = 0;
    std::string_view before;  ///< the wrapper's text
    std::string_view after;
    UnixMicros stalled_until{0};
    std::unique_ptr<KeptFrame> swapped;  ///< waits for the next frame to go first
    std::deque<KeptFrame> delayed;
    Delivery run;  ///< consecutive frames with one outcome, not yet written
};

/// Who keeps the list of listeners; a link tells it what it subscribes to.
class Subscribers {
  public:
    virtual ~Subscribers() = default;
    virtual void add(Subscription& subscription, int form) = 0;
    virtual void remove(Subscription& subscription, int form) = 0;
};

/// Between a stream and a connection's bytes: applies the faults and keeps the book of deliveries.
class Link final : public Peer {
  public:
    struct Setting {
        const Venue& venue;
        FaultScript& script;
        Truth* truth = nullptr;  ///< null: nothing is recorded
        Subscribers& subscribers;
        int number = 0;  ///< counts connections from 1
    };
    Link(const Setting& setting, Wire& wire, UnixMicros now);
    ~Link() override;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    /// The venue's side; set once, right after the venue opened it.
    void start(std::unique_ptr<Session> session);
    [[nodiscard]] Session& session() noexcept { return *session_; }
    [[nodiscard]] int number() const noexcept { return setting_.number; }
    [[nodiscard]] Wire& wire() noexcept { return wire_; }
    [[nodiscard]] std::size_t stream_count() const noexcept { return subscriptions_.size(); }
    [[nodiscard]] std::uint64_t frames_sent() const noexcept { return frames_sent_; }

    /// A frame of a stream, at its moment. `payload` is not kept unless a fault keeps it.
    void deliver(Subscription& subscription, const StreamFrame& frame, UnixMicros now);
    /// What the client sent.
    void receive(ClientFrame kind, std::string_view payload, UnixMicros now);
    /// Faults whose time has come, frames whose delay is over. Often: every millisecond.
    void on_time(UnixMicros now);
    /// The kernel took bytes: settles deliveries.
    void on_flushed();
    /// The reader is too slow: what it has not read is lost.
    void kick();
    [[nodiscard]] bool is_closed() const noexcept { return is_closed_; }
    /// All that was published has reached the kernel, or never will.
    [[nodiscard]] bool is_idle() const noexcept;
    /// The connection is over: writes what is left to the truth. Call once.
    void end(UnixMicros now, std::string_view why);

    void reply(std::string_view text) override;
    void subscribe(TopicId topic) override;
    void unsubscribe(TopicId topic) override;
    void deliver(const StreamFrame& frame) override;
    void wrap(bool is_wrapped) override;
    void ping(std::string_view payload) override;
    void close(std::uint16_t code, std::string_view reason) override;

  private:
    struct Sent {
        std::uint64_t offset;
        Subscription* subscription;
        Outcome outcome;
        std::int64_t first_id, last_id;
        UnixMicros time;
        bool is_jump;  ///< an earlier frame of the stream was left out
    };
    void send(Subscription& subscription, std::string_view payload, const StreamFrame& frame,
              Outcome outcome, bool is_jump = false);
    void hit(const Fault& fault, Subscription& subscription, const StreamFrame& frame);
    void hit_connection(const Fault& fault);
    void release_delayed(Subscription& subscription);
    void note(Subscription& subscription, Outcome outcome, std::int64_t first_id,
              std::int64_t last_id, bool is_jump = false);
    void settle(const Sent& sent);
    void write_run(Delivery& run);
    void tell_truth(std::string_view event, std::string_view detail);
    void begin(Subscription& subscription);
    void set_wrapper(Subscription& subscription) const;
    void drop_subscription(Subscription& subscription);

    Setting setting_;
    Wire& wire_;
    ConnectionFaults faults_;
    std::unique_ptr<Session> session_;
    std::unordered_map<TopicId, std::unique_ptr<Subscription>> subscriptions_;
    std::deque<Sent> in_buffers_;  ///< only with truth
    std::uint64_t frames_sent_ = 0;
    std::size_t delayed_ = 0;
    UnixMicros now_;
    UnixMicros close_at_{0};  ///< after a shutdown notice; 0: none
    bool is_wrapped_ = false;
    bool is_frozen_ = false;
    bool is_closed_ = false;
};

}  // namespace mdc::sim
