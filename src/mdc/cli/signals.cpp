#include "mdc/cli/signals.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <unistd.h>

namespace mdc::cli {

namespace {

constexpr std::array kNumbers = {SIGINT, SIGTERM};

// A handler can reach nothing else; lock-free atomics are safe there.
std::atomic<bool> ends_at_once{true};
std::atomic<bool> has_come{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void handle(int number) {
    if (ends_at_once.load()) ::_exit(128 + number);
    has_come.store(true);
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
    ends_at_once = true;
    has_come = false;
    set_action(&handle);
}

Signals::~Signals() { set_action(SIG_DFL); }

void Signals::begin() noexcept {
    ends_at_once = false;
    const auto set = both();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool Signals::wait(std::chrono::milliseconds span) const noexcept {
    if (has_come.load()) return true;
    const timespec time{span.count() / 1000, (span.count() % 1000) * 1'000'000};
    const auto set = both();
    return ::sigtimedwait(&set, nullptr, &time) > 0 || has_come.load();
}

void Signals::second_one_ends_at_once() noexcept {
    ends_at_once = true;
    const auto set = both();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace mdc::cli
