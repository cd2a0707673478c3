#include "mdc/sinks/null/null.hpp"

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"

namespace mdc::sinks {
namespace {

TEST(Null, TakesEveryTable) {
    const auto sink = make_null();
    for (std::size_t i = 0; i < kTableCount; ++i) {
        EXPECT_TRUE(sink->write(*test::rows_of(static_cast<Table>(i), 3)));
    }
    EXPECT_TRUE(sink->on_time({1}));
    EXPECT_TRUE(sink->close());
}

}  // namespace
}  // namespace mdc::sinks
