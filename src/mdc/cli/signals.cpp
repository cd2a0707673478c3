#include "mdc/cli/signals.hpp"

#include <unistd.h>

namespace mdc::cli {

Signals::Signals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGINT);
    ::sigaddset(&set_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool Signals::wait(std::chrono::milliseconds span) const {
    const timespec time{span.count() / 1000, (span.count() % 1000) * 1'000'000};
    return ::sigtimedwait(&set_, nullptr, &time) > 0;
}

void Signals::second_one_ends_at_once() const {
    struct sigaction action {};
    action.sa_handler = [](int number) { ::_exit(128 + number); };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    ::pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
}

}  // namespace mdc::cli
