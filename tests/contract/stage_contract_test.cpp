// What every stage of the registry keeps, whatever it does to the rows.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/config/toml_reader.hpp"
#include "mdc/pipeline/registry.hpp"
#include "mdc/pipeline/stage_chain.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/storage/sample_batches.hpp"

namespace mdc::pipeline {
namespace {

using test::row_text;
using test::rows_of;

constexpr std::size_t kSeqId = 4;

class Kept final : public Next {
  public:
    void push(BatchPtr batch) noexcept override { batches.push_back(std::move(batch)); }
    std::vector<BatchPtr> batches;
};

/// The stage as the entry's own example makes it, read from a file as a user would write it.
config::StageConfig example_of(const StageEntry& entry) {
    const auto text = "[[sink]]\ntarget = \"x/\"\nstages = [" + std::string(entry.example) + "]\n";
    return config::parse_toml(text, "example.toml").sinks.at(0).stages.at(0);
}

/// A few batches of every table, one interval of any stage after the other.
std::vector<BatchPtr> some_of_every_table() {
    std::vector<BatchPtr> out;
    std::int64_t at = 1'700'000'000'000'000;
    for (int round = 0; round < 4; ++round) {
        for (std::size_t i = 0; i < kTableCount; ++i) {
            out.push_back(rows_of(static_cast<Table>(i), 3, at += 700'000));
        }
    }
    return out;
}

/// Everything that comes out when all goes in, time passes, and it is over.
std::vector<BatchPtr> run(const config::StageConfig& config, const std::vector<BatchPtr>& in) {
    Kept end;
    std::vector<std::unique_ptr<Stage>> stages;
    stages.push_back(make_stage(config).value());
    StageChain chain(std::move(stages), end);
    std::int64_t now = 1'700'000'000'000'000;
    for (const auto& batch : in) {
        chain.push(batch);
        chain.on_time({now += 700'000});
    }
    chain.finish();
    return end.batches;
}

/// All rows as text, by table and in order.
std::map<Table, std::vector<std::string>> rows(const std::vector<BatchPtr>& batches) {
    std::map<Table, std::vector<std::string>> out;
    for (const auto& batch : batches) {
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            out[batch->table].push_back(row_text(*batch, row));
        }
    }
    return out;
}

class StageContract : public ::testing::TestWithParam<StageEntry> {
  protected:
    const config::StageConfig config_ = example_of(GetParam());
};

TEST_P(StageContract, ItsExampleMakesIt) {
    EXPECT_EQ(config_.name, GetParam().name);
    EXPECT_TRUE(make_stage(config_));
    EXPECT_FALSE(GetParam().does.empty());
}

TEST_P(StageContract, AnOptionThatItDoesNotKnowIsRefused) {
    auto config = config_;
    config.options["no_such_option"] = {"1"};
    const auto stage = make_stage(config);
    ASSERT_FALSE(stage);
    EXPECT_EQ(stage.error().kind, ErrorKind::usage);
    EXPECT_NE(stage.error().message.find("no_such_option"), std::string::npos);
}

TEST_P(StageContract, ItInventsDoublesAndReordersNothing) {
    const auto in = some_of_every_table();
    const auto given = rows(in);
    for (const auto& [table, out] : rows(run(config_, in))) {
        // What comes out is what went in with some rows left out.
        const auto& all = given.at(table);
        auto from = all.begin();
        for (const auto& row : out) {
            from = std::find(from, all.end(), row);
            ASSERT_NE(from, all.end()) << to_string(table) << ": " << row;
            ++from;
        }
    }
}

TEST_P(StageContract, WhatItDoesNotTouchPassesAtOnce) {
    const auto stage = make_stage(config_).value();
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto table = static_cast<Table>(i);
        if (stage->touches(table)) continue;
        const auto batch = rows_of(table, 3);
        EXPECT_EQ(run(config_, {batch}), std::vector<BatchPtr>{batch});
    }
}

TEST_P(StageContract, ItLeavesTheLedgerOfConnectionsAndClockWhole) {
    const auto in = some_of_every_table();
    auto given = rows(in);
    auto out = rows(run(config_, in));
    for (const auto table : {Table::connections, Table::clock}) {
        EXPECT_EQ(out[table], given[table]) << to_string(table);
    }
}

TEST_P(StageContract, ABatchThatWasHandedOnIsNeverEmptyOrOfAnotherShape) {
    for (const auto& batch : run(config_, some_of_every_table())) {
        EXPECT_GT(batch->rows(), 0u);
        ASSERT_EQ(batch->columns.size(), table_facts(batch->table).columns.size());
        for (const auto& column : batch->columns) EXPECT_EQ(column.size(), batch->rows());
    }
}

TEST_P(StageContract, ItNeverChangesABatch) {
    const auto in = some_of_every_table();
    const auto before = rows(in);
    run(config_, in);
    EXPECT_EQ(rows(in), before);
}

TEST_P(StageContract, TheSameInputGivesTheSameOutput) {
    const auto in = some_of_every_table();
    EXPECT_EQ(rows(run(config_, in)), rows(run(config_, in)));
}

TEST_P(StageContract, AfterTheEndNothingIsLeftInIt) {
    const auto stage = make_stage(config_).value();
    Kept end;
    for (const auto& batch : some_of_every_table()) {
        if (stage->touches(batch->table)) stage->process(batch, end);
    }
    stage->finish(end);
    Kept after;
    stage->on_time({1'800'000'000'000'000}, after);
    stage->finish(after);
    EXPECT_TRUE(after.batches.empty());
}

TEST_P(StageContract, WithoutInputItSaysNothing) {
    const auto stage = make_stage(config_).value();
    Kept end;
    for (const std::int64_t now : {0, 1, 1'000'000, 500'000}) stage->on_time({now}, end);
    stage->finish(end);
    EXPECT_TRUE(end.batches.empty());
}

std::vector<StageEntry> entries() {
    const auto all = stage_entries();
    return {all.begin(), all.end()};
}

INSTANTIATE_TEST_SUITE_P(Registry, StageContract, ::testing::ValuesIn(entries()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(StageRegistry, NamesAreUniqueAndSorted) {
    std::vector<std::string_view> names;
    for (const auto& entry : stage_entries()) names.push_back(entry.name);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    EXPECT_EQ(std::set(names.begin(), names.end()).size(), names.size());
}

}  // namespace
}  // namespace mdc::pipeline
