#include "mdc/collector/live/cold/pause.hpp"

#include <gtest/gtest.h>

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

TEST(Pause, IsWhatTheServerAskedForElseAMinute) {
    EXPECT_EQ(pause_after(429, 7s), 7s);
    EXPECT_EQ(pause_after(418, 300s), 300s);
    EXPECT_EQ(pause_after(429, std::nullopt), 60s);
}

TEST(Pause, OfAFirewallIsAMinuteAtLeast) {
    EXPECT_EQ(pause_after(403, std::nullopt), 60s);
    EXPECT_EQ(pause_after(403, 0s), 60s);
    EXPECT_EQ(pause_after(403, 120s), 120s);
}

TEST(Pause, OnlyAFirewallNeedsExplaining) {
    EXPECT_NE(advice_on(403).find("firewall"), std::string_view::npos);
    EXPECT_EQ(advice_on(429), "");
}

}  // namespace
}  // namespace mdc::collector
