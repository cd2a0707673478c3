#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/bybit/bybit_frames.hpp"

namespace mdc::test {
namespace {

TEST(BybitIdentify, SaysWhatParseSaysOfEveryFixture) {
    for (const auto* market : {&bybit_spot(), &bybit_linear(), &bybit_inverse(), &bybit_option()}) {
        std::size_t checked = 0;
        for (const auto& each : fixtures(market->name())) {
            SCOPED_TRACE(market->name() + " " + each.name);
            const auto [status, out] = market->parse(each.text);
            if (status == ParseStatus::malformed) {
                EXPECT_EQ(out.key, FrameKey{});
                continue;
            }
            EXPECT_EQ(market->identify(each.text), out.key);
            ++checked;
        }
        EXPECT_GT(checked, 30u);
    }
}

TEST(BybitIdentify, ADeltaBringsOneId) {
    const auto key = bybit_linear().identify_fixture("book.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, bybit_linear().stream("orderbook.50.BTCUSDT").id);
    EXPECT_EQ(key.prev, 173'600'100);
    EXPECT_EQ(key.last, 173'600'101);
    EXPECT_EQ(key.time, 1'795'625'247'139'000) << "of the matching engine, not of the push";
    EXPECT_EQ(key.fingerprint, 0u);
}

TEST(BybitIdentify, ASnapshotHasNoPredecessor) {
    const auto key = bybit_linear().identify_fixture("book.snapshot");
    EXPECT_EQ(key.kind, KeyKind::snapshot);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 173'600'100);
}

TEST(BybitIdentify, IdOneBeginsANewNumberingWhateverTheMessageCallsItself) {
    for (const auto* name : {"book.restart", "book.odd.restart_as_delta", "bbo.restart"}) {
        const auto key = bybit_linear().identify_fixture(name);
        EXPECT_EQ(key.kind, KeyKind::reset) << name;
        EXPECT_TRUE(is_null(key.prev)) << name;
        EXPECT_EQ(key.last, 1) << name;
    }
}

// "orderbook.1" begins the name of "orderbook.1000".
TEST(BybitIdentify, DepthsAreNotConfused) {
    EXPECT_EQ(bybit_linear().identify_fixture("book.1000.update").stream,
              bybit_linear().stream("orderbook.1000.BTCUSDT").id);
    EXPECT_EQ(bybit_linear().identify_fixture("book.200.update").stream,
              bybit_linear().stream("orderbook.200.BTCUSDT").id);
    EXPECT_EQ(bybit_linear().identify_fixture("bbo.update").stream,
              bybit_linear().stream("orderbook.1.BTCUSDT").id);
}

TEST(BybitIdentify, AQuoteHasAnIdButNoPredecessor) {
    const auto key = bybit_spot().identify_fixture("bbo.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 65'530'200);
    EXPECT_EQ(key.time, 1'795'625'247'130'000);
}

TEST(BybitIdentify, TradesAreNamedByAllTheirIds) {
    const auto key = bybit_linear().identify_fixture("trades.several");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_TRUE(is_null(key.last));
    EXPECT_EQ(key.time, 1'795'625'247'174'000) << "of the last one";
    EXPECT_NE(key.fingerprint, 0u);
    const auto text = bybit_linear().text("trades.several");
    for (const auto* change : {"7d8e9fa0", "00112233"}) {
        const auto other = bybit_linear().identify(replaced(text, change, "7d8e9fa1"));
        EXPECT_NE(other.fingerprint, key.fingerprint) << change;
    }
    // When it was pushed, and what else is said of a trade, names nobody.
    const auto later = replaced(text, "\"ts\":1795625247175", "\"ts\":1795625247999");
    EXPECT_EQ(bybit_linear().identify(later), key);
    EXPECT_EQ(bybit_linear().identify(replaced(text, "\"v\":\"0.004\"", "\"v\":\"7\"")), key);
}

// The race compares keys of connections whose server may write the same trade in another order.
TEST(BybitIdentify, TheFormOfATradeIsNotInItsKey) {
    for (const auto* market : {&bybit_spot(), &bybit_linear(), &bybit_inverse(), &bybit_option()}) {
        const auto key = market->identify_fixture("trades.buy");
        EXPECT_EQ(market->identify_fixture("trades.odd.key_order"), key) << market->name();
        EXPECT_EQ(market->identify_fixture("trades.odd.old"), key) << market->name();
    }
}

TEST(BybitIdentify, TradesOfNobodyAreASignOfLife) {
    for (const auto* name : {"trades.other.not_carried", "trades.other.empty"}) {
        const auto key = bybit_option().identify_fixture(name);
        EXPECT_EQ(key.kind, KeyKind::repeat) << name;
        EXPECT_EQ(key.stream, bybit_option().stream("publicTrade.BTC").id) << name;
    }
}

TEST(BybitIdentify, ATickerOfFuturesHasATimeOnly) {
    const auto delta = bybit_linear().identify_fixture("ticker.delta");
    EXPECT_EQ(delta.kind, KeyKind::data);
    EXPECT_TRUE(is_null(delta.last));
    EXPECT_EQ(delta.time, 1'795'625'247'306'000);
    EXPECT_EQ(delta.fingerprint, 0u);
    EXPECT_EQ(bybit_linear().identify_fixture("ticker.snapshot").kind, KeyKind::snapshot);
    EXPECT_EQ(bybit_inverse().identify_fixture("ticker.snapshot").kind, KeyKind::snapshot);
}

TEST(BybitIdentify, ATickerOfSpotIsNumberedByItsCrossSequence) {
    EXPECT_EQ(bybit_spot().identify_fixture("ticker.update").last, 113'590'000'400);
    const auto without = bybit_spot().identify_fixture("ticker.odd.no_cs");
    EXPECT_TRUE(is_null(without.last));
    EXPECT_EQ(without.time, 1'795'625'247'188'000);
}

TEST(BybitIdentify, ATickerOfOptionsIsNamedByItsIdElseByItsContent) {
    const auto named = bybit_option().identify_fixture("ticker.update");
    const auto text = bybit_option().text("ticker.update");
    EXPECT_EQ(bybit_option().identify(replaced(text, "\"4140\"", "\"4141\"")).fingerprint,
              named.fingerprint);
    EXPECT_NE(bybit_option().identify(replaced(text, "2480334983", "2480334984")).fingerprint,
              named.fingerprint);
    const auto bare = bybit_option().text("ticker.odd.no_id");
    const auto unnamed = bybit_option().identify(bare);
    EXPECT_NE(unnamed.fingerprint, 0u);
    EXPECT_NE(bybit_option().identify(replaced(bare, "\"4140\"", "\"4141\"")).fingerprint,
              unnamed.fingerprint);
    EXPECT_EQ(bybit_option().identify_fixture("ticker.odd.id_is_number").fingerprint,
              unnamed.fingerprint);
}

// What identify is for: a losing duplicate is told from its ends, its levels are never looked at.
TEST(BybitIdentify, DoesNotReadTheLevels) {
    const auto text = replaced(bybit_linear().text("book.update"), "[\"86123.40\",\"0\"]", "oops");
    EXPECT_EQ(bybit_linear().identify(text), bybit_linear().identify_fixture("book.update"));
    EXPECT_EQ(bybit_linear().parse(text).status, ParseStatus::malformed);
}

// Keys that look like the ids of a book, elsewhere in the frame.
TEST(BybitIdentify, OnlyTheBooksOwnIdCounts) {
    const auto text = bybit_linear().text("book.update");
    const std::array<std::pair<std::string, std::string>, 4> changes = {{
        {"\"u\":", "\"more\":{\"x\":[],\"u\":7,\"seq\":8},\"u\":"},
        {",\"cts\"", ",\"more\":{\"x\":[],\"u\":7,\"seq\":8},\"cts\""},
        {"\"s\":\"BTCUSDT\"", "\"s\":\"BTC}USDT\""},
        {"\"s\":\"BTCUSDT\"", "\"s\":\"],\\\"u\\\":7,\\\"seq\\\":8},\\\"cts\\\":9}\""},
    }};
    for (const auto& [from, to] : changes) {
        const auto changed = replaced(text, from, to);
        const auto [status, out] = bybit_linear().parse(changed);
        EXPECT_EQ(status, ParseStatus::rows) << changed;
        EXPECT_EQ(out.key.last, 173'600'101) << changed;
        EXPECT_EQ(bybit_linear().identify(changed), out.key) << changed;
    }
}

TEST(BybitIdentify, ControlAndUnknownAreOfNoStream) {
    EXPECT_EQ(bybit_linear().identify_fixture("control.acked").kind, KeyKind::control);
    EXPECT_EQ(bybit_linear().identify_fixture("control.status.ongoing").kind, KeyKind::control);
    for (const auto* text :
         {"", "{}", "pong", "[]", R"({"topic":"orderbook.50.NOBODY","data":{}})"}) {
        EXPECT_EQ(bybit_linear().identify(text), FrameKey{}) << text;
    }
}

// No body of REST is a book here: its first picture comes in the channel.
TEST(BybitIdentify, AnAnswerOfRestIsNoBook) {
    const PaddedText text(bybit_linear().text("book.snapshot"));
    Request request;
    Frame frame;
    frame.payload = text.view();
    frame.plan = &bybit_linear().frames().plan();
    frame.reply_to = &request;
    Output out;
    EXPECT_EQ(bybit_linear().exchange().identify(frame), FrameKey{});
    EXPECT_EQ(bybit_linear().exchange().parse(frame, out), ParseStatus::malformed);
    EXPECT_FALSE(bybit_linear().exchange().discover(frame));
}

}  // namespace
}  // namespace mdc::test
