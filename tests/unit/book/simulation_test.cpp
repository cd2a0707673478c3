// Random worlds against the plain truth: an exchange whose book is known at every id, a connection
// that loses, breaks and comes back, snapshots that are late and old. Whatever happens, the rows
// alone give the exchange's book at every id they name, or say that it is unknown, and the holes
// are exactly the ids that were lost.

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "book_run.hpp"

namespace mdc::book {
namespace {

struct World {
    bool by_request = true;
    double loss = 0.03;
    double outage = 0.01;
    std::size_t buffer_bytes = 1U << 20;
};

/// The exchange: a chain of updates and the book after each.
struct Truth {
    std::vector<Update> updates;   ///< [0] is not one
    std::vector<PlainBook> books;  ///< after each update
};

Truth truth_of(int count, std::mt19937& random) {
    Truth truth;
    PlainBook book;
    std::int64_t id = 1000;
    truth.updates.emplace_back();
    book.apply({1, 1, Side::bid});  // never empty: an empty picture has no rows
    book.id = id;
    truth.books.push_back(book);
    for (int i = 0; i < count; ++i) {
        Update update{.prev = id, .last = id + 1 + static_cast<std::int64_t>(random() % 5)};
        id = update.last;
        for (std::size_t n = random() % 6; n > 0; --n) {
            const Side side = random() % 2 == 0 ? Side::bid : Side::ask;
            const double price = 100 + static_cast<double>(random() % 60) / 10;
            update.levels.push_back({price, static_cast<double>(random() % 4), side});
            book.apply(update.levels.back());
        }
        book.id = id;
        truth.updates.push_back(update);
        truth.books.push_back(book);
    }
    return truth;
}

Update picture_of(const PlainBook& book) {
    Update picture{.last = book.id, .is_snapshot = true};
    for (const auto& [price, qty] : book.bids) picture.levels.push_back({price, qty, Side::bid});
    for (const auto& [price, qty] : book.asks) picture.levels.push_back({price, qty, Side::ask});
    return picture;
}

/// Plays one world; holds what the race would know.
class Play {
  public:
    Play(const World& world, unsigned seed)
        : world_(world),
          random_(seed),
          truth_(truth_of(600, random_)),
          run_({.snapshot_by_request = world.by_request, .buffer_bytes = world.buffer_bytes}) {}

    void run() {
        connect(1);
        for (std::size_t i = 1; i < truth_.updates.size(); ++i) {
            run_.wait(50'000);
            answer(i);
            if (chance() < world_.outage) disconnect(i);
            if (i < away_until_) continue;
            if (is_away_) connect(i);
            if (chance() >= world_.loss) deliver(i);
            check();
        }
        settle();
    }

  private:
    double chance() { return std::uniform_real_distribution<>()(random_); }

    void connect(std::size_t i) {
        is_away_ = false;
        run_.books.on_subscribed(kStream, run_.now);
        if (!world_.by_request) bring_picture(i - 1);
    }

    void disconnect(std::size_t i) {
        if (i < away_until_) return;
        run_.books.on_disconnect(kStream, GapCause::disconnect, run_.now);
        is_away_ = true;
        away_until_ = i + random_() % 20;
        asked_ = run_.asked;
        answer_at_ = 0;
    }

    /// The race, with one leg: a gap is said before what follows it.
    void deliver(std::size_t i) {
        const Update& update = truth_.updates[i];
        if (applied_ != 0 && update.prev > applied_) lose(update.prev);
        applied_ = update.last;
        run_.apply(update);
    }

    void bring_picture(std::size_t i) {
        const PlainBook& book = truth_.books[i];
        if (!world_.by_request) {
            if (applied_ != 0 && book.id > applied_) lose(book.id);
            applied_ = std::max(applied_, book.id);
        }
        run_.apply(picture_of(book));
    }

    /// The race: no connection brought the ids up to this one.
    void lose(std::int64_t id) {
        run_.books.on_gap(kStream, applied_ + 1, id, GapCause::server_drop, run_.now);
        lost_.emplace_back(applied_ + 1, id);
    }

    /// A request is answered some time later with a book that may be old, or not at all.
    void answer(std::size_t i) {
        if (run_.asked != asked_) {
            asked_ = run_.asked;
            answer_at_ = i + random_() % 10;
            picture_ = i + random_() % 6;
        }
        if (answer_at_ == 0 || i < answer_at_ || is_away_) return;
        answer_at_ = 0;
        if (!world_.by_request && standing_id() != 0) return;
        const std::size_t at = std::min(picture_ > 4 ? picture_ - 4 : 1, i - 1);
        if (chance() < 0.2 && world_.by_request) {
            run_.books.snapshot_failed(kStream, run_.now, run_.now);
        } else {
            bring_picture(world_.by_request ? at : i - 1);
        }
    }

    std::int64_t standing_id() const {
        const bool stands = run_.books.state(kStream) == SyncState::standing;
        return stands ? run_.books.book(kStream)->last_update_id : 0;
    }

    /// The rows alone against the truth at the id they name.
    void check() {
        const auto& replayed = run_.replay.book();
        if (!replayed) return;
        const auto at =
            std::lower_bound(truth_.books.begin(), truth_.books.end(), replayed->id,
                             [](const PlainBook& b, std::int64_t id) { return b.id < id; });
        ASSERT_NE(at, truth_.books.end());
        ASSERT_EQ(at->id, replayed->id);
        ASSERT_EQ(*at, *replayed);
        ++checked_;
    }

    /// The end: every hole said, each exactly what was lost.
    void settle() {
        run_.books.finish();
        std::vector<std::pair<std::int64_t, std::int64_t>> holes;
        for (const Hole& hole : run_.holes) {
            if (hole.cause == GapCause::start) {
                start_end_ = hole.to_update_id;
                continue;
            }
            if (is_null(hole.from_update_id) || is_null(hole.to_update_id)) continue;
            holes.emplace_back(hole.from_update_id, hole.to_update_id);
        }
        std::erase_if(lost_, [this](const auto& ids) { return ids.second <= start_end_; });
        EXPECT_EQ(holes, lost_);
        EXPECT_GT(checked_, 100);
    }

    World world_;
    std::mt19937 random_;
    Truth truth_;
    BookRun run_;
    bool is_away_ = false;
    std::size_t away_until_ = 0;
    int asked_ = 0;
    std::size_t answer_at_ = 0;
    std::size_t picture_ = 0;
    std::int64_t applied_ = 0;
    std::int64_t start_end_ = 0;
    int checked_ = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> lost_;
};

void play_many(const World& world) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Play(world, seed).run();
    }
}

TEST(BookSimulation, WithSnapshotsByRequest) { play_many({}); }
TEST(BookSimulation, WithSnapshotsInTheChannel) { play_many({.by_request = false}); }
TEST(BookSimulation, WithoutFaults) { play_many({.loss = 0, .outage = 0}); }
TEST(BookSimulation, WithATinyBuffer) { play_many({.buffer_bytes = 2000}); }

}  // namespace
}  // namespace mdc::book
