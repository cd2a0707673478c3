#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "mdc/core/counter.hpp"
#include "mdc/core/result.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/tables/batch.hpp"
#include "mdc/pipeline/overflow_ledger.hpp"

namespace mdc::pipeline {

/// A sink as the pipeline sees it: the calls of sinks/sink.hpp, so that neither module knows
/// the other; the collector introduces them. All are called from the sink's own thread.
struct SinkCalls {
    std::function<Result<void>(const Batch&)> write;
    std::function<Result<void>(UnixMicros)> on_time;
    std::function<Result<void>()> close;
    /// After close(): rows that were taken and are lost all the same. May be empty: none are.
    std::function<std::uint64_t()> lost_rows{};
};

/// What a runner does when its queue is full.
enum class WhenFull : std::uint8_t {
    drop,  ///< live: the sink loses the rows, which is counted, told and written into its ledger
    wait,  ///< offline: the pipeline waits for as long as it takes, nothing is lost; errors that
           ///< waiting does not mend (all but a reader that does not read) end the sink
};

struct SinkRunnerOptions {
    std::string name;  ///< "jsonl:-", for log and metrics
    std::uint64_t queue_bytes = 128'000'000;
    WhenFull when_full = WhenFull::drop;
    std::chrono::milliseconds tick{100};            ///< how often on_time is called
    std::chrono::milliseconds retry_after{200};     ///< after a retryable error
    std::chrono::milliseconds stop_patience{1000};  ///< a sink that only fails gets this at stop
};

/// What others want to know at once. Each may be empty; each is called from the pipeline thread
/// (on_overflow) or a sink's thread, must be quick and safe there, and must not throw.
struct SinkEvents {
    /// The rows of this batch do not reach this sink.
    std::function<void(std::string_view sink, const Batch& lost)> on_overflow{};
    std::function<void(std::string_view sink, const Batch& written)> on_written{};
    /// The first of a row of errors. Final: the sink has ended. Kind target at run time means that
    /// the reader of the target went away, which is nobody's fault.
    std::function<void(std::string_view sink, const Error& error, bool is_final)> on_error{};
    std::function<void(std::string_view sink)> on_recovered{};
    /// For the ledger rows of what a sink lost; called from the pipeline thread.
    NextId next_id{};
    /// A sink lost rows of this book and should get all of it again; likewise.
    WantBook want_book{};
};

/// Counters of one sink; any thread may read them at any time.
struct SinkStats {
    Counter rows_written, batches_written;
    Counter rows_dropped;    ///< must be 0: the queue was full, or the sink had ended
    Counter rows_abandoned;  ///< must be 0: still queued, or in the sink's memory, when it ended
    Counter errors;          ///< retries included
    Counter queued_bytes;    ///< now
    Counter queued_bytes_max;
};

/// How it went, once stopped.
struct SinkOutcome {
    std::string name;
    std::uint64_t rows_written = 0;  ///< those that are in the target
    std::uint64_t rows_dropped = 0;  ///< the abandoned ones, too
    std::optional<Error> error;      ///< what ended it before its time, or what close() said
};

/// A sink's thread and the bounded queue before it. A slow or failing sink never stops the others:
/// push() never waits (but with WhenFull::wait), retryable errors are tried again, any other error
/// ends this sink alone.
class SinkRunner {
  public:
    SinkRunner(SinkCalls calls, SinkRunnerOptions options, const SinkEvents& events);
    ~SinkRunner();
    SinkRunner(const SinkRunner&) = delete;
    SinkRunner& operator=(const SinkRunner&) = delete;

    /// Pipeline thread only. Ledger tables may use a reserve beyond the queue's bound.
    void push(BatchPtr batch) noexcept;
    /// Lets the thread write what is queued, close the sink and end; push() no more. Does not wait.
    void ask_to_stop(UnixMicros now) noexcept;
    /// Waits for that.
    SinkOutcome stop(UnixMicros now) noexcept;

    [[nodiscard]] const SinkStats& stats() const noexcept { return stats_; }
    [[nodiscard]] const std::string& name() const noexcept { return options_.name; }
    /// It failed for good; what is pushed is counted as dropped.
    [[nodiscard]] bool has_ended() const noexcept {
        return has_ended_.load(std::memory_order_acquire);
    }

  private:
    struct Queued {
        BatchPtr batch;
        std::uint64_t bytes;
    };
    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;

    // Pipeline thread.
    bool has_room(const Batch& batch, std::uint64_t bytes) noexcept;
    void enqueue(BatchPtr batch, std::uint64_t bytes) noexcept;
    void drop(const Batch& batch) noexcept;

    // The sink's thread.
    void run() noexcept;
    void write_front(Lock& lock) noexcept;
    void wait_to_retry(Lock& lock) noexcept;
    bool call_on_time() noexcept;
    void flush_offline() noexcept;
    void close() noexcept;
    bool went_well(const Result<void>& result, std::optional<Error>& failing) noexcept;
    void end(const Error& error) noexcept;
    void warn(const Error& error) noexcept;
    [[nodiscard]] bool is_offline() const noexcept { return options_.when_full == WhenFull::wait; }
    [[nodiscard]] Clock::time_point deadline() const noexcept {
        return is_offline() ? Clock::time_point::max() : Clock::now() + options_.stop_patience;
    }
    void abandon_queue(Lock& lock) noexcept;

    SinkCalls calls_;
    SinkRunnerOptions options_;
    const SinkEvents& events_;
    SinkStats stats_;
    OverflowLedger ledger_;  // these two: the pipeline thread
    bool is_dropping_ = false;
    std::atomic<bool> has_ended_{false};

    // The sink's thread.
    std::optional<Error> write_failing_, on_time_failing_;  // the first of a row of errors
    std::optional<Error> error_;
    std::uint64_t lost_by_sink_ = 0;  // counted as written before
    std::optional<Clock::time_point> warned_at_;

    std::mutex mutex_;
    std::condition_variable has_work_, has_room_;
    std::deque<Queued> queue_;  // the front stays until it is written
    std::uint64_t queued_bytes_ = 0;
    std::optional<Clock::time_point> give_up_at_;  // set by ask_to_stop()
    std::thread thread_;
};

}  // namespace mdc::pipeline
