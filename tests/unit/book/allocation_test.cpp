#include <random>

#include <gtest/gtest.h>

#include "allocations.hpp"
#include "book_run.hpp"

namespace mdc::book {
namespace {

class Market {
  public:
    Market() : books_({}, output_) {
        for (std::uint32_t i = 0; i < kInstruments; ++i) {
            Stream stream;
            stream.id = StreamId{i};
            books_.add(stream, {}, now_);
            Update picture;
            for (int level = 1; level <= 500; ++level) {
                picture.levels.push_back({1000.0 - level, 1, Side::bid});
                picture.levels.push_back({1000.0 + level, 1, Side::ask});
            }
            apply(i, picture, true);
        }
    }

    void apply(std::uint32_t instrument, const Update& update, bool is_snapshot) {
        BookUpdate message;
        message.stream = StreamId{instrument};
        message.is_snapshot = is_snapshot;
        message.prev = id_;
        message.last = id_ + 1;
        if (is_snapshot) message.prev = kNullInt64;
        books_.apply(message, update.levels, {.rcv_timestamp = now_});
    }

    /// One round: each instrument gets an update, the loop goes round.
    void round(const Update& update) {
        ++id_;
        const std::uint64_t before = allocation_count();
        for (std::uint32_t i = 0; i < kInstruments; ++i) apply(i, update, false);
        within_messages_ += allocation_count() - before;
        now_.value += 1000;
        books_.on_time(now_);
    }

    std::uint64_t within_messages() const { return within_messages_; }
    const QuietOutput& output() const { return output_; }
    const Books& books() const { return books_; }

  private:
    static constexpr std::uint32_t kInstruments = 4;
    UnixMicros now_{kStart};
    std::int64_t id_ = 0;
    std::uint64_t within_messages_ = 0;
    QuietOutput output_;
    Books books_;
};

TEST(BookAllocations, NewPriceLevelsFindTheirMemory) {
    Market market;
    std::mt19937 random(7);
    Update update;
    update.levels.reserve(64);
    // The price walks away: 40 levels a round that never were there before, few that go.
    const auto play = [&](int first_round, int rounds) {
        for (int i = first_round; i < first_round + rounds; ++i) {
            update.levels.clear();
            for (int n = 0; n < 20; ++n) {
                const double step = 0.01 * (i * 20 + n);
                update.levels.push_back({400 - step, 1, Side::bid});
                update.levels.push_back({1600 + step, 1, Side::ask});
            }
            update.levels.push_back({999.0 - static_cast<double>(random() % 20), 0, Side::bid});
            market.round(update);
        }
    };
    play(0, 660);
    EXPECT_GT(market.output().rows, 100'000U);
    EXPECT_GT(market.books().book(StreamId{0})->bids().size(), 12'000U);
    // What has to grow grows in on_time(), before a message needs it.
    EXPECT_EQ(market.within_messages(), 0U);
}

TEST(BookAllocations, AStandingBookAllocatesNothing) {
    Market market;
    std::mt19937 random(8);
    Update update;
    update.levels.reserve(64);
    const auto play = [&](int rounds) {
        for (int i = 0; i < rounds; ++i) {
            update.levels.clear();
            for (int n = 0; n < 40; ++n) {
                const double depth = 1 + static_cast<double>(random() % 2000) / 4;
                const double qty = static_cast<double>(random() % 3);
                const bool is_bid = random() % 2 == 0;
                update.levels.push_back(
                    {is_bid ? 1000 - depth : 1000 + depth, qty, is_bid ? Side::bid : Side::ask});
            }
            market.round(update);
        }
    };
    play(300);
    const std::uint64_t before = allocation_count();
    play(2000);
    EXPECT_EQ(allocation_count(), before);
}

TEST(BookAllocations, OneThatResyncsLeavesTheOthersAlone) {
    QuietOutput output;
    Books books({}, output);
    const UnixMicros now{kStart};
    for (std::uint32_t i = 0; i < 2; ++i) {
        Stream stream;
        stream.id = StreamId{i};
        books.add(stream, {}, now);
        BookUpdate picture;
        picture.stream = stream.id;
        picture.is_snapshot = true;
        picture.last = 0;
        books.apply(picture, {}, {.rcv_timestamp = now});
    }
    books.on_gap(StreamId{1}, 1, 5, GapCause::server_drop, now);
    const std::vector<Level> levels = {{100, 1, Side::bid}};
    std::uint64_t allocations = 0;
    for (std::int64_t id = 0; id < 1000; ++id) {
        BookUpdate update;
        update.prev = id;
        update.last = id + 1;
        update.stream = StreamId{1};  // is buffered
        if (id >= 5) books.apply(update, levels, {.rcv_timestamp = now});
        const std::uint64_t before = allocation_count();
        update.stream = StreamId{0};
        books.apply(update, levels, {.rcv_timestamp = now});
        allocations += allocation_count() - before;
    }
    EXPECT_EQ(books.state(StreamId{1}), SyncState::waiting);
    EXPECT_EQ(allocations, 0U);
}

}  // namespace
}  // namespace mdc::book
