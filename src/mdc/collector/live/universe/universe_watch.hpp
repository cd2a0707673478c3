#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "mdc/collector/live/universe/universe.hpp"

namespace mdc::collector {

/// Looks at the instrument lists again and again, on a thread of its own: options and dated futures
/// are listed and expire every day.
class UniverseWatch {
  public:
    struct Options {
        std::chrono::seconds every{3600};  ///< zero: never
        net::HttpOptions http;
    };
    /// `tell` gets what has changed, an I/O thread each; called on the watch's thread.
    using Tell = std::function<void(std::vector<UniverseChange>)>;

    UniverseWatch(Options options, UniverseResolver& resolver, Tell tell);
    ~UniverseWatch();

    void start();
    /// A venue said that something changed: looks soon. Any thread.
    void look_soon();
    /// Nothing more is told. Returns at once.
    void ask_to_stop();
    /// The same; a look that is under way is given up.
    void stop();

  private:
    void run();
    [[nodiscard]] std::chrono::seconds next_wait() const noexcept;

    Options options_;
    UniverseResolver& resolver_;
    Tell tell_;
    std::stop_source stopping_;  // asked with the mutex held
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_wanted_ = false;  // guarded
    std::thread thread_;
};

}  // namespace mdc::collector
