#include "mdc/sinks/recording/syncer.hpp"

#include <utility>

#include "mdc/core/thread.hpp"

namespace mdc::sinks {

std::uint64_t monotonic_ticks() noexcept {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

Syncer::Syncer(std::chrono::milliseconds every, Counter& syncs, Counter& failures,
               OnSynced on_synced)
    : every_(every),
      syncs_(syncs),
      failures_(failures),
      on_synced_(std::move(on_synced)),
      thread_([this] { run(); }) {}

Syncer::~Syncer() {
    {
        const std::lock_guard guard(state_mutex_);
        is_stopping_ = true;
    }
    stopping_.notify_one();
    thread_.join();
}

void Syncer::watch(std::shared_ptr<journal::File> file) {
    const std::lock_guard guard(state_mutex_);
    file_ = std::move(file);
    is_dirty_ = false;
}

void Syncer::wrote(std::uint64_t t_written) {
    const std::lock_guard guard(state_mutex_);
    if (!std::exchange(is_dirty_, true)) t_oldest_ = t_written;
}

Result<void> Syncer::forget() {
    auto synced = sync_watched();
    const std::lock_guard guard(state_mutex_);
    file_.reset();
    return synced;
}

std::optional<std::string> Syncer::take_failure() {
    const std::lock_guard guard(state_mutex_);
    return std::exchange(failure_, std::nullopt);
}

Result<void> Syncer::sync_watched() {
    const std::lock_guard syncing(sync_mutex_);
    std::uint64_t t_oldest = 0;
    std::shared_ptr<journal::File> file;
    {
        const std::lock_guard guard(state_mutex_);
        if (!file_ || !std::exchange(is_dirty_, false)) return {};
        file = file_;
        t_oldest = t_oldest_;
    }
    const auto synced = file->sync();
    if (synced) {
        syncs_.add();
        if (on_synced_) on_synced_(t_oldest, monotonic_ticks());
        return {};
    }
    // The kernel may have dropped what it could not write: later syncs succeed without it.
    failures_.add();
    const std::lock_guard guard(state_mutex_);
    failure_ = synced.error().message;
    return synced;
}

void Syncer::run() {
    name_this_thread("mdc-sync");
    std::unique_lock guard(state_mutex_);
    while (!stopping_.wait_for(guard, every_, [this] { return is_stopping_; })) {
        guard.unlock();
        static_cast<void>(sync_watched());  // take_failure() tells it
        guard.lock();
    }
}

}  // namespace mdc::sinks
