#pragma once

#include <cstdint>

namespace mdc::book {

/// How often this program has allocated so far (operator new of any kind).
std::uint64_t allocation_count() noexcept;

}  // namespace mdc::book
