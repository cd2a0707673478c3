#pragma once

#include <cstdint>

namespace mdc::race {

/// How often this program has allocated so far (operator new of any kind).
std::uint64_t allocation_count() noexcept;

}  // namespace mdc::race
