#include "mdc/pipeline/stages/sample.hpp"

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/kept.hpp"

namespace mdc::pipeline {
namespace {

using test::bbos;
using test::doubles;
using test::integers;
using test::texts;
using test::tickers;
using Doubles = std::vector<double>;
using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string_view>;

constexpr std::int64_t kSecond = 1'000'000;

class SampleStageTest : public ::testing::Test {
  protected:
    std::unique_ptr<Stage> stage_ = make_sample({"sample", {{"interval", {"1s"}}}, ""}).value();
    Kept next_;
};

TEST_F(SampleStageTest, KeepsTheLastRowPerTickerOfAnInterval) {
    stage_->process(bbos({{"A", 10 * kSecond + 1, 1}, {"B", 10 * kSecond + 2, 2}}), next_);
    stage_->process(bbos({{"A", 10 * kSecond + 3, 3}, {"A", 10 * kSecond + 4, 4}}), next_);
    EXPECT_TRUE(next_.batches.empty());
    stage_->process(bbos({{"A", 11 * kSecond, 5}}), next_);
    ASSERT_EQ(next_.batches.size(), 1u);
    EXPECT_EQ(texts(*next_.batches[0], "ticker"), (Texts{"B", "A"})) << "in order of arrival";
    EXPECT_EQ(doubles(*next_.batches[0], "bid_price"), (Doubles{2, 4}));
    stage_->finish(next_);
    ASSERT_EQ(next_.batches.size(), 2u);
    EXPECT_EQ(doubles(*next_.batches[1], "bid_price"), Doubles{5});
}

TEST_F(SampleStageTest, OneBatchMayHoldSeveralIntervals) {
    stage_->process(bbos({{"A", 1 * kSecond, 1},
                          {"A", 1 * kSecond + 1, 2},
                          {"A", 2 * kSecond, 3},
                          {"B", 2 * kSecond + 1, 4},
                          {"A", 5 * kSecond, 5}}),
                    next_);
    stage_->finish(next_);
    ASSERT_EQ(next_.batches.size(), 3u);
    EXPECT_EQ(doubles(*next_.batches[0], "bid_price"), Doubles{2});
    EXPECT_EQ(doubles(*next_.batches[1], "bid_price"), (Doubles{3, 4}));
    EXPECT_EQ(doubles(*next_.batches[2], "bid_price"), Doubles{5});
}

TEST_F(SampleStageTest, AnIntervalThatIsOverGoesOnByTime) {
    stage_->process(bbos({{"A", 10 * kSecond + 5, 1}}), next_);
    stage_->on_time({11 * kSecond}, next_);
    EXPECT_TRUE(next_.batches.empty()) << "rows may still be on their way";
    stage_->on_time({12 * kSecond}, next_);
    EXPECT_EQ(next_.rows(), 1u);
    stage_->on_time({20 * kSecond}, next_);
    EXPECT_EQ(next_.rows(), 1u);
}

TEST_F(SampleStageTest, ALateRowCountsInTheRunningInterval) {
    stage_->process(bbos({{"A", 11 * kSecond, 1}, {"A", 10 * kSecond, 2}}), next_);
    stage_->finish(next_);
    ASSERT_EQ(next_.batches.size(), 1u);
    EXPECT_EQ(doubles(*next_.batches[0], "bid_price"), Doubles{2});
}

TEST_F(SampleStageTest, ChannelsOfTheTickersTableAreKeptApart) {
    stage_->process(tickers({{"A", 1, TickerChannel::ticker, 1},
                             {"A", 2, TickerChannel::mark_price, 2},
                             {"A", 3, TickerChannel::ticker, 3}}),
                    next_);
    stage_->finish(next_);
    ASSERT_EQ(next_.batches.size(), 1u);
    EXPECT_EQ(integers(*next_.batches[0], "channel"), (Integers{1, 0}));
    EXPECT_EQ(doubles(*next_.batches[0], "last_price"), (Doubles{2, 3}));
}

TEST_F(SampleStageTest, TablesDoNotDisturbEachOther) {
    stage_->process(bbos({{"A", 1, 1}}), next_);
    stage_->process(tickers({{"A", 9 * kSecond, TickerChannel::ticker, 1}}), next_);
    EXPECT_TRUE(next_.batches.empty());
    stage_->finish(next_);
    EXPECT_EQ(next_.batches.size(), 2u);
}

TEST(MakeSample, TouchesOnlyWhatItIsTold) {
    const auto stage = make_sample({"sample", {{"tables", {"bbo"}}}, ""}).value();
    EXPECT_TRUE(stage->touches(Table::bbo));
    EXPECT_FALSE(stage->touches(Table::tickers));
    EXPECT_FALSE(stage->touches(Table::orderbook_l2));
}

TEST(MakeSample, RefusesTablesOfWhichEveryRowCounts) {
    const auto refused = [](config::StageConfig config) {
        const auto stage = make_sample(config);
        return stage ? "" : stage.error().message;
    };
    EXPECT_EQ(refused({"sample", {{"tables", {"orderbook_l2"}}}, "mdc.toml:4:5"}),
              "mdc.toml:4:5: Stage 'sample': It cannot touch 'orderbook_l2', of which every row "
              "counts; only bbo and tickers.");
    for (const auto* table : {"trades", "gaps", "raw"}) {
        EXPECT_NE(refused({"sample", {{"tables", {table}}}, ""}).find("cannot touch"),
                  std::string::npos);
    }
    EXPECT_NE(refused({"sample", {{"tables", {"ticker"}}}, ""}).find("Did you mean 'tickers'?"),
              std::string::npos);
    EXPECT_NE(refused({"sample", {{"interval", {"0s"}}}, ""}).find("from 1ms to 1d"),
              std::string::npos);
}

}  // namespace
}  // namespace mdc::pipeline
