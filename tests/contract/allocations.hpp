#pragma once

#include <cstdint>

namespace mdc::test {

/// How often this thread has asked operator new for memory, in this program, which replaces it.
std::uint64_t allocations() noexcept;

}  // namespace mdc::test
