#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "mdc/pipeline/sink_runner.hpp"

namespace mdc::pipeline {

/// A sink that does what a test says: it can be held before each write and told to fail.
class ScriptedSink {
  public:
    SinkCalls calls() {
        return {[this](const Batch& batch) { return write(batch); },
                [this](UnixMicros) { return on_time(); }, [this] { return close(); },
                [this] { return closed > 0 ? lost_rows : 0; }};
    }

    void hold() {
        const std::lock_guard lock(mutex_);
        is_held_ = true;
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        is_held_ = false;
        changed_.notify_all();
    }
    /// The next writes fail so, one each.
    void fail_next(std::vector<Error> errors) {
        const std::lock_guard lock(mutex_);
        failures_.insert(failures_.end(), errors.begin(), errors.end());
    }
    /// Every write fails so from now on.
    void fail_always(Error error) {
        const std::lock_guard lock(mutex_);
        always_ = std::move(error);
    }
    /// The next calls of on_time fail so, one each.
    void fail_ticks(std::vector<Error> errors) {
        const std::lock_guard lock(mutex_);
        tick_failures_.insert(tick_failures_.end(), errors.begin(), errors.end());
    }
    std::size_t ticks() {
        const std::lock_guard lock(mutex_);
        return ticks_;
    }
    void fail_close(Error error) {
        const std::lock_guard lock(mutex_);
        at_close_ = std::move(error);
    }
    /// Waits until write() was called `count` times, held calls included.
    void await_calls(std::size_t count) { await(calls_, count); }
    void await_ticks(std::size_t count) { await(ticks_, count); }

    /// After the runner has stopped.
    std::vector<Batch> written;
    int closed = 0;
    /// Before the runner has stopped: what the sink says it lost.
    std::uint64_t lost_rows = 0;

  private:
    void await(const std::size_t& number, std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return number >= count; });
    }
    Result<void> write(const Batch& batch) {
        std::unique_lock lock(mutex_);
        ++calls_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return !is_held_; });
        if (always_) return *always_;
        if (!failures_.empty()) {
            const auto error = failures_.front();
            failures_.pop_front();
            return error;
        }
        written.push_back(batch);
        return {};
    }
    Result<void> on_time() {
        const std::lock_guard lock(mutex_);
        ++ticks_;
        changed_.notify_all();
        if (tick_failures_.empty()) return {};
        const auto error = tick_failures_.front();
        tick_failures_.pop_front();
        return error;
    }
    Result<void> close() {
        const std::lock_guard lock(mutex_);
        ++closed;
        if (at_close_) return *at_close_;
        return {};
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_held_ = false;
    std::size_t calls_ = 0, ticks_ = 0;
    std::deque<Error> failures_, tick_failures_;
    std::optional<Error> always_, at_close_;
};

}  // namespace mdc::pipeline
