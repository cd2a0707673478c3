#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "mdc/collector/live/cold/clock_watch.hpp"
#include "mdc/collector/live/cold/dial_outcomes.hpp"
#include "mdc/collector/live/cold/dial_schedule.hpp"
#include "mdc/collector/live/cold/rest_worker.hpp"
#include "mdc/collector/live/io/io_thread.hpp"
#include "mdc/collector/metrics/error_counts.hpp"
#include "mdc/net/dial.hpp"
#include "mdc/net/tls.hpp"

namespace mdc::collector {

struct ColdOptions {
    config::NetworkConfig network;
    bool keep_bodies = false;                      ///< REST bodies are rows of `raw`
    bool samples_clock = true;                     ///< has the rows of `clock` written
    ErrorCounts* errors = nullptr;                 ///< of the run; never null
    DialOutcomes* dials = nullptr;                 ///< of the run; never null
    std::function<void()> on_instruments_changed;  ///< a venue said so
};

/// Everything that may wait: DNS, connects, handshakes, REST, the log. One coordinating thread
/// takes what the I/O thread asks for; dials run on threads of their own, so that a dead address
/// never delays another connection; requests run on the REST worker's.
class ColdSide {
  public:
    ColdSide(ColdOptions options, net::TlsContext tls, const RestWorker::Venues& venues,
             IoThread& io);
    ~ColdSide();

    void start();
    /// Wakes the coordinator. Any thread, never blocks.
    void wake() const noexcept;
    /// No dial or request is begun any more. Returns at once.
    void ask_to_stop();
    /// The same, and those under way are waited for.
    void stop();

  private:
    struct Dialer {
        std::thread thread;
        std::atomic<bool> is_done{false};
    };

    void run();
    void take_messages();
    void on(const DialWanted& wanted);
    void on(RequestWanted& wanted);
    void on(const Said& said);
    void on(const LoginRefused& refused);
    void on(const InstrumentsChanged& changed);
    void on(const Logged& logged);
    [[nodiscard]] std::string login_text(const ConnectionPlan& plan) const;
    std::chrono::milliseconds start_due_dials();
    void start_dial(ConnectionIndex connection);
    void dial(ConnectionIndex connection);
    void reap_dialers();
    void failed(ConnectionIndex connection, const net::NetError& error);
    void tell(ToIo message);
    void sample_clock();

    ColdOptions options_;
    net::TlsContext tls_;
    const RestWorker::Venues& venues_;
    IoThread& io_;
    RestWorker rest_;
    int wake_fd_;
    DialSchedule schedule_;
    std::mutex dials_mutex_;
    std::vector<std::pair<ConnectionIndex, net::NetError>> failures_;  // guarded
    std::size_t dials_under_way_ = 0;                                  // guarded
    std::list<Dialer> dialers_;
    ClockSteps clock_steps_;
    net::SteadyTime next_clock_{};
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;
};

}  // namespace mdc::collector
