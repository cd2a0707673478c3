// Captures of the real exchange, when they are there: MDC_CORPUS, or the folder beside the
// checkout.

#include "tests/support/corpus.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/program.hpp"
#include "tests/integration/support/text_file.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;

class Corpus : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::is_directory(corpus_)) GTEST_SKIP() << "no corpus at " << corpus_;
    }
    [[nodiscard]] Finished parse(const fs::path& file, const std::string& market) const {
        return run(
            mdc({"parse", market, (corpus_ / file).string(), "-o", "jsonl:" + rows_.string()}));
    }
    /// Rows of `gaps` that tell of a loss; the end of a connection is none when nothing follows.
    [[nodiscard]] std::size_t holes() const {
        if (!fs::exists(rows_ / "gaps.jsonl")) return 0;
        const auto gaps = rows_of_file(rows_ / "gaps.jsonl");
        return static_cast<std::size_t>(
            std::count_if(gaps.begin(), gaps.end(), [](const auto& gap) {
                const auto cause = gap.at("cause");
                const bool is_end = cause == "disconnect" && gap.at("to_timestamp") == "null";
                return cause != "start" && cause != "stop" && !is_end;
            }));
    }
    [[nodiscard]] std::string confirm() const {
        return run({python(), "tests/replay/confirm_book.py",
                    (rows_ / "orderbook_l2.jsonl").string(), (rows_ / "bbo.jsonl").string()})
            .out;
    }

    TemporaryFolder folder_;
    fs::path rows_ = folder_ / "rows";
    fs::path corpus_ = corpus_folder();
};

TEST_F(Corpus, TheBookFromRowsAloneIsTheExchangesOwn) {
    const auto parsed = parse("envelopes/binance_spot_btcusdt_20240808.jsonl.gz", "binance_spot");
    EXPECT_EQ(parsed.code, 0) << parsed.err;
    EXPECT_EQ(confirm(), "confirmed 5735 mismatched 2 50093478174 50093480542\n");
}

struct Capture {
    std::string market, name;
    std::size_t books;
    std::string confirmed;  // empty: no quotes were captured
};

TEST_F(Corpus, CapturesChainWithoutAGapAndConfirmTheirQuotes) {
    const std::vector<Capture> captures = {
        {"binance_spot", "binance_spot_20210404_dot_btc_eth", 3, ""},
        {"binance_spot", "binance_spot_20210417_10sym", 10, "confirmed 310 mismatched 0\n"},
        {"binance_spot", "binance_spot_20210814_4sym", 4, "confirmed 200 mismatched 0\n"},
        {"binance_usdm", "binance_usdm_20210405_5sym", 5, "confirmed 1435 mismatched 0\n"},
        {"binance_usdm", "binance_usdm_btcusdt_20230404", 1, "confirmed 9698 mismatched 0\n"},
        {"binance_usdm", "binance_usdm_btcusdt_20240718", 1, "confirmed 6099 mismatched 0\n"},
        {"binance_usdm", "binance_usdm_btcusdt_20240808", 1, "confirmed 5703 mismatched 0\n"}};
    for (const auto& [market, name, instruments, confirmed] : captures) {
        const auto parsed = parse("envelopes/" + name + ".jsonl.gz", market);
        EXPECT_EQ(parsed.code, 0) << parsed.err;
        EXPECT_EQ(count_of(parsed.err, "malformed"), 0) << name;
        const auto gaps = rows_of_file(rows_ / "gaps.jsonl");
        const auto books = where(gaps, {{"feed", "orderbook_l2"}});
        EXPECT_EQ(where(books, {{"cause", "start"}}).size(), instruments) << name;
        EXPECT_EQ(where(books, {{"cause", "stop"}}).size(), instruments) << name;
        EXPECT_EQ(holes(), 0u) << name;
        if (!confirmed.empty()) {
            EXPECT_EQ(confirm(), confirmed) << name;
        }
        fs::remove_all(rows_);
    }
}

TEST_F(Corpus, EveryCaptureGoesThroughWithoutAMalformedFrame) {
    // One trade of Spot has an "m" that is "yes", on purpose.
    const std::map<std::string, long> invalid = {{"binance_spot/samples.jsonl", 1}};
    for (const std::string market : {"binance_spot", "binance_usdm"}) {
        std::size_t files = 0;
        for (const auto& entry : fs::directory_iterator(corpus_ / market)) {
            const auto name = entry.path().filename().string();
            const bool is_frames =
                name.find(".recv_") == name.npos && name.find(".json") != name.npos;
            if (!is_frames) continue;
            ++files;
            const auto parsed = run(mdc({"parse", market, entry.path().string(), "-o", "null:"}));
            const auto known = invalid.find(market + "/" + name);
            const auto expected = known != invalid.end() ? known->second : 0;
            EXPECT_EQ(count_of(parsed.err, "malformed"), expected) << name << '\n' << parsed.err;
            // Answers of REST in a form of their own: nothing of them is a frame, which is said.
            const bool is_foreign = name.starts_with("rest_");
            if (!is_foreign) {
                EXPECT_EQ(count_of(parsed.err, "unreadable lines"), 0) << name;
            }
            EXPECT_EQ(parsed.code, expected == 0 && !is_foreign ? 0 : 1) << name;
        }
        EXPECT_GE(files, 12u) << market;
    }
}

