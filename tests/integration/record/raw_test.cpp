// `mdc parse` of what --raw kept gives the tables of the live run, but for the numbers that are
// made locally (seq_id, packet_id, conn_id) and for checkpoints.

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"
#include "tests/integration/support/program.hpp"
#include "tests/integration/support/text_file.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kTables[] = {"orderbook_l2", "trades", "bbo", "tickers", "gaps"};

/// Rows without what is local. A run begins with a clear row per book at its own start, a replay
/// with one at its first connection: those are compared without their time. So are ledger rows,
/// whose times of interest are in from_timestamp and to_timestamp.
JsonRows comparable(const JsonRows& rows, bool is_ledger) {
    JsonRows out;
    std::set<std::string> begun;
    for (const auto& row : rows) {
        if (row.at("is_checkpoint") == "true") continue;
        out.push_back(row.without({"seq_id", "packet_id", "conn_id"}));
        const bool is_first_clear = row.at("side") == "0" && begun.insert(row.at("ticker")).second;
        if (is_ledger || is_first_clear)
            out.back() = out.back().without({"timestamp", "rcv_timestamp"});
    }
    return out;
}

// Threads write beside each other: rows are in their order within an instrument.
JsonRows by_ticker(JsonRows rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.at("ticker") < b.at("ticker"); });
    return rows;
}

class RawTable : public testing::Test {
  protected:
    /// Parses one of the recordings of raw frames and compares every table.
    static void expect_same(const LiveRun& run, const fs::path& input, int code = 0) {
        const auto parsed = run_parse(run, input);
        EXPECT_EQ(parsed.code, code) << parsed.err;
        for (const auto* table : kTables) {
            const auto file = run.path("again") / (std::string(table) + ".jsonl");
            const bool is_ledger = std::string_view(table) == "gaps";
            EXPECT_EQ(difference(by_ticker(comparable(rows_of_file(file), is_ledger)),
                                 by_ticker(comparable(run.rows(table), is_ledger))),
                      "")
                << table << " of " << input;
        }
        fs::remove_all(run.path("again"));
    }
    static Finished run_parse(const LiveRun& run, const fs::path& input) {
        return test::run(mdc({"parse", "binance_spot", input.string(), "-o",
                              "jsonl:" + run.path("again").string()}));
    }
};

LiveSetting kept_raw(std::vector<std::string> faults) {
    LiveSetting setting;
    setting.keep_raw = true;
    setting.faults = std::move(faults);
    setting.record = [](auto& config) { config.book.checkpoint = 1s; };
    return setting;
}

TEST_F(RawTable, OfACalmRunGivesTheSameTables) {
    LiveRun run(kept_raw({}));
    run.finish();
    run.expect_truth();
    EXPECT_GT(run.rows("raw").size(), 1'000u);
    expect_same(run, run.path("rows") / "raw.jsonl");
    expect_same(run, run.path("tables"));
}

TEST_F(RawTable, OfSeveralThreadsGivesTheSameTables) {
    auto setting = kept_raw({"drop:stream=depth,every=30", "cut:after=1s"});
    setting.markets = {{"binance_spot", {"BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"}}};
    setting.record = [](auto& config) { config.threads.io = 3; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    (void)run.log.expect("again in");
    expect_same(run, run.path("rows") / "raw.jsonl");
    expect_same(run, run.path("tables"));
}

TEST_F(RawTable, OfARunWithLossesGivesTheSameTablesAndTheSameLedger) {
    LiveRun run(kept_raw({"drop:stream=depth,every=9", "drop:stream=trade,every=20",
                          "reorder:stream=trade,every=33", "duplicate:every=7", "cut:after=1s",
                          "snapshot_old:count=1", "rest:stream=depth,after=1s,count=1,code=503"}));
    run.finish();
    run.expect_truth();
    (void)run.log.expect("again in");
    (void)run.log.expect("Internal error");
    expect_same(run, run.path("rows") / "raw.jsonl");
    expect_same(run, run.path("tables"));
}

TEST_F(RawTable, OfAPlannedReplacementGivesTheSameTables) {
    auto setting = kept_raw({"shutdown:after=800ms,for=900ms"});
    setting.play = [](auto& market) { market.variants = 2; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    expect_same(run, run.path("rows") / "raw.jsonl");
    expect_same(run, run.path("tables"));
}

TEST_F(RawTable, FramesThatAreNotEvenTextComeThroughAsTheyWere) {
    LiveRun run(kept_raw({"garbage:every=50", "wrong_type:every=70"}));
    run.finish();
    run.expect_truth();
    (void)run.log.expect("malformed frame");
    expect_same(run, run.path("tables"), 1);
    const auto parsed = run_parse(run, run.path("tables"));
    EXPECT_EQ(count_of(parsed.err, "malformed"),
              static_cast<long>(run.collector().status().malformed));
    EXPECT_EQ(count_of(parsed.err, "unreadable lines"), 0);
}

TEST_F(RawTable, ARecordingWithoutItIsATargetError) {
    LiveSetting setting;
    setting.market = 500ms;
    LiveRun run(setting);
    run.finish();
    const auto parsed = run_parse(run, run.path("tables"));
    EXPECT_EQ(parsed.code, 3) << parsed.err;
    EXPECT_NE(parsed.err.find("--raw"), std::string::npos) << parsed.err;
}

}  // namespace
}  // namespace mdc::test
