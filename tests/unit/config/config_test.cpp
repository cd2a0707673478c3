#include "mdc/config/config.hpp"

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
        is_there |= each.find(words) != std::string::npos;
        all += each + "\n";
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

TEST(Validate, RefusesASinkWithoutTargetButNotNull) {
    auto config = usable();
    config.sinks.push_back({.kind = "null", .target = "", .stages = {}, .rotate = {}, .where = ""});
    EXPECT_TRUE(validate(config).empty());
    config.sinks.push_back({.kind = "csv", .target = "", .stages = {}, .rotate = {}, .where = ""});
    EXPECT_TRUE(has_problem(config, "The csv sink needs a target"));
}

TEST(Validate, RefusesTwoUrlsForOneMarket) {
    auto config = usable();
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

TEST(NetworkConfig, AMarketsOwnUrlComesBeforeTheOneForAll) {
    NetworkConfig network;
    EXPECT_EQ(network.ws_url("okx"), "");
    network.urls.push_back(parse_ws_url("okx=ws://own").value());
    network.urls.push_back(parse_ws_url("ws://all").value());
    EXPECT_EQ(network.ws_url("okx"), "ws://own");
    EXPECT_EQ(network.ws_url("deribit"), "ws://all");
    EXPECT_EQ(network.rest_url("okx"), "");
}

TEST(SinkConfig, IsNamedAsTheCommandLineNamesIt) {
    for (const auto* text : {"data/", "x.parquet", "jsonl:-", "csv:out", "null:"}) {
        EXPECT_EQ(parse_target(text).value().name(), text);
    }
}

}  // namespace
}  // namespace mdc::config
