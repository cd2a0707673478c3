#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mdc/journal/converter.hpp"
#include "mdc/journal/names.hpp"

namespace mdc::sinks {

/// Has closed journals converted, one child process at a time. What fails stays a journal and is
/// tried again later, ever more rarely. Never blocks but in finish().
class Conversions {
  public:
    using Clock = std::chrono::steady_clock;
    struct Hooks {
        std::function<void(const journal::ConversionLine&)> on_line;
        std::function<void(const std::filesystem::path&)> on_converted;
        std::function<void(const std::filesystem::path&, const Error&)> on_failed;
        std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
    };

    Conversions(std::filesystem::path program, journal::TargetPaths target, Hooks hooks);

    void add(const std::filesystem::path& journal);
    /// Looks at the running child; starts the next one that is due.
    void poll(Clock::time_point now);
    /// Converts until nothing is left that can be, the deadline (nothing: never) or `abandon`.
    void finish(std::optional<Clock::time_point> deadline, const std::atomic<bool>* abandon);

    /// Journals that are not converted, the running one included.
    [[nodiscard]] std::vector<std::filesystem::path> waiting() const;
    [[nodiscard]] std::size_t waiting_count() const noexcept {
        return queue_.size() + running_.size();
    }

  private:
    struct Waiting {
        std::filesystem::path journal;
        std::uint64_t bytes = 0;
        unsigned failures = 0;
        Clock::time_point not_before{};
    };
    void start(std::vector<Waiting> journals);
    void end_running(Clock::time_point now);
    void put_back(Waiting journal, Clock::time_point now);
    [[nodiscard]] std::vector<Waiting> take_due(Clock::time_point now);
    void tell_progress() const;

    const std::filesystem::path program_;
    const journal::TargetPaths target_;
    const Hooks hooks_;
    std::deque<Waiting> queue_;
    std::vector<Waiting> running_;
    std::optional<journal::Conversion> child_;
    bool is_finishing_ = false;
    std::uint64_t child_done_bytes_ = 0;
    std::uint64_t finished_bytes_ = 0;  ///< since finish() began
};

}  // namespace mdc::sinks
