#include "tests/contract/allocations.hpp"

#include <memory>
#include <new>
#include <string>

#include <gtest/gtest.h>

namespace mdc::test {
namespace {

struct alignas(128) Wide {
    char bytes[128];
};

// The counter behind every "nothing is allocated" of this program really counts.
TEST(Allocations, EveryFormOfNewIsCounted) {
    const auto before = allocations();
    const auto one = std::make_unique<int>(5);
    EXPECT_EQ(allocations() - before, 1u);
    const auto many = std::make_unique<int[]>(100);
    EXPECT_EQ(allocations() - before, 2u);
    const auto wide = std::make_unique<Wide>();
    EXPECT_EQ(allocations() - before, 3u);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(wide.get()) % alignof(Wide), 0u);
    const std::unique_ptr<int> quiet(new (std::nothrow) int);
    EXPECT_EQ(allocations() - before, 4u);
    const std::string text(100, 'x');
    EXPECT_EQ(allocations() - before, 5u);
}

}  // namespace
}  // namespace mdc::test
