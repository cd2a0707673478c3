// A recorder is killed and started again: the second run says what the first one could not.

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>

#include "mdc/journal/reader.hpp"
#include "mdc/model/feed.hpp"

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/market.hpp"

namespace mdc::test {
namespace {

/// The last row that the exchange sent of this stream, received before then.
std::int64_t last_row_before(std::int64_t then, const JsonRows& feed, const std::string& ticker) {
    std::int64_t last = 0;
    for (const auto& row : where(feed, {{"ticker", ticker}})) {
        const bool is_our_own = row.at("is_checkpoint") == "true" || row.at("price") == "null";
        const auto at = row.number("rcv_timestamp");
        if (!is_our_own && at < then) last = std::max(last, at);
    }
    return last;
}

JsonRows crashes_in(const std::string& tables) {
    return where(rows_of_recording(tables, "gaps"), {{"cause", "crash"}});
}

/// One for each of the market's streams, from its last row; from the run's first moment when it
/// had none.
void expect_true_crashes(const std::string& tables) {
    const auto found = crashes_in(tables);
    EXPECT_EQ(found.size(), 8u) << "one for each stream";
    const auto begun = rows_of_recording(tables, "instruments").front().number("rcv_timestamp");
    for (const auto feed : kFeedNames) {
        const auto rows = rows_of_recording(tables, feed);
        for (const auto& row : where(found, {{"feed", feed}})) {
            const auto from = row.number("from_timestamp");
            const auto to = row.number("to_timestamp");
            const auto last = last_row_before(to, rows, row.at("ticker"));
            if (last != 0) {
                EXPECT_EQ(from, last) << row.text();
            } else {
                EXPECT_LE(from, begun) << row.text();
            }
            EXPECT_LT(from, to) << row.text();
            EXPECT_EQ(row.at("from_update_id"), "null") << row.text();
        }
    }
}

/// Records until the market has played on, and ends well.
void record_more(Market& market, const std::vector<std::string>& flags) {
    const auto played = market.simulator().summary().orders;
    Program record(market.record(flags));
    ASSERT_TRUE(eventually([&] { return market.simulator().summary().streams == 8; }))
        << record.err();
    ASSERT_TRUE(market.has_played(played + 2'000)) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
}

void kill(Program& record) {
    record.signal(SIGKILL);
    EXPECT_EQ(record.wait(), 128 + SIGKILL);
}

class AfterACrash : public testing::Test {
  protected:
    void SetUp() override {
        Program killed(market_.record({"-o", tables_}));
        ASSERT_TRUE(market_.has_played(1'000)) << killed.err();
        kill(killed);
    }

    Market market_;
    std::string tables_ = market_.path("tables");
};

TEST_F(AfterACrash, TheNextRunWritesTheHoleAndOnlyTheNext) {
    record_more(market_, {"-o", tables_});
    expect_true_crashes(tables_);
    record_more(market_, {"-o", tables_});
    EXPECT_EQ(crashes_in(tables_).size(), 8u) << "a run that ended well leaves nothing to say";
}

TEST_F(AfterACrash, OnlyTheTargetThatHasTheHoleIsTold) {
    const auto fresh = market_.path("fresh");
    record_more(market_, {"-o", tables_, "-o", "jsonl:" + fresh});
    expect_true_crashes(tables_);
    const auto rows = rows_of_file(fresh + "/gaps.jsonl");
    EXPECT_EQ(where(rows, {{"cause", "start"}}).size(), 8u);
    EXPECT_TRUE(where(rows, {{"cause", "crash"}}).empty());
}

/// Whether the journals of the recording have a connection that ended.
bool has_lost_a_connection(const std::string& tables) {
    const auto event = static_cast<std::size_t>(column_index(Table::connections, "event"));
    for (const auto& each : std::filesystem::directory_iterator(tables + "/_journal")) {
        if (each.path().extension() != ".journal") continue;
        auto reader = journal::Reader::open(each.path());
        while (const auto batch = reader->next()) {
            for (std::size_t row = 0; row < batch->rows(); ++row) {
                if (batch->table != Table::connections) break;
                if (batch->columns[event].text_at(row) == "closed") return true;
            }
        }
    }
    return false;
}

TEST(AfterAnOutage, TheHoleOfACrashBeginsWithTheOutage) {
    Market gone;
    const auto tables = gone.path("tables");
    {
        Program killed(gone.record({"-o", tables}));
        ASSERT_TRUE(gone.has_played(1'000)) << killed.err();
        ASSERT_TRUE(gone.simulator().stop());
        ASSERT_TRUE(eventually([&] { return has_lost_a_connection(tables); })) << killed.err();
        kill(killed);
    }
    Market back;
    record_more(back, {"-o", tables});
    expect_true_crashes(tables);
}

TEST_F(AfterACrash, IdsGoOnAboveThoseOfTheKilledRun) {
    record_more(market_, {"-o", tables_});
    std::int64_t highest = 0;
    for (const auto& row : rows_of_recording(tables_, "trades")) {
        EXPECT_GT(row.number("seq_id"), highest);
        highest = row.number("seq_id");
    }
}

}  // namespace
}  // namespace mdc::test
