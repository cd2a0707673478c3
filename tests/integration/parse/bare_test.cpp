// Frames as the exchange sent them, without envelope: what is not said is concluded, or asked for.

#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/program.hpp"
#include "tests/integration/support/text_file.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFirstDepth =
    R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795608000100000,"s":"BTCUSDT","U":101,"u":103,"b":[["60000.10000000","1.50000000"]],"a":[["60000.30000000","2.00000000"]]}})";
constexpr std::string_view kSnapshot =
    R"({"lastUpdateId":102,"bids":[["60000.00000000","3.00000000"],["59999.90000000","4.00000000"]],"asks":[["60000.20000000","1.00000000"]]})";
constexpr std::string_view kSecondDepth =
    R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795608000300000,"s":"BTCUSDT","U":104,"u":104,"b":[["60000.00000000","0.00000000"]],"a":[]}})";
constexpr std::string_view kTrade =
    R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1795608000200000,"s":"BTCUSDT","t":77,"p":"60000.10000000","q":"0.50000000","T":1795608000199000,"m":true,"M":true}})";
constexpr std::string_view kOtherDepth =
    R"({"stream":"ethusdt@depth@100ms","data":{"e":"depthUpdate","E":1795608000150000,"s":"ETHUSDT","U":901,"u":902,"b":[["2500.10000000","1.50000000"]],"a":[]}})";
constexpr std::string_view kBadTrade =
    R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1795608000250000,"s":"BTCUSDT","t":78,"p":"60000.10000000","q":true,"T":1795608000249000,"m":true,"M":true}})";

class BareFrames : public testing::Test {
  protected:
    /// Parses the files to standard output, which must hold rows and nothing else.
    Finished parse(std::vector<std::string> words) {
        std::vector<std::string> all = {"parse", "binance_spot"};
        all.insert(all.end(), words.begin(), words.end());
        all.insert(all.end(), {"-o", "jsonl:-"});
        auto finished = run(mdc(all));
        rows_ = rows_of_text(finished.out);
        for (const auto& row : rows_)
            EXPECT_TRUE(row.text().starts_with("{\"table\":\"") && row.text().ends_with("}"))
                << row.text();
        return finished;
    }
    Finished parse_lines(std::initializer_list<std::string_view> lines,
                         std::vector<std::string> flags = {}) {
        write_lines(file_, lines);
        flags.push_back(file_.string());
        return parse(flags);
    }
    [[nodiscard]] JsonRows table(std::string_view name) const {
        return where(rows_, {{"table", name}});
    }

    TemporaryFolder folder_;
    fs::path file_ = folder_ / "frames.jsonl";
    JsonRows rows_;
};

TEST_F(BareFrames, ABodyGoesToTheOneBookThatWaits) {
    const auto parsed = parse_lines({kFirstDepth, kSnapshot, kTrade, kSecondDepth});
    EXPECT_EQ(parsed.code, 0) << parsed.err;
    const auto book = table("orderbook_l2");
    const std::vector<std::vector<std::string>> expected = {
        // action, side, price, qty, is_snapshot, last_update_id
        {"3", "0", "null", "0", "false", "null"},     {"1", "1", "60000", "3", "true", "102"},
        {"1", "1", "59999.9", "4", "true", "102"},    {"1", "-1", "60000.2", "1", "true", "102"},
        {"1", "1", "60000.1", "1.5", "false", "103"}, {"1", "-1", "60000.3", "2", "false", "103"},
        {"3", "1", "60000", "0", "false", "104"}};
    ASSERT_EQ(book.size(), expected.size()) << parsed.out;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        std::vector<std::string> got;
        for (const auto* column :
             {"action", "side", "price", "qty", "is_snapshot", "last_update_id"})
            got.push_back(book[i].at(column));
        EXPECT_EQ(got, expected[i]) << book[i].text();
    }
    ASSERT_EQ(table("trades").size(), 1u);
    EXPECT_EQ(table("trades")[0].at("side"), "-1");
    EXPECT_EQ(table("trades")[0].at("trade_id"), "77");
}

TEST_F(BareFrames, TheReceiveTimeIsTheLargestEventTimeSoFar) {
    (void)parse_lines({kFirstDepth, kSecondDepth, kTrade}, {"--no-book"});
    EXPECT_EQ(table("orderbook_l2").front().at("rcv_timestamp"), "1795608000100000");
    EXPECT_EQ(table("orderbook_l2").back().at("rcv_timestamp"), "1795608000300000");
    EXPECT_EQ(table("trades").front().at("rcv_timestamp"), "1795608000300000");
    EXPECT_EQ(table("trades").front().at("timestamp"), "1795608000199000");
    EXPECT_GE(rows_.front().number("seq_id"), 1795608000100000) << "ids begin at the first frame";
}

TEST_F(BareFrames, TheSameInputGivesTheSameRows) {
    const auto first = parse_lines({kFirstDepth, kSnapshot, kTrade, kSecondDepth});
    const auto second = parse_lines({kFirstDepth, kSnapshot, kTrade, kSecondDepth});
    EXPECT_EQ(first.out, second.out);
}

TEST_F(BareFrames, WithTwoBooksWaitingABodyNeedsASymbol) {
    auto parsed = parse_lines({kFirstDepth, kOtherDepth, kSnapshot});
    EXPECT_EQ(count_of(parsed.err, "snapshots of no book"), 1);
    EXPECT_NE(parsed.err.find("--symbol"), std::string::npos);
    EXPECT_TRUE(where(rows_, {{"is_snapshot", "true"}}).empty());

    parsed = parse_lines({kFirstDepth, kOtherDepth, kSnapshot}, {"--symbol", "BTCUSDT"});
    EXPECT_EQ(count_of(parsed.err, "snapshots of no book"), 0);
    const auto snapshot = where(rows_, {{"is_snapshot", "true"}});
    EXPECT_EQ(snapshot.size(), 3u);
    EXPECT_EQ(where(snapshot, {{"ticker", "BTCUSDT"}}).size(), 3u);
}

