#include "mdc/config/validation.hpp"

#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"

namespace mdc::config {
namespace {

Config usable() {
    Config config;
    config.selections.push_back(parse_selector("binance_spot:BTCUSDT").value());
    config.sinks.push_back(parse_target("data/").value());
    return config;
}

/// How many problems there are, and whether one of them has the words.
::testing::AssertionResult has_problem(const Config& config, std::string_view words,
                                       std::size_t count = 1) {
    const auto problems = validate(config);
    bool is_there = false;
    std::string all;
    for (const auto& each : problems) {
        is_there |= each.sentence.find(words) != std::string::npos;
        all += each.sentence + "\n";
    }
    if (is_there && problems.size() == count) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << problems.size() << " problems:\n" << all;
}

TEST(Validate, DefaultsAreUsable) { EXPECT_TRUE(validate(usable()).empty()); }

TEST(Validate, WantsASelectionAndATarget) {
    EXPECT_TRUE(has_problem({}, "Nothing is selected", 2));
    EXPECT_TRUE(has_problem({}, "There is no target", 2));
}

TEST(Validate, SaysAllProblemsAtOnce) {
    auto config = usable();
    config.book.snapshot_depth = 0;
    config.storage.write_ms = std::chrono::milliseconds(0);
    config.threads.ring_bytes = 1;
    EXPECT_TRUE(has_problem(config, "book.snapshot_depth must be from 1 to 10000, not 0.", 3));
}

TEST(Validate, RefusesTheSameTargetTwice) {
    auto config = usable();
    config.sinks.push_back(parse_target("jsonl:-").value());
    EXPECT_TRUE(validate(config).empty());
    config.sinks.push_back(parse_target("jsonl:-").value());
    EXPECT_TRUE(has_problem(config, "Target 'jsonl:-': it is named twice"));
}

TEST(Validate, RefusesTheSameTargetInAnotherSpelling) {
    for (const auto* spelling : {"data", "./data/", "data//", "other/../data"}) {
        auto config = usable();
        config.sinks.push_back(parse_target(spelling).value());
        EXPECT_TRUE(has_problem(config, "it is named twice")) << spelling;
    }
    auto config = usable();
    config.sinks.push_back(parse_target("jsonl:data").value());
    config.sinks.push_back(parse_target("data/deeper").value());
    EXPECT_TRUE(validate(config).empty());
}

TEST(Validate, RefusesNamesThatNobodyKnows) {
    Known known;
    known.exchanges = {"binance_spot"};
    known.sinks = {"recording", "jsonl"};
    EXPECT_TRUE(validate(usable(), known).empty());
    auto config = usable();
    config.sinks.push_back(parse_target("josnl:-").value());
    config.selections.push_back(parse_selector("binance_sopt:A").value());
    const auto problems = validate(config, known);
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_EQ(problems[0].sentence,
              "There is no exchange 'binance_sopt'; there is binance_spot. Did you mean "
              "'binance_spot'?");
    EXPECT_EQ(problems[1].sentence,
              "There is no sink 'josnl'; there are recording and jsonl. Did you mean 'jsonl'?");
}

TEST(Validate, AnUrlOfAMarketThatIsNotSelectedIsASlipOfTheFinger) {
    auto config = usable();
    config.network.urls.push_back(parse_ws_url("binance_sopt=ws://a").value());
    EXPECT_TRUE(has_problem(config,
                            "An url is given for 'binance_sopt', but selected is binance_spot. "
                            "Did you mean 'binance_spot'?"));
}

TEST(Validate, ACpuMustBeOneOfTheProcesss) {
    auto config = usable();
    Known known;
    known.cpus = {0, 2};
    config.threads.io_cpu = {2};
    EXPECT_TRUE(validate(config, known).empty());
    config.threads.io_cpu = {1};
    ASSERT_EQ(validate(config, known).size(), 1u);
    EXPECT_EQ(validate(config, known)[0].sentence,
              "threads.io_cpu: this process may not use CPU 1, but 0, 2.");
}

TEST(Validate, EachThreadHasItsOwnCpu) {
    auto config = usable();
    config.threads.io = 4;
    config.threads.io_cpu = {3, -1, -1, 2};
    EXPECT_TRUE(validate(config).empty());
    config.threads.io_cpu = {3, -1, 3, -1};
    EXPECT_TRUE(has_problem(config, "threads.io_cpu names CPU 3 twice"));
}

TEST(Validate, ThereAreOneToSixteenThreads) {
    for (const int threads : {0, 17, -1}) {
        auto config = usable();
        config.threads.io = threads;
        EXPECT_TRUE(has_problem(config, "threads.io")) << threads;
    }
    for (const int threads : {1, 16}) {
        auto config = usable();
        config.threads.io = threads;
        EXPECT_TRUE(validate(config).empty()) << threads;
    }
}

TEST(Validate, RefusesASinkWithoutTargetButNotNull) {
    auto config = usable();
    config.sinks.push_back({.kind = "null", .target = "", .stages = {}, .rotate = {}, .where = ""});
    EXPECT_TRUE(validate(config).empty());
    config.sinks.push_back({.kind = "csv", .target = "", .stages = {}, .rotate = {}, .where = ""});
    EXPECT_TRUE(has_problem(config, "The csv sink needs a target"));
}

TEST(Validate, RefusesTwoUrlsForOneMarket) {
    auto config = usable();
    config.selections.push_back(parse_selector("okx:A").value());
    config.network.urls.push_back(parse_ws_url("okx=ws://a").value());
    config.network.urls.push_back(parse_rest_url("okx=http://a").value());
    config.network.urls.push_back(parse_ws_url("ws://b").value());
    EXPECT_TRUE(validate(config).empty());
    config.network.urls.push_back(parse_ws_url("okx=ws://c").value());
    EXPECT_TRUE(has_problem(config, "ws_url of okx is given twice"));
}

TEST(Validate, KeepsAtLeastADayAndAMegabyte) {
    auto config = usable();
    config.storage.keep = parse_keep("1d,1MB").value();
    EXPECT_TRUE(validate(config).empty());
    config.storage.keep = parse_keep("23h,999KB").value();
    EXPECT_TRUE(has_problem(config, "storage.keep's age must be from ", 2));
    EXPECT_TRUE(has_problem(config, "storage.keep's bytes must be from 1000000 ", 2));
}

}  // namespace
}  // namespace mdc::config
