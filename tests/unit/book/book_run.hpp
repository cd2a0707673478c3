#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mdc/book/books.hpp"

namespace mdc::book {

inline constexpr StreamId kStream{7};
inline constexpr std::int64_t kStart = 1'700'000'000'000'000;  ///< of the manual clock

/// "+b100:1" NEW, "=a101:2" UPDATE, "-b99" DELETE, "clear".
std::string text_of(const LevelChange& change);
std::string text_of(std::span<const LevelChange> changes);

/// A book as plain maps.
struct PlainBook {
    std::map<double, double> bids, asks;
    std::int64_t id = kNullInt64;

    void apply(const Level& level);
    friend bool operator==(const PlainBook&, const PlainBook&) = default;
};
PlainBook plain(const Book& book);

/// What a reader of the rows alone knows: the book, or that it is unknown.
class Replay {
  public:
    void apply(const BookRecord& record, std::span<const LevelChange> changes);
    [[nodiscard]] const std::optional<PlainBook>& book() const { return book_; }

  private:
    std::optional<PlainBook> book_;
};

/// A message in short: ids, then levels.
struct Update {
    std::int64_t prev = kNullInt64;
    std::int64_t last = kNullInt64;
    std::vector<Level> levels{};
    std::int64_t timestamp = kNullInt64;
    bool is_snapshot = false;
    bool is_reset = false;
};

/// Takes everything, says nothing.
struct QuietOutput : BookOutput {
    void on_change(const BookRecord& record,
                   std::span<const LevelChange> changes) noexcept override {
        last = record;
        rows += changes.size();
        if (record.is_checkpoint) ++checkpoints;
    }
    void need_snapshot(StreamId, int) noexcept override {}
    void need_resync(StreamId, int) noexcept override {}
    void on_hole(const Hole&) noexcept override {}
    void on_standing(StreamId, std::int64_t) noexcept override {}

    BookRecord last;
    std::uint64_t rows = 0;
    int checkpoints = 0;
};

/// Books with one stream, a manual clock, a record of what they say as text, and a replay of their
/// rows. Every record said is checked: a replayed book equals the maintained one.
class BookRun : public BookOutput {
  public:
    explicit BookRun(const BookOptions& options, BooksOptions books = {});

    void apply(const Update& update);
    /// Moves the clock and calls on_time().
    void wait(std::int64_t micros);
    /// What was said since the last call, in lines joined by " | ".
    std::string said();

    void on_change(const BookRecord& record,
                   std::span<const LevelChange> changes) noexcept override;
    void need_snapshot(StreamId stream, int attempt) noexcept override;
    void need_resync(StreamId stream, int attempt) noexcept override;
    void on_hole(const Hole& hole) noexcept override;
    void on_standing(StreamId stream, std::int64_t last_update_id) noexcept override;

    UnixMicros now{kStart};
    std::int64_t packet = 100;
    std::vector<BookRecord> records;
    std::vector<Hole> holes;
    int asked = 0;
    Replay replay;
    Books books;

  private:
    void say(const std::string& text);
    std::string said_;
};

}  // namespace mdc::book
