#include "mdc/collector/path/path_stats.hpp"

#include <gtest/gtest.h>

namespace mdc::collector {
namespace {

TEST(PathStats, TwoThreadsAddUp) {
    PathStats one, other;
    one.frames.add(3);
    other.frames.add(4);
    other.rows_by_feed[2].add(5);
    one.read_to_ring.record(100);
    other.read_to_ring.record(9'000);
    other.exchange_to_receive[1].record(7);
    one.add(other);
    EXPECT_EQ(one.frames.value(), 7u);
    EXPECT_EQ(one.rows_by_feed[2].value(), 5u);
    EXPECT_EQ(one.rows_by_feed[1].value(), 0u);
    EXPECT_EQ(one.read_to_ring.count(), 2u);
    EXPECT_EQ(one.read_to_ring.max_ns(), 9'000u);
    EXPECT_EQ(one.exchange_to_receive[1].count(), 1u);
    EXPECT_EQ(other.frames.value(), 4u);
}

}  // namespace
}  // namespace mdc::collector
