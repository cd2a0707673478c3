#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "mdc/collector/live/io/connection.hpp"
#include "mdc/collector/live/io/silence_watch.hpp"
#include "mdc/collector/live/mailbox.hpp"
#include "mdc/collector/live/messages.hpp"
#include "mdc/collector/path/message_path.hpp"
#include "mdc/net/poller.hpp"

namespace mdc::collector {

struct IoOptions {
    std::size_t number = 0;                ///< of the thread
    ConnectionIndex first_connection = 0;  ///< number of its first connection in logs and metrics
    bool spin = false;                     ///< never sleep
    int cpu = -1;                          ///< pin the thread; -1: the system chooses
    PathOptions path;
};

/// Owns all connections of its streams, and with them race and books: none of it needs a lock. It
/// never touches disk, DNS, logs or a mutex, never waits but for the network, and allocates nothing
/// per message after warm-up.
class IoThread final : private PathActions, private net::MessageHandler {
  public:
    IoThread(const IoOptions& options, Ring& ring, IdSource& ids, net::Poller poller);
    ~IoThread() override;

    /// Before start(), in the order of ids.
    void add_instrument(InstrumentId id, const Instrument& instrument);
    void add_stream(const Stream& stream, std::uint32_t group);
    /// Also makes the spare that takes over when the connection has to be replaced: the two are
    /// legs 0 and 1 of the race group, so that the change loses and doubles nothing.
    void add_connection(ConnectionPlan plan, std::uint32_t group,
                        const exchanges::Exchange& exchange, const exchanges::Limits& limits);
    /// The same without streams: waits for what is listed later.
    void add_spare(ConnectionPlan plan, std::uint32_t group, const exchanges::Exchange& exchange,
                   const exchanges::Limits& limits);
    /// `wake_cold` is called after something was put into the outbox; it must not block.
    void start(std::function<void()> wake_cold);

    /// Any cold thread. False: the inbox is full.
    bool tell(std::unique_ptr<ToIo> message);
    /// The one thread that takes them.
    std::unique_ptr<ToCold> take() { return outbox_.pop(); }
    /// After Stop was told: waits until everything is written.
    void join();

    [[nodiscard]] const IoStats& stats() const noexcept { return stats_; }
    [[nodiscard]] const PathStats& path_stats() const noexcept { return path_.stats(); }
    [[nodiscard]] const RowWriter::Stats& row_stats() const noexcept { return writer_.stats(); }
    [[nodiscard]] const Ring& ring() const noexcept { return writer_.ring(); }
    /// "io", "io_1", … as in the metrics.
    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::size_t connection_count() const noexcept { return connections_.size(); }
    /// How people and metrics call it.
    [[nodiscard]] ConnectionIndex number_of(ConnectionIndex i) const noexcept {
        return options_.first_connection + i;
    }
    [[nodiscard]] const ConnectionStats& connection_stats(ConnectionIndex i) const noexcept {
        return connections_[i].stats();
    }
    [[nodiscard]] const ConnectionPlan& plan(ConnectionIndex i) const noexcept {
        return connections_[i].plan();
    }
    [[nodiscard]] std::span<const Stream> streams() const noexcept { return path_.streams(); }

  private:
    // PathActions
    void on_request(const Stream& stream, const Request& request, int attempt) noexcept override;
    void on_control(const Frame& frame, const ControlEvent& event) noexcept override;
    void on_malformed(const Frame& frame) noexcept override;
    // net::MessageHandler
    void on_message(const net::Message& message) noexcept override;
    void on_pong(std::string_view, const net::ReadStamps&) noexcept override {
        connections_[current_].heard(now_);
    }

    void run() noexcept;
    void use(ConnectionIndex index) noexcept;
    void pump(ConnectionIndex index) noexcept;
    void take_inbox() noexcept;
    void on(Opened& opened);
    void on(Reply& reply);
    void on(const ReplyFailed& failed);
    void on(const ClockSample& sample);
    void on(const CheckpointWanted& wanted);
    void on(UniverseChange& change);
    [[nodiscard]] bool join(const Stream& stream, UnixMicros now);
    void leave(StreamId stream, UnixMicros now);
    [[nodiscard]] std::uint32_t group_with_room(const exchanges::Exchange& exchange,
                                                const Stream& stream) const;
    void on(const Stop& stop);
    void on_timers() noexcept;
    void publish_counts() noexcept;
    void drop(ConnectionIndex index, std::string_view reason, GapCause cause) noexcept;
    void begin_replacement(ConnectionIndex index) noexcept;
    void finish_replacements() noexcept;
    [[nodiscard]] bool can_take_over(const Connection& successor) const noexcept;
    [[nodiscard]] static ConnectionIndex twin_of(ConnectionIndex index) noexcept {
        return index ^ 1;
    }
    [[nodiscard]] bool is_dead_in_part(const Connection& connection) noexcept;
    void replace_dead(ConnectionIndex index) noexcept;
    void send_requests() noexcept;
    void tell_silent_streams(Connection& connection) noexcept;
    void watch_silence() noexcept;
    [[nodiscard]] bool is_carried(StreamId stream) const noexcept;
    void tell_left_out(Connection& connection) noexcept;
    void rejoin(StreamId stream);
    void on_refused(const ControlEvent& event) noexcept;
    void on_venue_state(const ControlEvent& event) noexcept;
    void tell_overflows() noexcept;
    void want_dial(ConnectionIndex index, std::chrono::milliseconds after) noexcept;
    void send(ToCold message) noexcept;
    void watch_writes(ConnectionIndex index) noexcept;
    void finish() noexcept;
    void write_event(Connection& connection, ConnectionEvent event,
                     std::string_view reason) noexcept;
    [[nodiscard]] int timeout_ms() const noexcept;

    IoOptions options_;
    IoStats stats_;
    RowWriter writer_;
    MessagePath path_;
    net::Poller poller_;
    std::deque<Connection> connections_;
    Mailbox<ToIo> inbox_;
    Mailbox<ToCold> outbox_;
    std::deque<RequestWanted> waiting_requests_;  // for room in the outbox
    std::vector<std::uint32_t> group_of_;         // by StreamId
    SilenceWatch silence_;
    net::SteadyTime next_silence_look_{};
    static constexpr std::uint32_t kNoGroup = UINT32_MAX;
    std::size_t instruments_ = 0;
    std::uint32_t in_maintenance_ = 0;  // a bit per exchange
    std::function<void()> wake_cold_;
    ConnectionIndex current_ = 0;  // the connection that is being pumped
    net::SteadyTime now_{};
    UnixMicros utc_{};
    net::SteadyTime next_timers_{};
    std::uint32_t malformed_told_ = 0;
    unsigned timer_rounds_ = 0;
    std::uint64_t overflows_told_ = 0;
    bool is_stopping_ = false;
    bool is_ended_ = false;
    std::thread thread_;
};

}  // namespace mdc::collector
