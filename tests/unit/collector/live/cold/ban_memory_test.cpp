#include "mdc/collector/live/cold/ban_memory.hpp"

#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

constexpr UnixMicros kNow{1'795'608'000'000'000};
constexpr std::string_view kUrl = "https://api.example.com";

TEST(BanMemory, ARestartKnowsOfTheBan) {
    const test::TemporaryFolder folder;
    const auto file = folder / "state" / "bans";
    BanMemory(file).remember(kUrl, kNow + 120s, kNow);
    const BanMemory again(file);
    EXPECT_EQ(again.until(kUrl, kNow + 1s), kNow + 120s);
    EXPECT_EQ(again.until("https://other.example.com", kNow), UnixMicros{});
    EXPECT_EQ(again.until(kUrl, kNow + 121s), UnixMicros{}) << "it is over";
}

TEST(BanMemory, TheLaterEndCounts) {
    const test::TemporaryFolder folder;
    const BanMemory bans(folder / "bans");
    bans.remember(kUrl, kNow + 120s, kNow);
    bans.remember(kUrl, kNow + 60s, kNow);
    EXPECT_EQ(bans.until(kUrl, kNow), kNow + 120s);
}

TEST(BanMemory, WhatIsOverIsForgotten) {
    const test::TemporaryFolder folder;
    const auto file = folder / "bans";
    const BanMemory bans(file);
    bans.remember("https://old.example.com", kNow + 1s, kNow);
    bans.remember(kUrl, kNow + 120s, kNow + 10s);
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(text, "1795608120000000 https://api.example.com\n");
}

TEST(BanMemory, TwoMarketsThatAreBannedAtOnceAreBothRemembered) {
    const test::TemporaryFolder folder;
    const auto file = folder / "bans";
    const auto url = [](char market, int i) { return market + std::to_string(i); };
    const auto market = [&](char name) {
        for (int i = 0; i < 100; ++i) BanMemory(file).remember(url(name, i), kNow + 120s, kNow);
    };
    std::thread spot(market, 's');
    std::thread futures(market, 'f');
    spot.join();
    futures.join();
    const BanMemory bans(file);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(bans.until(url('s', i), kNow), kNow + 120s) << i;
        EXPECT_EQ(bans.until(url('f', i), kNow), kNow + 120s) << i;
    }
}

TEST(BanMemory, WhatNobodyWouldSayIsNotBelieved) {
    const test::TemporaryFolder folder;
    const auto file = folder / "bans";
    std::ofstream(file) << (kNow + 8 * 24h).value << ' ' << kUrl << "\nnonsense\n";
    EXPECT_EQ(BanMemory(file).until(kUrl, kNow), UnixMicros{});
}

TEST(BanMemory, WithoutAFileNothingIsRemembered) {
    const BanMemory bans;
    bans.remember(kUrl, kNow + 120s, kNow);
    EXPECT_EQ(bans.until(kUrl, kNow), UnixMicros{});
}

}  // namespace
}  // namespace mdc::collector
