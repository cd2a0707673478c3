#include "mdc/config/did_you_mean.hpp"

#include <array>

#include <gtest/gtest.h>

namespace mdc::config {
namespace {

constexpr std::array<std::string_view, 4> kFeeds = {"orderbook_l2", "bbo", "trades", "tickers"};

TEST(DidYouMean, FindsSlipsOfTheFinger) {
    EXPECT_EQ(did_you_mean("trade", kFeeds), " Did you mean 'trades'?");
    EXPECT_EQ(did_you_mean("tikcers", kFeeds), " Did you mean 'tickers'?");
    EXPECT_EQ(did_you_mean("TRADES", kFeeds), " Did you mean 'trades'?");
    EXPECT_EQ(did_you_mean("bob", kFeeds), " Did you mean 'bbo'?");
    EXPECT_EQ(did_you_mean("orderbook", kFeeds), " Did you mean 'orderbook_l2'?");
}

TEST(DidYouMean, FindsAPartThatOnlyOneWordHas) {
    EXPECT_EQ(did_you_mean("book", kFeeds), " Did you mean 'orderbook_l2'?");
    constexpr std::array<std::string_view, 2> kMarkets = {"bybit_spot", "bybit_linear"};
    EXPECT_EQ(did_you_mean("bybit", kMarkets), "");
}

TEST(DidYouMean, IsSilentWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("candles", kFeeds), "");
    EXPECT_EQ(did_you_mean("", kFeeds), "");
    EXPECT_EQ(did_you_mean("x", kFeeds), "");
    EXPECT_EQ(did_you_mean(std::string(1000, 't'), kFeeds), "");
    EXPECT_EQ(did_you_mean("trades", {}), "");
}

TEST(Listed, ReadsAsASentence) {
    EXPECT_EQ(listed(kFeeds), "orderbook_l2, bbo, trades and tickers");
    EXPECT_EQ(listed(std::span(kFeeds).first(1)), "orderbook_l2");
}

}  // namespace
}  // namespace mdc::config
