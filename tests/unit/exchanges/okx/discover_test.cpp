#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/okx/okx.hpp"

namespace mdc::test {
namespace {

std::optional<exchanges::Discovery> discovered(std::string_view name) {
    static const exchanges::okx::Okx exchange;
    const PaddedText text(fixture("okx", name));
    Frame frame;
    frame.payload = text.view();
    return exchange.discover(frame);
}

TEST(OkxDiscover, AFrameNamesItsStream) {
    const auto found = discovered("books.update");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->streams.size(), 1u);
    const auto& stream = found->streams.front();
    EXPECT_EQ(stream.ticker, "BTC-USDT");
    EXPECT_EQ(stream.channel, "books:BTC-USDT");
    EXPECT_EQ(stream.feed, Feed::orderbook_l2);
    EXPECT_EQ(stream.rule, ArrivalRule::chain);
    EXPECT_EQ(stream.exchange, ExchangeId::okx);
    EXPECT_EQ(stream.id, kNoStream);
    EXPECT_EQ(found->time_unit, TimeUnit::milliseconds);
}

TEST(OkxDiscover, ChannelsOfOneFeedAreToldApart) {
    EXPECT_EQ(discovered("books.l2_tbt.update")->streams.front().channel, "books-l2-tbt:BTC-USDT");
    EXPECT_EQ(discovered("books.l2_tbt_50.update")->streams.front().channel,
              "books50-l2-tbt:BTC-USDT");
    EXPECT_EQ(discovered("trades.all.buy")->streams.front().channel, "trades-all:BTC-USDT");
    EXPECT_EQ(discovered("index_tickers.coin")->streams.front().ticker, "BTC-USD");
}

TEST(OkxDiscover, ASharedChannelNamesItsInstrumentsInItsElements) {
    for (const auto* name : {"opt_summary.update", "opt_summary.odd.old"}) {
        const auto found = discovered(name);
        ASSERT_TRUE(found) << name;
        const auto& first = found->streams.front();
        EXPECT_EQ(first.ticker, "BTC-USD-261225-90000-C") << name;
        EXPECT_EQ(first.channel, "opt-summary:BTC-USD") << name;
    }
    EXPECT_EQ(discovered("opt_summary.update")->streams.size(), 2u);
}

TEST(OkxDiscover, OthersBelongToNoStream) {
    for (const auto* name : {"control.acked", "control.pong", "control.status.ongoing",
                             "other.books5", "other.unknown_channel", "other.request",
                             "other.bad.nothing", "books.bad.truncated", "books.bad.arg_twice"}) {
        EXPECT_FALSE(discovered(name)) << name;
    }
}

}  // namespace
}  // namespace mdc::test
