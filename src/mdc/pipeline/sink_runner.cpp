#include "mdc/pipeline/sink_runner.hpp"

#include <algorithm>
#include <utility>

#include "mdc/core/log.hpp"
#include "mdc/core/thread.hpp"

namespace mdc::pipeline {

SinkRunner::SinkRunner(SinkCalls calls, SinkRunnerOptions options, const SinkEvents& events)
    : calls_(std::move(calls)),
      options_(std::move(options)),
      events_(events),
      thread_([this] { run(); }) {}

SinkRunner::~SinkRunner() {
    if (thread_.joinable()) stop(utc_now());
}

// ---------------------------------------------------------------------------------------------
// The pipeline thread.

void SinkRunner::push(BatchPtr batch) noexcept {
    const auto bytes = memory_of(*batch);
    if (!has_room(*batch, bytes)) return drop(*batch);
    if (is_dropping_ && stats_.queued_bytes.value() < options_.queue_bytes / 2) {
        is_dropping_ = false;  // not before, or a queue at its limit would say so all the time
        log::info(options_.name, "rows reach this target again; {} were dropped so far",
                  stats_.rows_dropped.value());
    }
    const auto withheld = ledger_.withheld_rows();
    for (auto& each : ledger_.pass(std::move(batch), events_.next_id, events_.want_book)) {
        const auto size = memory_of(*each);
        enqueue(std::move(each), size);
    }
    stats_.rows_dropped.add(ledger_.withheld_rows() - withheld);
}

bool SinkRunner::has_room(const Batch& batch, std::uint64_t bytes) noexcept {
    // Market data is lost before the ledger that speaks about it.
    const bool is_ledger = !is_feed_table(batch.table) && batch.table != Table::raw;
    const auto limit = options_.queue_bytes + (is_ledger ? options_.queue_bytes / 8 : 0);
    Lock lock(mutex_);
    // An empty queue takes anything, else a batch larger than the queue could never pass.
    const auto fits = [&] { return queued_bytes_ == 0 || queued_bytes_ + bytes <= limit; };
    if (is_offline()) {
        has_room_.wait(lock, [&] { return fits() || has_ended(); });
    }
    return fits() && !has_ended();
}

void SinkRunner::enqueue(BatchPtr batch, std::uint64_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(batch), bytes});
    queued_bytes_ += bytes;
    stats_.queued_bytes.set(queued_bytes_);
    stats_.queued_bytes_max.set(std::max(stats_.queued_bytes_max.value(), queued_bytes_));
    has_work_.notify_one();
}

void SinkRunner::drop(const Batch& batch) noexcept {
    stats_.rows_dropped.add(batch.rows());
    if (!std::exchange(is_dropping_, true) && !has_ended()) {
        log::warning(options_.name, "{} bytes wait to be written: rows are dropped for this target",
                     stats_.queued_bytes.value());
    }
    ledger_.lost(batch);
    if (events_.on_overflow) events_.on_overflow(options_.name, batch);
}

void SinkRunner::ask_to_stop(UnixMicros now) noexcept {
    if (!has_ended()) {
        for (auto& rows : ledger_.open_holes(now, events_.next_id)) {
            const auto bytes = memory_of(*rows);
            enqueue(std::move(rows), bytes);
        }
    }
    const std::lock_guard lock(mutex_);
    if (!give_up_at_) give_up_at_ = deadline();
    has_work_.notify_one();
}

SinkOutcome SinkRunner::stop(UnixMicros now) noexcept {
    ask_to_stop(now);
    thread_.join();
    return {options_.name, stats_.rows_written.value() - lost_by_sink_,
            stats_.rows_dropped.value() + stats_.rows_abandoned.value(), error_};
}

// ---------------------------------------------------------------------------------------------
// The sink's thread.

void SinkRunner::run() noexcept {
    name_this_thread("sink " + options_.name);
    auto next_tick = Clock::now() + options_.tick;
    Lock lock(mutex_);
    while (!has_ended()) {
        has_work_.wait_until(lock, next_tick, [&] { return !queue_.empty() || give_up_at_; });
        if (!queue_.empty()) {
            write_front(lock);
        } else if (give_up_at_) {
            break;
        }
        if (const auto now = Clock::now(); now >= next_tick && !has_ended()) {
            next_tick = now + options_.tick;
            lock.unlock();
            call_on_time();
            lock.lock();
        }
    }
    abandon_queue(lock);
    lock.unlock();
    if (is_offline()) flush_offline();
    close();
}

