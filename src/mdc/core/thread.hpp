#pragma once

#include <cstdint>
#include <string_view>

namespace mdc {

/// Names the calling thread as `top -H` and debuggers show it (15 bytes at most).
void name_this_thread(std::string_view name) noexcept;

/// Keeps the calling thread on one CPU. False when the system refuses.
bool pin_this_thread(int cpu) noexcept;

/// Blocks SIGINT, SIGTERM and SIGHUP in the calling thread and all it will start; main waits for
/// them.
void block_signals() noexcept;

/// CPU time that the calling thread has used, kernel included, ns (about half a microsecond).
std::uint64_t thread_cpu_ns() noexcept;

}  // namespace mdc
