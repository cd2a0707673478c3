// Captures of the real exchange, when they are there: MDC_CORPUS, or the folder beside the
// checkout.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
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
        const char* told = std::getenv("MDC_CORPUS");
        corpus_ = told != nullptr ? told : "../shared/corpus";
        if (!fs::is_directory(corpus_)) GTEST_SKIP() << "no corpus at " << corpus_;
    }
    [[nodiscard]] Finished parse(const fs::path& file, const std::string& market) const {
        return run(
            mdc({"parse", market, (corpus_ / file).string(), "-o", "jsonl:" + rows_.string()}));
    }
    [[nodiscard]] std::string confirm() const {
        return run({python(), "tests/replay/confirm_book.py",
                    (rows_ / "orderbook_l2.jsonl").string(), (rows_ / "bbo.jsonl").string()})
            .out;
    }

    TemporaryFolder folder_;
    fs::path rows_ = folder_ / "rows";
    fs::path corpus_;
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
        for (const auto& gap : gaps) {
            const auto cause = gap.at("cause");
            // The capture closes its connection before it ends: an open end, nothing that is lost.
            const bool is_last_close = cause == "disconnect" && gap.at("to_timestamp") == "null";
            EXPECT_TRUE(cause == "start" || cause == "stop" || is_last_close)
                << name << ' ' << gap.text();
        }
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

}  // namespace
}  // namespace mdc::test
