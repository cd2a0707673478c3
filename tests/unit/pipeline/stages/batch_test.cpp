#include "mdc/pipeline/stages/batch.hpp"

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/kept.hpp"

namespace mdc::pipeline {
namespace {

using test::integers;
using test::rows_of;
using test::trades;
using Integers = std::vector<std::int64_t>;

constexpr std::int64_t kMs = 1000;

class BatchStageTest : public ::testing::Test {
  protected:
    std::unique_ptr<Stage> stage_ =
        make_batch({"batch", {{"rows", {"4"}}, {"time", {"200ms"}}}, ""}).value();
    Kept next_;
};

TEST_F(BatchStageTest, JoinsUntilThereAreEnoughRows) {
    stage_->process(trades({{"A", 1}, {"B", 2}}), next_);
    stage_->process(trades({{"A", 3}}), next_);
    EXPECT_TRUE(next_.batches.empty());
    stage_->process(trades({{"C", 4}, {"A", 5}}), next_);
    ASSERT_EQ(next_.batches.size(), 1u);
    EXPECT_EQ(integers(*next_.batches[0], "seq_id"), (Integers{1, 2, 3, 4, 5}));
}

TEST_F(BatchStageTest, ALargeBatchGoesOnAsItIs) {
    const auto large = rows_of(Table::trades, 9);
    stage_->process(large, next_);
    EXPECT_EQ(next_.batches, std::vector<BatchPtr>{large});
}

TEST_F(BatchStageTest, TablesAndExchangesAreKeptApart) {
    stage_->process(rows_of(Table::trades, 3), next_);
    stage_->process(rows_of(Table::bbo, 3), next_);
    stage_->process(trades({{"A", 1}, {"A", 2}, {"A", 3}}, ExchangeId::okx), next_);
    EXPECT_TRUE(next_.batches.empty());
    stage_->finish(next_);
    EXPECT_EQ(next_.batches.size(), 3u);
}

TEST_F(BatchStageTest, NothingWaitsLongerThanTheTime) {
    stage_->on_time({1000 * kMs}, next_);
    stage_->process(rows_of(Table::trades, 1), next_);
    stage_->on_time({1199 * kMs}, next_);
    EXPECT_TRUE(next_.batches.empty());
    stage_->process(rows_of(Table::trades, 1), next_);
    stage_->on_time({1200 * kMs}, next_);
    ASSERT_EQ(next_.batches.size(), 1u);
    EXPECT_EQ(next_.batches[0]->rows(), 2u);
    stage_->on_time({1500 * kMs}, next_);
    EXPECT_EQ(next_.batches.size(), 1u);
}

TEST_F(BatchStageTest, AClockThatWasSetBackHoldsNothing) {
    stage_->on_time({1000 * kMs}, next_);
    stage_->process(rows_of(Table::trades, 1), next_);
    stage_->on_time({10 * kMs}, next_);
    EXPECT_EQ(next_.batches.size(), 1u);
}

TEST_F(BatchStageTest, TheJoinedBatchIsAsOldAsItsOldest) {
    auto old = std::make_shared<Batch>(*rows_of(Table::trades, 1));
    old->t_dequeued = 5;
    stage_->process(old, next_);
    stage_->process(rows_of(Table::trades, 3), next_);
    ASSERT_EQ(next_.batches.size(), 1u);
    EXPECT_EQ(next_.batches[0]->t_dequeued, 5u);
}

TEST(MakeBatch, RefusesWhatItDoesNotKnow) {
    const auto refused = [](config::StageConfig config) {
        const auto stage = make_batch(config);
        return stage ? "" : stage.error().message;
    };
    EXPECT_EQ(refused({"batch", {}, ""}), "");
    EXPECT_NE(refused({"batch", {{"rows", {"0"}}}, ""}).find("from 1 to"), std::string::npos);
    EXPECT_NE(refused({"batch", {{"time", {"2d"}}}, ""}).find("from 1ms to 1h"), std::string::npos);
    EXPECT_NE(refused({"batch", {{"row", {"5"}}}, ""}).find("Did you mean 'rows'?"),
              std::string::npos);
}

}  // namespace
}  // namespace mdc::pipeline
