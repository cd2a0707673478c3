#include "mdc/config/parse_text.hpp"

#include <gtest/gtest.h>

namespace mdc::config {
namespace {

using std::chrono::microseconds;
using Texts = std::vector<std::string>;

TEST(ParseDuration, ReadsEveryUnit) {
    EXPECT_EQ(parse_duration("7us").value(), microseconds(7));
    EXPECT_EQ(parse_duration("200ms").value(), microseconds(200'000));
    EXPECT_EQ(parse_duration("90s").value(), microseconds(90'000'000));
    EXPECT_EQ(parse_duration("5m").value(), microseconds(300'000'000));
    EXPECT_EQ(parse_duration("1h").value(), microseconds(3'600'000'000));
    EXPECT_EQ(parse_duration("2d").value(), microseconds(172'800'000'000));
}

TEST(ParseDuration, RefusesWhatHasNoUnitOrNoNumber) {
    for (const auto* text : {"", "200", "ms", "1.5h", "-1s", "1 s", "1H", "99999999999999d"}) {
        const auto result = parse_duration(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().kind, ErrorKind::usage);
        EXPECT_NE(result.error().message.find(text), std::string::npos);
    }
}

TEST(ParseBytes, ReadsDecimalAndBinaryUnits) {
    EXPECT_EQ(parse_bytes("12B").value(), 12u);
    EXPECT_EQ(parse_bytes("256MB").value(), 256'000'000u);
    EXPECT_EQ(parse_bytes("32MiB").value(), 33'554'432u);
    EXPECT_EQ(parse_bytes("2TiB").value(), std::uint64_t{2} << 40);
    EXPECT_FALSE(parse_bytes("256"));
    EXPECT_FALSE(parse_bytes("256mb"));
    EXPECT_FALSE(parse_bytes("99999999TB"));
}

TEST(ParseSelector, ReadsTickersAndFeeds) {
    const auto selection = parse_selector("binance_spot:BTCUSDT,ETH*@trades,bbo").value();
    EXPECT_EQ(selection.exchange, "binance_spot");
    EXPECT_EQ(selection.tickers, (Texts{"BTCUSDT", "ETH*"}));
    EXPECT_EQ(selection.feeds, (Texts{"trades", "bbo"}));
    EXPECT_TRUE(parse_selector("okx:BTC-USDT-SWAP").value().feeds.empty());
}

TEST(ParseSelector, SaysTheShapeWhenItIsNone) {
    for (const auto* text : {"BTCUSDT", "", ":BTCUSDT", "okx:", "okx:A,,B", "okx:A@", "okx:A@bbo,",
                             "OKX:BTC-USDT", "binance spot:BTCUSDT"}) {
        const auto result = parse_selector(text);
        ASSERT_FALSE(result) << text;
        EXPECT_NE(result.error().message.find("EXCHANGE:TICKER"), std::string::npos) << text;
    }
}

TEST(MergeSelections, OneInstrumentGetsTheFeedsOfAll) {
    const auto merged = merge_selections({parse_selector("okx:A,B@trades").value(),
                                          parse_selector("okx:B@bbo,trades").value(),
                                          parse_selector("deribit:A@bbo").value()});
    ASSERT_EQ(merged.size(), 3u);
    EXPECT_EQ(merged[0].tickers, Texts{"A"});
    EXPECT_EQ(merged[0].feeds, Texts{"trades"});
    EXPECT_EQ(merged[1].tickers, Texts{"B"});
    EXPECT_EQ(merged[1].feeds, (Texts{"trades", "bbo"}));
    EXPECT_EQ(merged[2].exchange, "deribit");
}

TEST(MergeSelections, ASelectionOfNothingIsKeptForValidateToRefuse) {
    const auto merged = merge_selections({Selection{"okx", {}, {}, "mdc.toml:1:1"}});
    ASSERT_EQ(merged.size(), 1u);
    EXPECT_EQ(merged[0].where, "mdc.toml:1:1");
}

TEST(MergeSelections, AllFeedsWinOverSome) {
    for (const bool is_first : {true, false}) {
        const auto all = parse_selector("okx:A").value();
        const auto some = parse_selector("okx:A@bbo").value();
        const auto merged = merge_selections(is_first ? std::vector{all, some, some}
                                                      : std::vector{some, all, some});
        ASSERT_EQ(merged.size(), 1u);
        EXPECT_TRUE(merged[0].feeds.empty());
    }
}

TEST(ParseTarget, TellsTheKindFromTheWordBeforeTheColon) {
    const auto kind_and_target = [](std::string_view text) {
        const auto sink = parse_target(text).value();
        return sink.kind + "|" + sink.target;
    };
    EXPECT_EQ(kind_and_target("data/"), "recording|data/");
    EXPECT_EQ(kind_and_target("trades.parquet"), "recording|trades.parquet");
    EXPECT_EQ(kind_and_target("./a:b"), "recording|./a:b");
    EXPECT_EQ(kind_and_target("jsonl:-"), "jsonl|-");
    EXPECT_EQ(kind_and_target("csv:out"), "csv|out");
    EXPECT_EQ(kind_and_target("null:"), "null|");
}

TEST(ParseTarget, RefusesWhatWouldSurprise) {
    for (const auto* text : {"", "jsonl:", "trades.csv", "rows.jsonl", "-"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
    EXPECT_NE(parse_target("x.csv").error().message.find("csv:DIR"), std::string::npos);
}

TEST(ParseBatch, IsTheStageOfThatName) {
    const auto both = parse_batch("5000,200ms").value();
    EXPECT_EQ(both.name, "batch");
    EXPECT_EQ(both.options.at("rows"), Texts{"5000"});
    EXPECT_EQ(both.options.at("time"), Texts{"200ms"});
    EXPECT_FALSE(parse_batch("200ms").value().options.contains("rows"));
    EXPECT_FALSE(parse_batch("5000").value().options.contains("time"));
    for (const auto* text : {"", "5000,6000", "1s,2s", "many", "5000,"}) {
        EXPECT_FALSE(parse_batch(text)) << text;
    }
}

TEST(ParseRotation, TakesTimeAndSizeInAnyOrder) {
    const auto both = parse_rotation("64MB,30m").value();
    EXPECT_EQ(both.span, std::chrono::seconds(1800));
    EXPECT_EQ(both.bytes, 64'000'000u);
    EXPECT_EQ(parse_rotation("30m").value().bytes, Rotation{}.bytes);
    EXPECT_EQ(parse_rotation("64MB").value().span, Rotation{}.span);
    for (const auto* text : {"", "1h,2h", "1MB,2MB", "1h,", "hourly"}) {
        EXPECT_FALSE(parse_rotation(text)) << text;
    }
}

TEST(ParseKeep, TakesAgeAndSizeOrOneOfThem) {
    const auto both = parse_keep("500GB,30d").value();
    EXPECT_EQ(both.age, std::chrono::hours(24 * 30));
    EXPECT_EQ(both.bytes, 500'000'000'000u);
    EXPECT_EQ(parse_keep("30d").value().bytes, 0u);
    EXPECT_EQ(parse_keep("500GB").value().age, std::chrono::seconds(0));
    for (const auto* text : {"", "30", "1d,2d", "1GB,2GB", "30d,", "0d", "0B", "for ever"}) {
        EXPECT_FALSE(parse_keep(text)) << text;
    }
}

TEST(ParseUrls, StandForAllMarketsOrOne) {
    const auto all = parse_ws_url("wss://127.0.0.1:9443/").value();
    EXPECT_EQ(all.exchange, "");
    EXPECT_EQ(all.ws_url, "wss://127.0.0.1:9443");
    const auto one = parse_rest_url("binance_spot=http://h:1").value();
    EXPECT_EQ(one.exchange, "binance_spot");
    EXPECT_EQ(one.rest_url, "http://h:1");
    EXPECT_EQ(one.ws_url, "");
    EXPECT_EQ(parse_ws_url("ws://h:1/?a=b").value().ws_url, "ws://h:1/?a=b");
    for (const auto* text : {"", "h:1", "https://h", "okx=", "okx", "wss://", "=wss://h"}) {
        EXPECT_FALSE(parse_ws_url(text)) << text;
    }
    EXPECT_FALSE(parse_rest_url("wss://h"));
}

TEST(ParseResolve, WantsAddresses) {
    const auto resolve = parse_resolve("a.example=10.0.0.1,::1").value();
    EXPECT_EQ(resolve.host, "a.example");
    EXPECT_EQ(resolve.ips, (Texts{"10.0.0.1", "::1"}));
    for (const auto* text : {"", "a.example", "=10.0.0.1", "a=", "a=10.0.0.1,", "a=b"}) {
        EXPECT_FALSE(parse_resolve(text)) << text;
    }
}

TEST(ParseListen, DefaultsToEveryInterface) {
    EXPECT_EQ(parse_listen(":9100").value().host, "0.0.0.0");
    EXPECT_EQ(parse_listen(":9100").value().port, 9100);
    EXPECT_EQ(parse_listen("127.0.0.1:0").value().host, "127.0.0.1");
    EXPECT_EQ(parse_listen("[::1]:9").value().host, "::1");
    for (const auto* text : {"", "9100", ":", ":70000", "localhost:9100", ":-1"}) {
        EXPECT_FALSE(parse_listen(text)) << text;
    }
}

TEST(ParseLog, KnowsLevelsAndAFile) {
    EXPECT_EQ(parse_log("warning").value().level, log::Level::warning);
    EXPECT_EQ(parse_log("debug,mdc.log").value().file, "mdc.log");
    const auto wrong = parse_log("warnign");
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("Did you mean 'warning'?"), std::string::npos);
}

}  // namespace
}  // namespace mdc::config
