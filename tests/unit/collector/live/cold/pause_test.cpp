#include "mdc/collector/live/cold/pause.hpp"

#include <gtest/gtest.h>

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

constexpr exchanges::Limits kUsual{};

TEST(Pause, IsWhatTheServerAskedForElseAsTheSheetSays) {
    EXPECT_EQ(pause_after(429, 7s, kUsual), 7s);
    EXPECT_EQ(pause_after(418, 300s, kUsual), 300s);
    EXPECT_EQ(pause_after(429, std::nullopt, kUsual), 60s);
    exchanges::Limits short_window;
    short_window.pause = 5s;
    EXPECT_EQ(pause_after(429, std::nullopt, short_window), 5s);
}

TEST(Pause, OfAFirewallIsAMinuteAtLeast) {
    EXPECT_EQ(pause_after(403, std::nullopt, kUsual), 60s);
    EXPECT_EQ(pause_after(403, 0s, kUsual), 60s);
    EXPECT_EQ(pause_after(403, 120s, kUsual), 120s);
    exchanges::Limits long_ban;
    long_ban.ban_pause = 600s;
    EXPECT_EQ(pause_after(403, 60s, long_ban), 600s);
}

TEST(Pause, OnlyAFirewallNeedsExplaining) {
    EXPECT_NE(advice_on(403).find("firewall"), std::string_view::npos);
    EXPECT_EQ(advice_on(429), "");
}

}  // namespace
}  // namespace mdc::collector
