#include "mdc/collector/crash_rows.hpp"

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/kept.hpp"

namespace mdc::collector {
namespace {

using pipeline::Kept;

constexpr UnixMicros kNow{1'000};

Stream stream_of(ExchangeId exchange, Feed feed, std::string ticker) {
    Stream stream;
    stream.exchange = exchange;
    stream.feed = feed;
    stream.instrument = InstrumentId{0};
    stream.ticker = std::move(ticker);
    return stream;
}

struct CrashRows : testing::Test {
    journal::CrashedRun crashed{.opened = {500}, .ends = {}};
    std::vector<Stream> streams = {stream_of(ExchangeId::okx, Feed::bbo, "BTC-USDT"),
                                   stream_of(ExchangeId::okx, Feed::trades, "BTC-USDT"),
                                   stream_of(ExchangeId::deribit, Feed::bbo, "BTC-PERPETUAL")};
    Kept sink;

    std::unique_ptr<pipeline::Stage> stage() {
        return crash_rows_first(crashed, streams, kNow, [this] { return ++last_id_; });
    }

  private:
    std::int64_t last_id_ = 70;
};

TEST_F(CrashRows, GoBeforeTheFirstBatchWhateverItsTable) {
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto first = test::rows_of(static_cast<Table>(i), 1);
        const auto told = stage();
        ASSERT_TRUE(told->touches(first->table));
        sink.batches.clear();
        told->process(first, sink);
        ASSERT_EQ(sink.batches.size(), 3u) << "one an exchange, and the first";
        EXPECT_EQ(sink.batches[0]->table, Table::gaps);
        EXPECT_EQ(sink.batches[1]->table, Table::gaps);
        EXPECT_EQ(sink.batches[2], first);
        EXPECT_FALSE(told->touches(first->table)) << "all is said";
        told->finish(sink);
        EXPECT_EQ(sink.batches.size(), 3u);
    }
}

TEST_F(CrashRows, ComeWithTheTimeOrTheEndWhenNothingElseDoes) {
    stage()->on_time(kNow, sink);
    EXPECT_EQ(sink.rows(), 3u);
    stage()->finish(sink);
    EXPECT_EQ(sink.rows(), 6u);
}

TEST_F(CrashRows, SpanFromTheEndOfEachStreamToNow) {
    crashed.ends.raise(ExchangeId::okx, Feed::bbo, "BTC-USDT", {800});
    crashed.ends.raise(ExchangeId::deribit, Feed::bbo, "BTC-PERPETUAL", {1'200});
    stage()->finish(sink);
    ASSERT_EQ(sink.batches.size(), 2u);
    const auto& deribit = *sink.batches[0];
    const auto& okx = *sink.batches[1];
    using Numbers = std::vector<std::int64_t>;
    using Texts = std::vector<std::string_view>;
    EXPECT_EQ(test::texts(okx, "feed"), (Texts{"bbo", "trades"}));
    EXPECT_EQ(test::texts(okx, "ticker"), (Texts{"BTC-USDT", "BTC-USDT"}));
    EXPECT_EQ(test::texts(okx, "cause"), (Texts{"crash", "crash"}));
    EXPECT_EQ(test::integers(okx, "from_timestamp"), (Numbers{800, 500}))
        << "one that never spoke has nothing since the run began";
    EXPECT_EQ(test::integers(okx, "to_timestamp"), (Numbers{1'000, 1'000}));
    EXPECT_EQ(test::integers(okx, "from_update_id"), (Numbers{kNullInt64, kNullInt64}));
    EXPECT_EQ(test::integers(okx, "exchange"), (Numbers{4, 4}));
    EXPECT_EQ(test::integers(okx, "seq_id"), (Numbers{71, 72}));
    EXPECT_EQ(test::integers(deribit, "from_timestamp"), Numbers{1'000}) << "a clock went back";
}

}  // namespace
}  // namespace mdc::collector
