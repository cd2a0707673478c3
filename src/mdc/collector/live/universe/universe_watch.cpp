#include "mdc/collector/live/universe/universe_watch.hpp"

#include "mdc/core/log.hpp"
#include "mdc/core/thread.hpp"

namespace mdc::collector {

namespace {

constexpr std::chrono::seconds kUncheckedAgain{60};  // a run that began without a list
constexpr std::chrono::seconds kSettle{5};           // listings come in bursts

}  // namespace

UniverseWatch::UniverseWatch(Options options, UniverseResolver& resolver, Tell tell)
    : options_(std::move(options)), resolver_(resolver), tell_(std::move(tell)) {
    options_.http.cancel = stopping_.get_token();
}

UniverseWatch::~UniverseWatch() { stop(); }

void UniverseWatch::start() {
    if (options_.every.count() > 0) thread_ = std::thread([this] { run(); });
}

void UniverseWatch::look_soon() {
    {
        const std::lock_guard lock(mutex_);
        is_wanted_ = true;
    }
    changed_.notify_one();
}

void UniverseWatch::ask_to_stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_.request_stop();
    }
    changed_.notify_one();
}

void UniverseWatch::stop() {
    ask_to_stop();
    if (thread_.joinable()) thread_.join();
}

std::chrono::seconds UniverseWatch::next_wait() const noexcept {
    return resolver_.is_unchecked() ? std::min(kUncheckedAgain, options_.every) : options_.every;
}

void UniverseWatch::run() {
    name_this_thread("mdc-universe");
    block_signals();
    net::HttpClient http(options_.http);
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            const auto is_stopping = [this] { return stopping_.stop_requested(); };
            changed_.wait_for(lock, next_wait(), [&] { return is_stopping() || is_wanted_; });
            if (is_wanted_) changed_.wait_for(lock, kSettle, is_stopping);
            if (is_stopping()) return;
            is_wanted_ = false;
        }
        auto news = resolver_.refresh(http);
        if (http.is_cancelled()) return;
        for (const auto& problem : news.problems) {
            log::warning("record", "{}; the selection stays as it is", problem);
        }
        tell_(std::move(news.changes));
    }
}

}  // namespace mdc::collector