/// What becomes of each frame of a file: data, answers, kinds that are not recorded.
struct Account {
    std::string market, file;
    long rows, control, ignored, unchained;
    std::size_t holes = 0;  // that the file itself has
};

void PrintTo(const Account& account, std::ostream* out) { *out << account.file; }

class CorpusAccount : public Corpus, public testing::WithParamInterface<Account> {};

TEST_P(CorpusAccount, EveryFrameIsAccountedFor) {
    const auto& [market, file, rows, control, ignored, unchained, lost] = GetParam();
    const auto parsed = parse(file, market);
    EXPECT_EQ(parsed.code, 0) << parsed.err;
    const std::map<std::string, long> expected = {
        {"rows", rows},   {"control", control},     {"ignored", ignored}, {"unknown", 0},
        {"malformed", 0}, {"unchained", unchained}, {"repeat", 0},        {"unreadable lines", 0}};
    for (const auto& [kind, count] : expected) EXPECT_EQ(count_of(parsed.err, kind), count) << kind;
    EXPECT_EQ(holes(), lost);
}

INSTANTIATE_TEST_SUITE_P(
    Files, CorpusAccount,
    testing::Values(Account{"okx", "okx/capture_20210722_conn1.jsonl", 82, 30, 0, 1504},
                    Account{"okx", "okx/capture_20210722_conn2.jsonl", 83, 30, 0, 1446},
                    Account{"okx", "okx/capture_20210722_conn3.jsonl", 82, 30, 0, 1422},
                    Account{"okx", "okx/live2026.jsonl", 24, 3, 3, 0, 1},
                    Account{"okx", "okx/depth.jsonl", 0, 0, 0, 290},
                    Account{"okx", "okx/trades.jsonl", 74, 0, 0, 0},
                    Account{"okx", "okx/ticker.jsonl", 28, 0, 0, 0},
                    Account{"okx", "okx/control.jsonl", 0, 18, 0, 0},
                    Account{"okx", "envelopes/okx_20210722_three_connections.jsonl.gz", 83, 90, 0,
                            1504},
                    Account{"deribit", "deribit/capture_20210417_options.jsonl", 148, 1, 0, 0},
                    Account{"deribit", "deribit/capture_20210722_options.jsonl", 135, 1, 0, 0},
                    Account{"deribit", "deribit/live2026.jsonl", 5, 5, 0, 0},
                    Account{"deribit", "deribit/depth.jsonl", 46, 0, 0, 0},
                    Account{"deribit", "deribit/ticker.jsonl", 89, 0, 0, 0},
                    Account{"deribit", "deribit/control.jsonl", 0, 1, 0, 0},
                    Account{"deribit", "deribit/depth_btc_perpetual_2020.jsonl", 5, 1, 0, 0, 1},
                    Account{"deribit", "envelopes/deribit_20210417_options.jsonl.gz", 148, 1, 0, 0},
                    Account{"deribit", "envelopes/deribit_20210722_options.jsonl.gz", 135, 1, 0, 0},
                    Account{"bybit_linear", "bybit/live2026_linear.jsonl", 16, 1, 0, 0},
                    Account{"bybit_linear", "bybit/depth.jsonl", 50, 0, 0, 0},
                    Account{"bybit_spot", "bybit/live2026_spot.jsonl", 9, 3, 0, 0},
                    Account{"bybit_spot", "bybit/live2026_testnet_book50.jsonl", 40, 3, 0, 0}));

// All three subscribed the same: whatever order the messages of different instruments come in, the
// race writes each once. One ticker was only sent to the second.
TEST_F(Corpus, ThreeConnectionsGiveTheRowsOfTheFirst) {
    const auto kept = [&](const std::string& table) {
        std::multiset<std::string> all;
        for (const auto& row : rows_of_file(rows_ / (table + ".jsonl"))) {
            if (row.at("action") == "3") continue;  // the book is unknown from here on
            all.insert(row.without({"seq_id", "packet_id", "conn_id", "rcv_timestamp"}).text());
        }
        return all;
    };
    ASSERT_EQ(parse("okx/capture_20210722_conn1.jsonl", "okx").code, 0);
    std::map<std::string, std::multiset<std::string>> first;
    for (const auto* table : {"orderbook_l2", "trades", "tickers"}) first[table] = kept(table);
    fs::remove_all(rows_);
    ASSERT_EQ(parse("envelopes/okx_20210722_three_connections.jsonl.gz", "okx").code, 0);
    for (const auto& [table, rows] : first) {
        const auto all = kept(table);
        std::vector<std::string> more;
        std::set_difference(all.begin(), all.end(), rows.begin(), rows.end(),
                            std::back_inserter(more));
        EXPECT_TRUE(std::includes(all.begin(), all.end(), rows.begin(), rows.end())) << table;
        EXPECT_EQ(more.size(), table == "tickers" ? 1u : 0u) << table;
    }
}

}  // namespace
}  // namespace mdc::test
