#include "mdc/core/thread.hpp"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>

namespace mdc {

void name_this_thread(std::string_view name) noexcept {
    char text[16] = {};
    name.copy(text, sizeof text - 1);
    ::pthread_setname_np(::pthread_self(), text);
}

bool pin_this_thread(int cpu) noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    return ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set) == 0;
}

void block_signals() noexcept {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::uint64_t thread_cpu_ns() noexcept {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<std::uint64_t>(used.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(used.tv_nsec);
}

}  // namespace mdc
