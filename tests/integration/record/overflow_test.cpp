// The ring between the I/O thread and the pipeline is full: whole frames are left out, the ledger
// says which, and the book is written again. Driven through the path of a live run, with frames out
// of memory and a pipeline that is drained when the test says so.

#include <map>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/collector/offline/replay.hpp"
#include "mdc/collector/targets.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/exchanges/registry.hpp"

#include "tests/integration/support/json_row.hpp"
#include "tests/support/padded_text.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {
namespace {

constexpr std::int64_t kStart = 1'795'608'000'000'000;
constexpr std::size_t kSmallRing = std::size_t{16} << 10;

/// A replay with a ring of this size, whose rows go to files of JSON lines when drain() is called.
class Path {
  public:
    explicit Path(std::size_t ring_bytes)
        : targets_(open_targets()),
          replay_(*exchanges::find(ExchangeId::binance_spot), options(ring_bytes),
                  UnixMicros{kStart}),
          pipeline_({&replay_.ring()}, targets_.take_setups(), {}) {}

    void ws(const std::string& payload) { feed(collector::InputLine::Kind::ws, {}, payload); }
    void trade(int id) {
        ws(fmt::format(
            R"({{"stream":"btcusdt@trade","data":{{"e":"trade","E":{0},"s":"BTCUSDT","t":{1},"p":"60000.10000000","q":"0.50000000","T":{0},"m":true,"M":true}}}})",
            kStart + at_, id));
    }
    void depth(int first, int last, int price, int qty) {
        ws(fmt::format(
            R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{},"s":"BTCUSDT","U":{},"u":{},"b":[["{}.00000000","{}.00000000"]],"a":[]}}}})",
            kStart + at_, first, last, price, qty));
    }
    void snapshot(int last) {
        feed(
            collector::InputLine::Kind::rest, "/api/v3/depth?symbol=BTCUSDT&limit=1000",
            fmt::format(
                R"({{"lastUpdateId":{},"bids":[["50000.00000000","1.00000000"]],"asks":[["70000.00000000","1.00000000"]]}})",
                last));
    }
    void drain() { pipeline_.drain_once(replay_.now()); }
    void finish() {
        drain();
        replay_.finish();
        (void)pipeline_.stop();
    }
    [[nodiscard]] std::uint64_t overflows() const {
        return replay_.path().stats().overflows.value();
    }
    [[nodiscard]] JsonRows rows(const char* table) const {
        return rows_of_file(folder_ / "rows" / (std::string(table) + ".jsonl"));
    }

  private:
    static collector::ReplayOptions options(std::size_t ring_bytes) {
        collector::ReplayOptions options;
        options.ring_bytes = ring_bytes;
        return options;
    }
    collector::Targets open_targets() {
        const auto target = "jsonl:" + (folder_ / "rows").string();
        return collector::Targets::open({config::parse_target(target).value()}, {},
                                        pipeline::WhenFull::wait)
            .value();
    }
    void feed(collector::InputLine::Kind kind, std::string_view request,
              const std::string& payload) {
        std::string padded = payload;
        padded.append(kFramePadding, '\0');
        collector::InputLine line;
        line.kind = kind;
        line.rcv_timestamp = kStart + (at_ += 1'000);
        line.conn_id = 1;
        line.packet_id = at_;
        line.request = request;
        line.payload = std::string_view(padded).substr(0, payload.size());
        replay_.feed(line);
    }

    TemporaryFolder folder_;
    collector::Targets targets_;
    collector::Replay replay_;
    pipeline::Pipeline pipeline_;
    std::int64_t at_ = 0;
};

using Book = std::map<std::pair<std::string, std::string>, std::string>;

