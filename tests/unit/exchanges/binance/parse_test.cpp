#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

TEST(BinanceParse, DepthBecomesOneBookUpdateWithItsLevelsInOrder) {
    const Spot spot;
    const auto [status, out] = spot.parse_fixture("depth.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    const auto& book = out.books.front();
    const auto& stream = spot.stream("btcusdt@depth@100ms");
    EXPECT_EQ(book.stream, stream.id);
    EXPECT_EQ(book.instrument, stream.instrument);
    EXPECT_FALSE(book.is_snapshot);
    EXPECT_FALSE(book.is_reset);
    EXPECT_EQ(book.prev, 71'000'000'100);
    EXPECT_EQ(book.last, 71'000'000'105);
    EXPECT_EQ(book.first_update_id, 71'000'000'101);
    EXPECT_TRUE(is_null(book.prev_update_id));
    EXPECT_EQ(book.timestamp, 1'795'625'247'123'456);
    EXPECT_EQ(book.push_timestamp, 1'795'625'247'123'456);
    const auto levels = out.levels_of(book);
    ASSERT_EQ(levels.size(), 5u);
    EXPECT_EQ(levels[0].price, 86123.41);
    EXPECT_EQ(levels[0].qty, 1.25);
    EXPECT_EQ(levels[0].side, Side::bid);
    EXPECT_EQ(levels[1].qty, 0);
    EXPECT_EQ(levels[2].price, 86100);
    EXPECT_EQ(levels[3].price, 86123.42);
    EXPECT_EQ(levels[3].side, Side::ask);
    EXPECT_EQ(levels[4].qty, 0);
}

TEST(BinanceParse, ASnapshotHasNoTimeAndNoPredecessor) {
    const Spot spot;
    const auto [status, out] = spot.parse_fixture("rest.depth");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    const auto& book = out.books.front();
    EXPECT_EQ(book.stream, spot.frames().request().stream);
    EXPECT_TRUE(book.is_snapshot);
    EXPECT_TRUE(is_null(book.prev));
    EXPECT_EQ(book.last, 71'000'000'100);
    EXPECT_TRUE(is_null(book.first_update_id));
    EXPECT_TRUE(is_null(book.timestamp));
    EXPECT_TRUE(is_null(book.push_timestamp));
    EXPECT_EQ(out.levels_of(book).size(), 5u);
}

TEST(BinanceParse, EmptySidesAreAnUpdateAllTheSame) {
    const Spot spot;
    const auto [status, out] = spot.parse_fixture("depth.both_sides_empty");
    EXPECT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    EXPECT_TRUE(out.levels_of(out.books.front()).empty());
}

TEST(BinanceParse, ATradeBecomesOneRow) {
    const Spot spot;
    const auto [status, out] = spot.parse_fixture("trade.buy");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.trades.size(), 1u);
    const auto& row = out.trades.front();
    EXPECT_EQ(row.head.instrument, spot.stream("btcusdt@trade").instrument);
    EXPECT_EQ(row.head.exchange, ExchangeId::binance_spot);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'247'123'001);  // the match, not the push
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'247'123'456);
    EXPECT_EQ(row.price, 86123.42);
    EXPECT_EQ(row.qty, 0.0021);
    EXPECT_EQ(row.trade_id.view(), "4100000001");
    EXPECT_EQ(row.trade_seq, 4'100'000'001);
    EXPECT_EQ(row.trade_count, 1);
    EXPECT_EQ(row.kind, TradeKind::normal);
}

TEST(BinanceParse, TheAggressorIsTheOtherSideOfTheMaker) {
    const Spot spot;
    EXPECT_EQ(spot.parse_fixture("trade.buy").out.trades.front().side, Side::buy);
    EXPECT_EQ(spot.parse_fixture("trade.sell").out.trades.front().side, Side::sell);
}

TEST(BinanceParse, AQuoteHasNoTime) {
    const Spot spot;
    const auto [status, out] = spot.parse_fixture("book_ticker.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.bbos.size(), 1u);
    const auto& row = out.bbos.front();
    EXPECT_EQ(row.head.timestamp.value, 0);
    EXPECT_TRUE(is_null(row.head.push_timestamp));
    EXPECT_EQ(row.bid_price, 86123.41);
    EXPECT_EQ(row.bid_qty, 1.25);
    EXPECT_EQ(row.ask_price, 86123.42);
    EXPECT_EQ(row.ask_qty, 0.0021);
    EXPECT_EQ(row.update_id, 71'000'000'201);
}

TEST(BinanceParse, APriceOfZeroIsAnEmptySide) {
    const Spot spot;
    const auto no_bid = spot.parse_fixture("book_ticker.odd.no_bid").out.bbos.front();
    EXPECT_TRUE(is_null(no_bid.bid_price));
    EXPECT_TRUE(is_null(no_bid.bid_qty));
    EXPECT_EQ(no_bid.ask_price, 86123.42);
    const auto no_side = spot.parse_fixture("book_ticker.odd.no_side").out.bbos.front();
    EXPECT_TRUE(is_null(no_side.bid_price));
    EXPECT_TRUE(is_null(no_side.ask_price));
    const auto ticker = spot.parse_fixture("ticker.odd.empty_book").out.tickers.front();
    EXPECT_TRUE(is_null(ticker.bid_price));
    EXPECT_TRUE(is_null(ticker.ask_qty));
    EXPECT_EQ(ticker.last_price, 86123.41);
}

TEST(BinanceParse, ATickerFillsWhatTheMessageSays) {
    const Spot spot;
    const auto [status, out] = spot.parse_fixture("ticker.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.tickers.size(), 1u);
    const auto& row = out.tickers.front();
    EXPECT_EQ(row.channel, TickerChannel::ticker);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'248'000'123);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'248'000'123);
    EXPECT_EQ(row.last_price, 86123.41);
    EXPECT_EQ(row.last_qty, 0.0021);
    EXPECT_EQ(row.open_24h, 86935.96);
    EXPECT_EQ(row.high_24h, 87310);
    EXPECT_EQ(row.low_24h, 85772.1);
    EXPECT_EQ(row.volume_base_24h, 18229.53692);
    EXPECT_EQ(row.volume_quote_24h, 1575216409.96166896);
    EXPECT_EQ(row.bid_price, 86123.41);
    EXPECT_EQ(row.bid_qty, 1.25);
    EXPECT_EQ(row.ask_price, 86123.42);
    EXPECT_EQ(row.ask_qty, 0.4);
    EXPECT_TRUE(is_null(row.volume_contracts_24h));
    EXPECT_TRUE(is_null(row.mark_price));
    EXPECT_TRUE(is_null(row.funding_time));
}

TEST(BinanceParse, ATickerThatSaysLittleLeavesTheRestNull) {
    const Spot spot;
    const auto row = spot.parse_fixture("ticker.odd.few_keys").out.tickers.front();
    EXPECT_EQ(row.last_price, 86123.41);
    EXPECT_TRUE(is_null(row.last_qty));
    EXPECT_TRUE(is_null(row.open_24h));
    EXPECT_TRUE(is_null(row.bid_price));
}

TEST(BinanceParse, AShutdownNoticeAsksForAReplacement) {
    const Spot spot;
    for (const auto* name : {"control.shutdown", "control.shutdown.raw"}) {
        const auto [status, out] = spot.parse_fixture(name);
        EXPECT_EQ(status, ParseStatus::control) << name;
        ASSERT_EQ(out.controls.size(), 1u) << name;
        EXPECT_EQ(out.controls.front().kind, ControlKind::closing_soon) << name;
        EXPECT_EQ(out.key.kind, KeyKind::control) << name;
    }
}

TEST(BinanceParse, KindsThatMdcDoesNotRecordAreIgnored) {
    const Spot spot;
    for (const auto* event : {"aggTrade", "kline", "24hrMiniTicker", "1hTicker", "4hTicker",
                              "1dTicker", "avgPrice", "blockTrade", "referencePrice"}) {
        const auto bare = R"({"e":")" + std::string(event) + R"(","s":"BTCUSDT"})";
        EXPECT_EQ(spot.parse(bare).status, ParseStatus::ignored) << event;
        EXPECT_EQ(spot.parse(R"({"stream":"btcusdt@x","data":)" + bare + "}").status,
                  ParseStatus::ignored);
    }
    EXPECT_EQ(spot.parse_fixture("depth.other.partial").status, ParseStatus::ignored);
}

// A good frame, changed in one place at a time.
struct Change {
    std::string what, from, to;
    ParseStatus status;
};

void expect_changed(const std::string& good, const std::vector<Change>& changes) {
    const Spot spot;
    ASSERT_EQ(spot.parse(good).status, ParseStatus::rows) << good;
    for (const auto& [what, from, to, expected] : changes) {
        auto text = good;
        const auto at = text.find(from);
        ASSERT_NE(at, text.npos) << what;
        text.replace(at, from.size(), to);
        const auto [status, out] = spot.parse(text);
        EXPECT_EQ(status, expected) << what << ": " << text;
        EXPECT_EQ(out.levels.empty(), out.books.empty()) << what;
    }
}

constexpr auto kRows = ParseStatus::rows;
constexpr auto kBad = ParseStatus::malformed;

TEST(BinanceParse, ADepthFrameChangedInOnePlace) {
    expect_changed(
        R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795625247123456,"s":"BTCUSDT","U":101,"u":105,"b":[["86123.41","1.25"]],"a":[["86123.42","0.00"]]}})",
        {{"space", R"("U":101)", R"("U": 101)", kRows},
         {"one id", R"("u":105)", R"("u":101)", kRows},
         {"no time", "1795625247123456", "0", kRows},
         {"other type", "depthUpdate", "depthupdate", kRows},  // the channel says what it is
         {"third element", R"("1.25"])", R"("1.25","x"])", kRows},
         {"third element is an array", R"("1.25"])", R"("1.25",[]])", kRows},
         {"symbol missing", R"("s":"BTCUSDT",)", "", kRows},
         {"symbol is a number", R"("BTCUSDT")", "5", kRows},
         {"time missing", R"("E":1795625247123456,)", "", kBad},
         {"first id missing", R"("U":101,)", "", kBad},
         {"last id missing", R"("u":105,)", "", kBad},
         {"bids missing", R"("b":[["86123.41","1.25"]],)", "", kBad},
         {"asks missing", R"(,"a":[["86123.42","0.00"]])", "", kBad},
         {"bids null", R"([["86123.41","1.25"]])", "null", kBad},
         {"level null", R"(["86123.41","1.25"])", "null", kBad},
         {"level text", R"(["86123.41","1.25"])", R"("86123.41")", kBad},
         {"level empty", R"(["86123.41","1.25"])", "[]", kBad},
         {"price empty", R"("86123.41")", R"("")", kBad},
         {"price zero", R"("86123.41")", R"("0.0")", kBad},
         {"price signed", R"("86123.41")", R"("+1")", kBad},
         {"quantity negative", R"("1.25")", R"("-1.25")", kBad},
         {"quantity minus zero", R"("1.25")", R"("-0")", kBad},
         {"quantity too large", R"("1.25")", R"("1e999")", kBad},
         {"quantity hexadecimal", R"("1.25")", R"("0x1")", kBad},
         {"quantity a number", R"("1.25")", "1.25", kBad},
         {"quantity true", R"("1.25")", "true", kBad},
         {"ids backwards", R"("u":105)", R"("u":100)", kBad},
         {"first id zero", R"("U":101)", R"("U":0)", kBad},
         {"id negative", R"("U":101)", R"("U":-1)", kBad},
         {"id with leading zero", R"("U":101)", R"("U":0101)", kBad},
         {"id with exponent", R"("u":105)", R"("u":1e5)", kBad},
         {"comma missing", R"("U":101,)", R"("U":101)", kBad},
         {"comma twice", R"("U":101,)", R"("U":101,,)", kBad},
         {"milliseconds", "1795625247123456", "1795625247123", kBad},
         {"quote unescaped", "depthUpdate", "depth\"Update", kBad},
         {"control character", "depthUpdate", "depth\nUpdate", kBad},
         {"other channel", "btcusdt@depth@100ms", "ethusdt@depth@100ms", ParseStatus::unknown}});
}

TEST(BinanceParse, ATradeChangedInOnePlace) {
    expect_changed(
        R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1795625247123456,"s":"BTCUSDT","t":9,"p":"86123.42","q":"0.0021","T":1795625247123001,"m":true,"M":true}})",
        {{"M missing", R"(,"M":true)", "", kRows},
         {"M is text", R"("M":true)", R"("M":"yes")", kRows},
         {"order ids", R"("T":)", R"("b":1,"a":2,"T":)", kRows},
         {"m is text", R"("m":true)", R"("m":"yes")", kBad},
         {"m is null", R"("m":true)", R"("m":null)", kBad},
         {"m is cut", R"("m":true)", R"("m":tru)", kBad},
         {"m missing", R"("m":true,)", "", kBad},
         {"id missing", R"("t":9,)", "", kBad},
         {"id is text", R"("t":9)", R"("t":"9")", kBad},
         {"id twice", R"("t":9)", R"("t":9,"t":9)", kBad},
         {"price missing", R"("p":"86123.42",)", "", kBad},
         {"price null", R"("86123.42")", "null", kBad},
         {"price negative", R"("86123.42")", R"("-86123.42")", kBad},
         {"quantity missing", R"("q":"0.0021",)", "", kBad},
         {"quantity negative", R"("0.0021")", R"("-0.0021")", kBad},
         {"event time missing", R"("E":1795625247123456,)", "", kBad},
         {"trade time missing", R"("T":1795625247123001,)", "", kBad},
         {"trade time in milliseconds", "1795625247123001", "1795625247123", kBad},
         {"times in nanoseconds overflow nothing", "1795625247123001", "1795625247123001000",
          kRows},
         {"data missing", R"(,"data":)", R"(,"date":)", ParseStatus::unknown}});
}

TEST(BinanceParse, AQuoteChangedInOnePlace) {
    expect_changed(
        R"({"stream":"btcusdt@bookTicker","data":{"u":7,"s":"BTCUSDT","b":"1.1","B":"2.2","a":"3.3","A":"4.4"}})",
        {{"crossed", R"("b":"1.1")", R"("b":"9.9")", kRows},
         {"quantity zero", R"("2.2")", R"("0")", kRows},
         {"id missing", R"("u":7,)", "", kBad},
         {"id negative", R"("u":7)", R"("u":-7)", kBad},
         {"bid missing", R"("b":"1.1",)", "", kBad},
         {"bid twice", R"("b":"1.1")", R"("b":"1.1","b":"1.1")", kBad},
         {"ask empty", R"("3.3")", R"("")", kBad},
         {"ask quantity null", R"("4.4")", "null", kBad}});
}

TEST(BinanceParse, ATickerChangedInOnePlace) {
    expect_changed(
        R"({"stream":"btcusdt@ticker","data":{"e":"24hrTicker","E":1795625248000123,"s":"BTCUSDT","c":"1.5","h":"2.5"}})",
        {{"high missing", R"(,"h":"2.5")", "", kRows},
         {"high null", R"("2.5")", "null", kBad},
         {"high negative", R"("2.5")", R"("-2.5")", kBad},
         {"last missing", R"("c":"1.5",)", "", kBad},
         {"time missing", R"("E":1795625248000123,)", "", kBad},
         {"time is text", "1795625248000123", R"("1795625248000123")", kBad}});
}

TEST(BinanceParse, AnAnswerThatIsNoBookIsMalformed) {
    const Spot spot;
    for (const auto* text :
         {"", "[]", "{}", R"({"code":-1003,"msg":"x"})", "<html>",
          R"({"lastUpdateId":5,"bids":[]})", R"({"lastUpdateId":5,"bids":[],"asks":[["1"]]})"}) {
        const auto [status, out] = spot.parse(text, "rest");
        EXPECT_EQ(status, ParseStatus::malformed) << text;
        EXPECT_TRUE(out.levels.empty()) << text;
        EXPECT_EQ(out.key, FrameKey{}) << text;
    }
}

}  // namespace
}  // namespace mdc::test
