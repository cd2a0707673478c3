#pragma once

#include <chrono>
#include <thread>

namespace mdc::test {

/// Waits until `condition` holds, looking again every few milliseconds; false when it does not
/// within `patience`, which is only there so that a broken test ends.
template <class Condition>
[[nodiscard]] bool eventually(Condition&& condition,
                              std::chrono::seconds patience = std::chrono::seconds{60}) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
}

}  // namespace mdc::test