/// The book that rows alone make (docs/field_semantics.md); nothing while it is unknown.
std::optional<Book> replayed(const JsonRows& rows) {
    Book book;
    bool is_known = false;
    for (const auto& row : rows) {
        const std::pair key(row.at("side"), row.at("price"));
        if (row.at("side") == "0") {
            book.clear();
            is_known = row.at("is_checkpoint") == "true";
        } else if (row.at("action") == "3") {
            book.erase(key);
        } else {
            book[key] = row.at("qty");
            is_known = is_known || row.at("is_snapshot") == "true";
        }
    }
    return is_known ? std::optional(book) : std::nullopt;
}

/// The same two hundred messages of each feed for both; the ring's reader is away until message
/// `drain_after`.
void play(Path& path, int drain_after) {
    path.depth(1, 1, 60'000, 1);
    path.snapshot(1);
    path.trade(1);
    path.drain();
    for (int i = 2; i <= 200; ++i) {
        path.depth(i, i, 60'000 + i % 50, i);
        path.trade(i);
        if (i >= drain_after) path.drain();
    }
    path.finish();
}

TEST(Overflow, WhatDidNotFitIsInTheLedgerAndTheBookIsWrittenAgain) {
    Path roomy(std::size_t{8} << 20);
    play(roomy, 2);
    EXPECT_EQ(roomy.overflows(), 0u);
    Path full(kSmallRing);
    play(full, 150);
    EXPECT_GT(full.overflows(), 0u);

    // Trades: each id is there or in the ledger, none in both, none in neither.
    const auto hole = where(full.rows("gaps"), {{"feed", "trades"}, {"cause", "overflow"}});
    ASSERT_EQ(hole.size(), 1u);
    const auto from = hole[0].number("from_update_id");
    const auto to = hole[0].number("to_update_id");
    std::vector<std::int64_t> ids;
    for (const auto& row : full.rows("trades")) ids.push_back(row.number("trade_seq"));
    std::vector<std::int64_t> expected;
    for (std::int64_t id = 1; id <= 200; ++id) {
        if (id < from || id > to) expected.push_back(id);
    }
    EXPECT_EQ(ids, expected) << hole[0].text();

    // The book: one hole, repaired by a checkpoint, and in the end the same book.
    const auto book = where(full.rows("gaps"), {{"feed", "orderbook_l2"}, {"cause", "overflow"}});
    ASSERT_EQ(book.size(), 1u);
    EXPECT_EQ(book[0].at("repaired_by"), "checkpoint");
    const auto rows = full.rows("orderbook_l2");
    EXPECT_FALSE(where(rows, {{"is_checkpoint", "true"}, {"side", "0"}}).empty());
    const auto expected_book = replayed(roomy.rows("orderbook_l2"));
    ASSERT_TRUE(expected_book.has_value());
    EXPECT_EQ(replayed(rows), expected_book);
    for (const auto& row : rows) {
        if (row.at("is_checkpoint") == "true" || row.at("last_update_id") == "null") continue;
        const auto id = row.number("last_update_id");
        EXPECT_TRUE(id < book[0].number("from_update_id") || id > book[0].number("to_update_id"))
            << row.text();
    }
}

TEST(Overflow, AHoleThatIsOpenAtTheEndIsToldToo) {
    Path full(kSmallRing);
    play(full, 1'000);  // nobody reads until the end
    EXPECT_GT(full.overflows(), 0u);
    const auto trades = full.rows("trades");
    const auto hole = where(full.rows("gaps"), {{"feed", "trades"}, {"cause", "overflow"}});
    ASSERT_EQ(hole.size(), 1u);
    EXPECT_EQ(hole[0].number("from_update_id"), trades.back().number("trade_seq") + 1);
    EXPECT_EQ(hole[0].at("to_update_id"), "200");
    const auto stop = where(full.rows("gaps"), {{"feed", "trades"}, {"cause", "stop"}});
    ASSERT_EQ(stop.size(), 1u);
    EXPECT_EQ(stop[0].at("from_update_id"), "201");
}

}  // namespace
}  // namespace mdc::test
