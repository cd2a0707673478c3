// A recorder is killed and started again: the second run says what the first one could not.

#include <csignal>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/market.hpp"

namespace mdc::test {
namespace {

class AfterACrash : public testing::Test {
  protected:
    void SetUp() override {
        Program killed(market_.record({"-o", tables_}));
        ASSERT_TRUE(market_.has_played(1'000)) << killed.err();
        killed.signal(SIGKILL);
        EXPECT_EQ(killed.wait(), 128 + SIGKILL);
    }
    void record_more() {
        const auto played = market_.simulator().summary().orders;
        Program record(market_.record({"-o", tables_}));
        ASSERT_TRUE(eventually([&] { return market_.simulator().summary().streams == 8; }))
            << record.err();
        ASSERT_TRUE(market_.has_played(played + 2'000)) << record.err();
        record.signal(SIGTERM);
        EXPECT_EQ(record.wait(), 0) << record.err();
    }
    [[nodiscard]] JsonRows crashes() const {
        return where(rows_of_recording(tables_, "gaps"), {{"cause", "crash"}});
    }

    Market market_;
    std::string tables_ = market_.path("tables");
};

TEST_F(AfterACrash, TheNextRunWritesTheHoleAndOnlyTheNext) {
    record_more();
    const auto found = crashes();
    ASSERT_EQ(found.size(), 8u) << "one for each stream";
    std::int64_t last_before = 0;
    for (const auto& row : rows_of_recording(tables_, "bbo")) {
        const auto at = row.number("rcv_timestamp");
        if (at < found.front().number("to_timestamp")) last_before = at;
    }
    for (const auto& row : found) {
        EXPECT_GE(row.number("from_timestamp"), last_before) << row.text();
        EXPECT_LT(row.number("from_timestamp"), row.number("to_timestamp")) << row.text();
        EXPECT_EQ(row.at("from_update_id"), "null") << row.text();
    }
    record_more();
    EXPECT_EQ(crashes().size(), 8u) << "a run that ended well leaves nothing to say";
}

TEST_F(AfterACrash, IdsGoOnAboveThoseOfTheKilledRun) {
    record_more();
    std::int64_t highest = 0;
    for (const auto& row : rows_of_recording(tables_, "trades")) {
        EXPECT_GT(row.number("seq_id"), highest);
        highest = row.number("seq_id");
    }
}

}  // namespace
}  // namespace mdc::test