/// Writes the first batch of the queue; it stays there when the sink asks to try again.
void SinkRunner::write_front(Lock& lock) noexcept {
    const auto front = queue_.front();
    lock.unlock();
    const bool is_written = went_well(calls_.write(*front.batch), write_failing_);
    if (is_written) {
        stats_.rows_written.add(front.batch->rows());
        stats_.batches_written.add();
        if (events_.on_written) events_.on_written(options_.name, *front.batch);
    }
    lock.lock();
    if (has_ended()) return;
    if (!is_written) return wait_to_retry(lock);
    queue_.pop_front();
    queued_bytes_ -= front.bytes;
    stats_.queued_bytes.set(queued_bytes_);
    // A sink that makes progress may take its time to stop; only one that does not is given up.
    if (give_up_at_) give_up_at_ = deadline();
    has_room_.notify_one();
}

void SinkRunner::wait_to_retry(Lock& lock) noexcept {
    if (give_up_at_ && Clock::now() >= *give_up_at_) {
        error_ = write_failing_;
        return abandon_queue(lock);
    }
    const auto until = Clock::now() + options_.retry_after;
    if (give_up_at_) {
        has_work_.wait_until(lock, std::min(until, *give_up_at_), [] { return false; });
    } else {
        has_work_.wait_until(lock, until, [&] { return give_up_at_.has_value(); });
    }
}

void SinkRunner::abandon_queue(Lock&) noexcept {
    for (const auto& each : queue_) stats_.rows_abandoned.add(each.batch->rows());
    queue_.clear();
    queued_bytes_ = 0;
    stats_.queued_bytes.set(0);
    has_room_.notify_one();
}

bool SinkRunner::call_on_time() noexcept {
    return !calls_.on_time || went_well(calls_.on_time(utc_now()), on_time_failing_);
}

/// close() has little patience with a reader; here there is all of it.
void SinkRunner::flush_offline() noexcept {
    while (!has_ended() && !call_on_time()) std::this_thread::sleep_for(options_.retry_after);
}

void SinkRunner::close() noexcept {
    const auto closed = calls_.close();
    if (calls_.lost_rows) lost_by_sink_ = calls_.lost_rows();
    stats_.rows_abandoned.add(lost_by_sink_);
    if (closed || has_ended()) return;  // an ended sink has said what there is to say
    stats_.errors.add();
    end(closed.error());
}

/// True: it did. Else the error is told, once for a row of retryable ones (`failing` is the first);
/// a final one ends the sink.
bool SinkRunner::went_well(const Result<void>& result, std::optional<Error>& failing) noexcept {
    if (result) {
        if (failing && events_.on_recovered) events_.on_recovered(options_.name);
        failing.reset();
        return true;
    }
    const auto& error = result.error();
    const bool only_waits = error.is_retryable && error.kind == ErrorKind::target;
    if (only_waits && is_offline()) return false;  // `| less` is no fault
    stats_.errors.add();
    if (!error.is_retryable || is_offline()) {
        end(error);
    } else if (!failing) {
        failing = error;
        warn(error);
        if (events_.on_error) events_.on_error(options_.name, error, false);
    }
    return false;
}

/// A sink that fails and recovers in turns does not fill the log.
void SinkRunner::warn(const Error& error) noexcept {
    constexpr std::chrono::seconds kAtMostEvery{60};
    const auto now = Clock::now();
    if (warned_at_ && now - *warned_at_ < kAtMostEvery) return;
    warned_at_ = now;
    log::write(log::Level::warning, options_.name, error.message);
}

void SinkRunner::end(const Error& error) noexcept {
    error_ = error;
    {
        const std::lock_guard lock(mutex_);  // so that a waiting push() cannot miss it
        has_ended_.store(true, std::memory_order_release);
        has_room_.notify_one();
    }
    const bool reader_left = error.kind == ErrorKind::target;
    log::write(reader_left ? log::Level::info : log::Level::error, options_.name, error.message);
    if (events_.on_error) events_.on_error(options_.name, error, true);
}

}  // namespace mdc::pipeline
