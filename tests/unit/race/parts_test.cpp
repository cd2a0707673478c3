#include <deque>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "mdc/race/content.hpp"
#include "mdc/race/element_gate.hpp"
#include "mdc/race/frame_pool.hpp"
#include "mdc/race/seen_set.hpp"

namespace mdc::race {
namespace {

TEST(SeenSet, RemembersBetweenOneAndTwoTimesItsCapacity) {
    SeenSet seen(100);
    for (std::uint64_t key = 1; key <= 10'000; ++key) {
        EXPECT_TRUE(seen.insert(key));
        EXPECT_FALSE(seen.insert(key));
        if (key > 100) {
            EXPECT_TRUE(seen.contains(key - 99));
        }
        if (key > 200) {
            EXPECT_FALSE(seen.contains(key - 200));
        }
    }
}

TEST(SeenSet, ZeroIsAKeyLikeOthers) {
    SeenSet seen(4);
    EXPECT_TRUE(seen.insert(0));
    EXPECT_FALSE(seen.insert(0));
    seen.clear();
    EXPECT_TRUE(seen.insert(0));
}

TEST(SeenSet, WithoutCapacityNothingIsRemembered) {
    SeenSet seen;
    EXPECT_TRUE(seen.insert(5));
    EXPECT_TRUE(seen.insert(5));
}

TEST(FramePool, KeepsCopiesInAnyOrderOfRelease) {
    const unsigned seed = 20261125;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    FramePool pool(16'384);
    std::deque<std::pair<HeldFrame*, std::string>> kept;
    for (int i = 0; i < 20'000; ++i) {
        const std::string payload(random() % 3000, static_cast<char>('a' + i % 26));
        Frame frame;
        frame.payload = payload;
        HeldFrame* const entry = pool.keep(frame, {}, 0);
        if (entry != nullptr) {
            kept.emplace_back(entry, payload);
        } else {
            ASSERT_FALSE(kept.empty());  // it has to fit when nothing else is there
        }
        if (entry == nullptr || random() % 3 == 0) {
            const std::size_t victim = entry == nullptr ? 0 : random() % kept.size();
            if (victim == 0) {
                EXPECT_EQ(pool.oldest(), kept[0].first);
            }
            EXPECT_EQ(kept[victim].first->frame.payload, kept[victim].second);
            pool.free(kept[victim].first);
            kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(victim));
        }
        if (kept.empty()) {
            EXPECT_EQ(pool.used_bytes(), 0U);
        }
    }
    for (const auto& [entry, payload] : kept) EXPECT_EQ(entry->frame.payload, payload);
}

Stream trades_stream(ArrivalRule rule) {
    Stream stream;
    stream.id = StreamId{5};
    stream.feed = Feed::trades;
    stream.rule = rule;
    return stream;
}

TradeRow trade(std::int64_t seq, std::string_view id = {}) {
    TradeRow row;
    row.trade_seq = seq;
    row.trade_id = id;
    return row;
}

TEST(ElementGate, AChainedTradePassesOnce) {
    ElementGate gate;
    gate.add(trades_stream(ArrivalRule::chain));
    const StreamId stream{5};
    EXPECT_TRUE(gate.admit(stream, trade(10)));
    EXPECT_TRUE(gate.admit(stream, trade(13)));  // three matches in one row
    EXPECT_FALSE(gate.admit(stream, trade(12)));
    EXPECT_FALSE(gate.admit(stream, trade(13)));
    EXPECT_TRUE(gate.admit(stream, trade(14)));
    EXPECT_EQ(gate.dropped(), 2U);
    gate.restart(stream);
    EXPECT_TRUE(gate.admit(stream, trade(1)));
}

TEST(ElementGate, WithoutASequenceTheIdTells) {
    ElementGate gate;
    gate.add(trades_stream(ArrivalRule::seen));
    const StreamId stream{5};
    EXPECT_TRUE(gate.admit(stream, trade(kNullInt64, "20f43950-d8dd-5b31-9112-a178eb6023af")));
    EXPECT_TRUE(gate.admit(stream, trade(kNullInt64, "20f43950-d8dd-5b31-9112-a178eb6023ae")));
    EXPECT_FALSE(gate.admit(stream, trade(kNullInt64, "20f43950-d8dd-5b31-9112-a178eb6023af")));
    gate.remove(stream);
    EXPECT_TRUE(gate.admit(stream, trade(kNullInt64, "20f43950-d8dd-5b31-9112-a178eb6023af")));
}

TEST(ElementGate, UnknownStreamsPass) {
    ElementGate gate;
    EXPECT_TRUE(gate.admit(StreamId{1}, trade(1)));
    EXPECT_TRUE(gate.admit(StreamId{1}, trade(1)));
}

Output sample_output() {
    Output output;
    output.levels = {{100.5, 2, Side::bid}, {101, 3, Side::ask}};
    BookUpdate book;
    book.prev = 4;
    book.last = 6;
    book.level_count = 2;
    output.books.push_back(book);
    output.trades.push_back(trade(7, "abc"));
    output.bbos.emplace_back();
    output.tickers.emplace_back();
    return output;
}

TEST(ContentHash, TellsWhatIsSaidAndNotWhen) {
    const std::uint64_t plain = content_hash(sample_output());
    EXPECT_EQ(content_hash(sample_output()), plain);
    Output pushed_later = sample_output();
    pushed_later.books[0].push_timestamp = 99;
    pushed_later.books[0].timestamp = 99;
    pushed_later.trades[0].head.push_timestamp = 99;
    EXPECT_EQ(content_hash(pushed_later), plain);
}

TEST(ContentHash, EveryFieldCounts) {
    std::set<std::uint64_t> hashes{content_hash(sample_output())};
    const auto differs = [&](auto change) {
        Output output = sample_output();
        change(output);
        return hashes.insert(content_hash(output)).second;
    };
    EXPECT_TRUE(differs([](Output& o) { o.levels[1].qty = 4; }));
    EXPECT_TRUE(differs([](Output& o) { o.levels[1].price = 102; }));
    EXPECT_TRUE(differs([](Output& o) { o.levels[1].side = Side::bid; }));
    EXPECT_TRUE(differs([](Output& o) { o.books[0].last = 7; }));
    EXPECT_TRUE(differs([](Output& o) { o.trades[0].trade_id = std::string_view("abd"); }));
    EXPECT_TRUE(differs([](Output& o) { o.trades[0].trade_count = 2; }));
    EXPECT_TRUE(differs([](Output& o) { o.trades[0].side = Side::sell; }));
    EXPECT_TRUE(differs([](Output& o) { o.bbos[0].ask_qty = 1; }));
    EXPECT_TRUE(differs([](Output& o) { o.tickers[0].rho = 1; }));
    EXPECT_TRUE(differs([](Output& o) { o.tickers[0].last_price = 1; }));
    EXPECT_TRUE(differs([](Output& o) { o.tickers[0].funding_time = 1; }));
}

}  // namespace
}  // namespace mdc::race
