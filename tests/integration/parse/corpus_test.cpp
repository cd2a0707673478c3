// Captures of the real exchange, when they are there: MDC_CORPUS, or the folder beside the
// checkout.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

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
    [[nodiscard]] Finished parse(const fs::path& file) const {
        return run(mdc(
            {"parse", "binance_spot", (corpus_ / file).string(), "-o", "jsonl:" + rows_.string()}));
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
    const auto parsed = parse("envelopes/binance_spot_btcusdt_20240808.jsonl.gz");
    EXPECT_EQ(parsed.code, 0) << parsed.err;
    EXPECT_EQ(confirm(), "confirmed 5735 mismatched 2 50093478174 50093480542\n");
}

TEST_F(Corpus, CapturesOfSeveralInstrumentsChainWithoutAGap) {
    const std::map<std::string, std::pair<std::size_t, const char*>> captures = {
        {"binance_spot_20210404_dot_btc_eth", {3, nullptr}},
        {"binance_spot_20210417_10sym", {10, "confirmed 310 mismatched 0\n"}},
        {"binance_spot_20210814_4sym", {4, "confirmed 200 mismatched 0\n"}}};
    for (const auto& [name, expected] : captures) {
        const auto parsed = parse("envelopes/" + name + ".jsonl.gz");
        EXPECT_EQ(parsed.code, 0) << parsed.err;
        EXPECT_EQ(count_of(parsed.err, "malformed"), 0) << name;
        const auto gaps = rows_of_file(rows_ / "gaps.jsonl");
        const auto books = where(gaps, {{"feed", "orderbook_l2"}});
        EXPECT_EQ(where(books, {{"cause", "start"}}).size(), expected.first) << name;
        EXPECT_EQ(where(books, {{"cause", "stop"}}).size(), expected.first) << name;
        for (const auto& gap : gaps) {
            const auto cause = gap.at("cause");
            // The capture closes its connection before it ends: an open end, nothing that is lost.
            const bool is_last_close = cause == "disconnect" && gap.at("to_timestamp") == "null";
            EXPECT_TRUE(cause == "start" || cause == "stop" || is_last_close) << gap.text();
        }
        if (expected.second != nullptr) {
            EXPECT_EQ(confirm(), expected.second) << name;
        }
        fs::remove_all(rows_);
    }
}

TEST_F(Corpus, EveryCaptureGoesThroughWithoutAMalformedFrame) {
    // samples.jsonl has one trade whose "m" is "yes", on purpose.
    const std::map<std::string, long> invalid = {{"samples.jsonl", 1}};
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(corpus_ / "binance_spot")) {
        const auto name = entry.path().filename().string();
        const bool is_frames = name.find(".recv_") == name.npos && name.find(".json") != name.npos;
        if (!is_frames) continue;
        ++files;
        const auto parsed =
            run(mdc({"parse", "binance_spot", entry.path().string(), "-o", "null:"}));
        const auto expected = invalid.contains(name) ? invalid.at(name) : 0;
        EXPECT_EQ(count_of(parsed.err, "malformed"), expected) << name << '\n' << parsed.err;
        EXPECT_EQ(count_of(parsed.err, "unreadable lines"), 0) << name;
        // Answers of REST in a form of their own: nothing of them is a frame, which is said.
        const bool is_foreign = name.starts_with("rest_");
        EXPECT_EQ(parsed.code, expected == 0 && !is_foreign ? 0 : 1) << name;
    }
    EXPECT_GE(files, 15u);
}

}  // namespace
}  // namespace mdc::test