TEST_F(BareFrames, WithoutABookLevelsComeOutAsTheMessageSaysThem) {
    const auto parsed =
        parse_lines({kFirstDepth, kSnapshot, kSecondDepth}, {"--no-book", "--symbol", "BTCUSDT"});
    EXPECT_EQ(parsed.code, 0) << parsed.err;
    std::vector<std::string> actions;
    for (const auto& row : table("orderbook_l2")) actions.push_back(row.at("action"));
    EXPECT_EQ(actions, (std::vector<std::string>{"2", "2", "1", "1", "1", "3"}));
    EXPECT_TRUE(where(table("orderbook_l2"), {{"side", "0"}}).empty());
}

TEST_F(BareFrames, BadFramesAreCountedAndTheGoodOnesBesideThemAreThere) {
    const auto parsed =
        parse_lines({kTrade, kBadTrade, "{\"stream\":\"btcusdt@trade\",\"data\":", "no json at all",
                     "[1,2]", kFirstDepth});
    EXPECT_EQ(parsed.code, 1) << parsed.err;
    EXPECT_GE(count_of(parsed.err, "malformed"), 1);
    EXPECT_GE(count_of(parsed.err, "malformed") + count_of(parsed.err, "unreadable lines"), 4);
    EXPECT_EQ(count_of(parsed.err, "rows"), 2);
    EXPECT_EQ(table("trades").size(), 1u);
    EXPECT_NE(parsed.err.find(kBadTrade.substr(0, 100)), std::string::npos) << "a sample is shown";
}

TEST_F(BareFrames, ATruncatedFileGivesWhatStandsBeforeTheCut) {
    std::string text;
    for (int id = 1; id <= 2'000; ++id) {
        auto trade = std::string(kTrade);
        trade.replace(trade.find("\"t\":77"), 6, "\"t\":" + std::to_string(id));
        text += trade + "\n";
    }
    write_gzip(file_, text);
    const auto whole = static_cast<std::size_t>(fs::file_size(file_));
    fs::resize_file(file_, whole * 2 / 3);
    const auto parsed = parse({file_.string()});
    EXPECT_EQ(parsed.code, 1);
    EXPECT_NE(parsed.err.find("mdc: " + file_.string() + " is damaged or cut"), std::string::npos)
        << parsed.err;
    EXPECT_GT(table("trades").size(), 500u);
    EXPECT_LT(table("trades").size(), 2'000u);
}

TEST_F(BareFrames, CompressedWithoutALastLineEndWithEmptyLinesAndCarriageReturns) {
    write_gzip(file_, std::string(kTrade) + "\r\n\n\r\n" + std::string(kFirstDepth));
    const auto parsed = parse({file_.string()});
    EXPECT_EQ(parsed.code, 0) << parsed.err;
    EXPECT_EQ(count_of(parsed.err, "rows"), 2);
}

TEST_F(BareFrames, ControlCharactersOfAFrameNeverReachTheTerminal) {
    const auto parsed =
        parse_lines({"{\"stream\":\"btcusdt@trade\",\"data\":\x1b[31m\xff\xfe\x07}"});
    EXPECT_EQ(parsed.code, 1);
    for (const char each : parsed.err) {
        const auto byte = static_cast<unsigned char>(each);
        ASSERT_TRUE(byte == '\n' || (byte >= 0x20 && byte != 0x7f && byte < 0xf8)) << parsed.err;
    }
}

/// A recording of `connections` one after the other, each with one trade more.
std::string connections_one_by_one(int connections, bool has_closes) {
    std::string text;
    for (int i = 1; i <= connections; ++i) {
        const auto line = [&](const char* kind, const std::string& raw) {
            text +=
                fmt::format(R"({{"rcv_timestamp":{},"conn_id":{},"packet_id":{},"kind":"{}"{}}})",
                            1795608000000000 + i * 10, i, i, kind, raw) +
                "\n";
        };
        std::string trade;
        for (const char each : kTrade)
            trade += each == '"' ? std::string("\\\"") : std::string(1, each);
        trade.replace(trade.find(":77"), 3, ":" + std::to_string(i));
        line("open", "");
        line("ws", ",\"raw\":\"" + trade + "\"");
        if (has_closes) line("close", "");
    }
    return text;
}

TEST_F(BareFrames, AnInputMayHaveMoreConnectionsThanARaceHasLegs) {
    for (const bool has_closes : {true, false}) {
        write_gzip(file_, connections_one_by_one(40, has_closes));
        const auto parsed = parse({file_.string()});
        EXPECT_EQ(parsed.code, 0) << parsed.err;
        EXPECT_EQ(table("trades").size(), 40u);
        EXPECT_EQ(where(table("connections"), {{"event", "opened"}}).size(), 40u);
        EXPECT_TRUE(where(table("gaps"), {{"cause", "server_drop"}}).empty()) << parsed.out;
    }
}

TEST_F(BareFrames, FilesThatAreNoneAreATargetError) {
    const auto parsed = parse({(folder_ / "no.jsonl").string()});
    EXPECT_EQ(parsed.code, 3);
    EXPECT_EQ(parsed.out, "");
    EXPECT_NE(parsed.err.find("no.jsonl"), std::string::npos);
    EXPECT_EQ(parse({"/"}).code, 3);
}

}  // namespace
}  // namespace mdc::test
