#include "mdc/cli/signals.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <unistd.h>

namespace mdc::cli {

namespace {

constexpr std::array kNumbers = {SIGINT, SIGTERM};

// A supervisor may signal the process and its group, as `timeout` does: what comes this close
// behind the first is the same request.
constexpr std::int64_t kEchoNs = 500'000'000;

enum class Phase : std::uint8_t { nothing_to_finish, recording, finishing };

// A handler can reach nothing else; lock-free atomics are safe there.
std::atomic<Phase> phase{Phase::nothing_to_finish};
std::atomic<std::int64_t> first_ns{0};  // when the first one came, monotonic clock; 0: none did
static_assert(std::atomic<Phase>::is_always_lock_free);
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t monotonic_ns() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);  // safe in a handler
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// Notes one more; returns whether it is a wish of its own and not the first.
bool is_second(std::int64_t now_ns) noexcept {
    std::int64_t first = 0;
    if (first_ns.compare_exchange_strong(first, now_ns)) return false;
    return now_ns - first >= kEchoNs;
}

void handle(int number) {
    const auto now = phase.load();
    if (now == Phase::nothing_to_finish) ::_exit(128 + number);
    if (is_second(monotonic_ns()) && now == Phase::finishing) ::_exit(128 + number);
}

sigset_t both() noexcept {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : kNumbers) ::sigaddset(&set, number);
    return set;
}

void set_action(void (*handler)(int)) noexcept {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;  // the other threads' calls go on
    for (const int number : kNumbers) ::sigaction(number, &action, nullptr);
}

}  // namespace

Signals::Signals() {
    phase = Phase::nothing_to_finish;
    first_ns = 0;
    set_action(&handle);
}

Signals::~Signals() { set_action(SIG_DFL); }

void Signals::begin() noexcept {
    phase = Phase::recording;
    const auto set = both();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool Signals::wait(std::chrono::milliseconds span) const noexcept {
    if (first_ns.load() != 0) return true;
    const timespec time{span.count() / 1000, (span.count() % 1000) * 1'000'000};
    const auto set = both();
    if (::sigtimedwait(&set, nullptr, &time) > 0) (void)is_second(monotonic_ns());
    return first_ns.load() != 0;
}

void Signals::second_one_ends_at_once() noexcept {
    phase = Phase::finishing;
    const auto set = both();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace mdc::cli
