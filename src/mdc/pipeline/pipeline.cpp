#include "mdc/pipeline/pipeline.hpp"

#include <algorithm>
#include <utility>

#include "mdc/core/thread.hpp"
#include "mdc/pipeline/record.hpp"
#include "mdc/pipeline/stage_chain.hpp"

namespace mdc::pipeline {

namespace {

/// The end of a chain.
class ToSink final : public Next {
  public:
    explicit ToSink(SinkRunner& runner) : runner_(runner) {}
    void push(BatchPtr batch) noexcept override {
        if (batch->rows() > 0) runner_.push(std::move(batch));
    }

  private:
    SinkRunner& runner_;
};

}  // namespace

/// One sink with the stages before it.
class Pipeline::Chain {
  public:
    Chain(SinkSetup setup, const SinkEvents& events)
        : runner_(std::move(setup.calls), std::move(setup.options), events),
          to_sink_(runner_),
          stages_(std::move(setup.stages), to_sink_) {}

    SinkRunner& runner() noexcept { return runner_; }
    StageChain& stages() noexcept { return stages_; }

  private:
    SinkRunner runner_;
    ToSink to_sink_;
    StageChain stages_;
};

Pipeline::Pipeline(std::vector<Ring*> rings, std::vector<SinkSetup> sinks, PipelineOptions options,
                   SinkEvents events)
    : rings_(std::move(rings)),
      options_(options),
      events_(std::move(events)),
      decoder_(
          options.batch, [this](BatchPtr batch) { hand_on(batch); }, rings_.size()) {
    for (auto& each : sinks) chains_.push_back(std::make_unique<Chain>(std::move(each), events_));
}

Pipeline::~Pipeline() {
    if (!has_stopped_) stop();
}

void Pipeline::start() {
    thread_ = std::thread([this] { run(); });
}

void Pipeline::run() noexcept {
    using Clock = std::chrono::steady_clock;
    name_this_thread("pipeline");
    while (!is_stopping_.load(std::memory_order_acquire)) {
        const auto started = Clock::now();
        const auto records = drain_once(utc_now());
        const auto took = static_cast<std::uint64_t>((Clock::now() - started).count());
        stats_.loop_ns_max.set(std::max(stats_.loop_ns_max.value(), took));
        if (records == 0) std::this_thread::sleep_for(options_.poll);
    }
}

std::size_t Pipeline::drain_once(UnixMicros now) noexcept {
    now_ = now;
    const auto records = drain_rings();
    // A clock that was set back must not stop the writing.
    if (now - flushed_at_ >= options_.write_every || now < flushed_at_) flush(now);
    return records;
}

std::size_t Pipeline::drain_rings() noexcept {
    constexpr std::size_t kMost =
        4096;  // of one ring, so that none has to wait for another's burst
    std::size_t records = 0;
    for (std::size_t i = 0; i < rings_.size(); ++i) {
        decoder_.begin(i, options_.ticks != nullptr ? options_.ticks() : 0);
        records += rings_[i]->drain(
            [&](std::uint16_t kind, std::span<const std::byte> payload) {
                if (kind == kStampKind) return note_stamp(payload);
                decoder_.add(kind, payload);
            },
            kMost);
    }
    stats_.records.add(records);
    return records;
}

void Pipeline::note_stamp(std::span<const std::byte> payload) noexcept {
    if (options_.ticks == nullptr) return;
    stats_.ring_to_dequeued.record(options_.ticks() - row_of<std::uint64_t>(payload));
}

void Pipeline::hand_on(const BatchPtr& batch) noexcept {
    stats_.batches.add();
    stats_.rows.add(batch->rows());
    for (auto& chain : chains_) chain->stages().push(batch);
}

void Pipeline::flush(UnixMicros now) noexcept {
    flushed_at_ = now;
    decoder_.flush();
    stats_.unnamed_rows.set(decoder_.unnamed_rows());
    for (auto& chain : chains_) chain->stages().on_time(now);
}

std::vector<SinkOutcome> Pipeline::stop() {
    has_stopped_ = true;
    is_stopping_.store(true, std::memory_order_release);
    if (thread_.joinable()) thread_.join();
    while (drain_rings() > 0) continue;
    flush(now_);
    for (auto& chain : chains_) chain->stages().finish();
    // All are asked before one is waited for: they close at the same time.
    for (auto& chain : chains_) chain->runner().ask_to_stop(now_);
    std::vector<SinkOutcome> outcomes;
    for (auto& chain : chains_) outcomes.push_back(chain->runner().stop(now_));
    return outcomes;
}

const SinkRunner& Pipeline::sink(std::size_t index) const noexcept {
    return chains_[index]->runner();
}

bool Pipeline::all_sinks_ended() const noexcept {
    return std::all_of(chains_.begin(), chains_.end(),
                       [](const auto& each) { return each->runner().has_ended(); });
}

}  // namespace mdc::pipeline
