#include "mdc/config/glob.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mdc::config {
namespace {

TEST(Glob, MatchesTheWholeText) {
    EXPECT_TRUE(matches_glob("BTCUSDT", "BTCUSDT"));
    EXPECT_FALSE(matches_glob("BTCUSDT", "BTC"));
    EXPECT_FALSE(matches_glob("BTC", "BTCUSDT"));
    EXPECT_TRUE(matches_glob("", ""));
    EXPECT_FALSE(matches_glob("A", ""));
}

TEST(Glob, StarIsAnyRunAndQuestionMarkIsOne) {
    EXPECT_TRUE(matches_glob("BTCUSDT", "BTC*"));
    EXPECT_TRUE(matches_glob("BTC", "BTC*"));
    EXPECT_TRUE(matches_glob("BTCUSDT", "*USDT"));
    EXPECT_TRUE(matches_glob("BTC-27DEC24-100000-C", "BTC-*-?"));
    EXPECT_FALSE(matches_glob("BTC-27DEC24-100000-CC", "BTC-*-?"));
    EXPECT_FALSE(matches_glob("", "?"));
    EXPECT_TRUE(matches_glob("", "**"));
    EXPECT_TRUE(matches_glob("abab", "*ab"));
}

TEST(Glob, TakesBoundedTimeOnHostilePatterns) {
    const std::string text(5000, 'a');
    std::string glob;
    for (int i = 0; i < 100; ++i) glob += "*a";
    EXPECT_FALSE(matches_glob(text, glob + "b"));
}

TEST(Glob, TellsPatternsFromNames) {
    EXPECT_TRUE(is_glob("BTC*"));
    EXPECT_TRUE(is_glob("B?C"));
    EXPECT_FALSE(is_glob("BTC-PERPETUAL"));
}

}  // namespace
}  // namespace mdc::config
