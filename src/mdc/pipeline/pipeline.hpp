#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "mdc/core/counter.hpp"
#include "mdc/core/histogram.hpp"
#include "mdc/core/ring.hpp"
#include "mdc/core/time.hpp"
#include "mdc/pipeline/row_decoder.hpp"
#include "mdc/pipeline/sink_runner.hpp"
#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// A sink, and what happens to the rows on the way to it.
struct SinkSetup {
    SinkCalls calls;
    std::vector<std::unique_ptr<Stage>> stages;
    SinkRunnerOptions options;
};

struct PipelineOptions {
    std::chrono::microseconds write_every{50'000};  ///< how long a row may wait in an open batch
    std::chrono::microseconds poll{1000};  ///< rest of the own thread when the rings are empty
    BatchLimits batch{};
    std::uint64_t (*ticks)() noexcept = nullptr;  ///< clock of the stamps; null: none
};

/// Counters of the pipeline thread; any thread may read them.
struct PipelineStats {
    Counter records;  ///< stamps included
    Counter rows, batches;
    Counter loop_ns_max;  ///< its longest round, sleeping left out
    Counter unnamed_rows;
    Histogram ring_to_dequeued;  ///< how long a record lay in the ring, ns, by its stamps
};

/// Drains the rings into batches, runs each sink's stages, feeds the sinks.
///
/// Either start() gives it a thread of its own, or the caller (mdc parse, tests) calls drain_once()
/// itself; never both. Then stop(), once.
class Pipeline {
  public:
    /// The rings must outlive this. The pipeline is their only consumer.
    Pipeline(std::vector<Ring*> rings, std::vector<SinkSetup> sinks, PipelineOptions options,
             SinkEvents events = {});
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// Runs on its own thread until stop().
    void start();
    /// One round: takes what the rings hold, hands on batches that are full, and all of them when
    /// `write_every` went by. Returns the number of records. `now` only grows; offline it is the
    /// time of the messages, so that stages decide as they did live.
    std::size_t drain_once(UnixMicros now) noexcept;
    /// Takes what is left in the rings (nothing may be pushed any more), finishes the stages, stops
    /// the sinks together, and says how each went.
    std::vector<SinkOutcome> stop();

    [[nodiscard]] const PipelineStats& stats() const noexcept { return stats_; }
    [[nodiscard]] std::size_t sink_count() const noexcept { return chains_.size(); }
    [[nodiscard]] const SinkRunner& sink(std::size_t index) const noexcept;
    /// Every sink has failed: going on is of no use.
    [[nodiscard]] bool all_sinks_ended() const noexcept;

  private:
    class Chain;

    void run() noexcept;
    std::size_t drain_rings() noexcept;
    void note_stamp(std::span<const std::byte> payload) noexcept;
    void hand_on(const BatchPtr& batch) noexcept;
    void flush(UnixMicros now) noexcept;

    std::vector<Ring*> rings_;
    PipelineOptions options_;
    SinkEvents events_;
    PipelineStats stats_;
    RowDecoder decoder_;
    std::vector<std::unique_ptr<Chain>> chains_;
    UnixMicros flushed_at_{};
    UnixMicros now_{};
    std::atomic<bool> is_stopping_{false};
    bool has_stopped_ = false;
    std::thread thread_;
};

}  // namespace mdc::pipeline
