// What one level of a book change costs: Books::apply() of whole messages, rows going to a receiver
// that only counts them. Messages are as Binance spot sends them: 46 levels (its mean), bids then
// asks, each from the top on, half of them deletes. Nine in ten levels fall near the top (20 levels
// away in the mean), one in ten anywhere.

#include <algorithm>
#include <cmath>
#include <random>

#include <benchmark/benchmark.h>

#include "mdc/book/books.hpp"

namespace mdc::book {
namespace {

constexpr std::size_t kLevelsPerMessage = 46;
constexpr UnixMicros kNow{1'700'000'000'000'000};
constexpr double kTick = 0.01;

struct CountingOutput : BookOutput {
    void on_change(const BookRecord&, std::span<const LevelChange> changes) noexcept override {
        rows += changes.size();
    }
    void need_snapshot(StreamId, int) noexcept override {}
    void need_resync(StreamId, int) noexcept override {}
    void on_hole(const Hole&) noexcept override {}
    void on_standing(StreamId, std::int64_t) noexcept override {}
    std::uint64_t rows = 0;
};

/// Messages that keep a book of about `depth` levels a side about as it is.
class Messages {
  public:
    Messages(int depth, int count, unsigned seed) : depth_(depth), random_(seed) {
        levels_.reserve(static_cast<std::size_t>(count) * kLevelsPerMessage);
        for (int i = 0; i < count; ++i) {
            add_side(Side::bid);
            add_side(Side::ask);
        }
    }

    [[nodiscard]] std::span<const Level> operator[](std::size_t i) const {
        return std::span(levels_).subspan(i * kLevelsPerMessage, kLevelsPerMessage);
    }
    [[nodiscard]] std::size_t size() const { return levels_.size() / kLevelsPerMessage; }

  private:
    void add_side(Side side) {
        const auto first = static_cast<std::ptrdiff_t>(levels_.size());
        for (std::size_t n = 0; n < kLevelsPerMessage / 2; ++n) levels_.push_back(next(side));
        const double sign = side == Side::bid ? 1 : -1;
        std::sort(levels_.begin() + first, levels_.end(), [sign](const Level& a, const Level& b) {
            return sign * a.price > sign * b.price;
        });
    }

    Level next(Side side) {
        std::exponential_distribution<> near(1.0 / 20);
        std::uniform_real_distribution<> chance;
        const bool is_deep = chance(random_) < 0.1;
        const double ticks = is_deep ? chance(random_) * depth_ : near(random_);
        // Half of the price steps are taken, so that deletes and inserts balance.
        const double steps = 1 + std::floor(std::min(ticks, depth_ * 1.0) * 2);
        const bool is_delete = chance(random_) < 0.5;
        return {1000 + (side == Side::bid ? -steps : steps) * kTick,
                is_delete ? 0 : 1 + chance(random_), side};
    }

    int depth_;
    std::mt19937 random_;
    std::vector<Level> levels_;
};

std::vector<Level> picture_of(int depth) {
    std::vector<Level> levels;
    for (int i = 0; i < depth; ++i) levels.push_back({1000 - (2 * i + 1) * kTick, 1, Side::bid});
    for (int i = 0; i < depth; ++i) levels.push_back({1000 + (2 * i + 1) * kTick, 1, Side::ask});
    return levels;
}

/// `books` instruments take turns, message by message.
class Market {
  public:
    Market(int depth, std::uint32_t instruments) : books_({}, output_) {
        const auto picture = picture_of(depth);
        for (std::uint32_t i = 0; i < instruments; ++i) {
            Stream stream;
            stream.id = StreamId{i};
            books_.add(stream, {}, kNow);
            BookUpdate update;
            update.stream = stream.id;
            update.is_snapshot = true;
            update.last = 0;
            books_.apply(update, picture, {.rcv_timestamp = kNow});
        }
        ids_.resize(instruments);
    }

    void apply(std::uint32_t instrument, std::span<const Level> levels) {
        BookUpdate update;
        update.stream = StreamId{instrument};
        update.prev = ids_[instrument]++;
        update.last = ids_[instrument];
        update.timestamp = kNow.value;
        books_.apply(update, levels, {.rcv_timestamp = kNow});
    }

    [[nodiscard]] std::uint64_t rows() const { return output_.rows; }

  private:
    CountingOutput output_;
    Books books_;
    std::vector<std::int64_t> ids_;
};

void apply_level(benchmark::State& state) {
    const auto depth = static_cast<int>(state.range(0));
    const auto instruments = static_cast<std::uint32_t>(state.range(1));
    const Messages messages(depth, 4096, 1);
    Market market(depth, instruments);
    std::size_t message = 0;
    std::uint32_t instrument = 0;
    for (auto _ : state) {
        market.apply(instrument, messages[message]);
        if (++message == messages.size()) message = 0;
        if (++instrument == instruments) instrument = 0;
    }
    benchmark::DoNotOptimize(market.rows());
    state.counters["per_level"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * kLevelsPerMessage,
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(apply_level)
    ->ArgNames({"levels", "books"})
    ->Args({100, 1})
    ->Args({1'000, 1})
    ->Args({10'000, 1})
    ->Args({100'000, 1})
    ->Args({1'000, 100})
    ->Args({1'000, 1'000});

/// A snapshot of a standing book: the difference of two books of `levels` a side.
void apply_snapshot(benchmark::State& state) {
    const auto depth = static_cast<int>(state.range(0));
    CountingOutput output;
    Books books({}, output);
    Stream stream;
    stream.id = StreamId{0};
    books.add(stream, {}, kNow);
    const auto picture = picture_of(depth);
    BookUpdate update;
    update.stream = stream.id;
    update.is_snapshot = true;
    update.last = 0;
    for (auto _ : state) {
        ++update.last;
        books.apply(update, picture, {.rcv_timestamp = kNow});
    }
    state.counters["per_level"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(picture.size()),
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(apply_snapshot)->ArgName("levels")->Arg(400)->Arg(1'000)->Arg(5'000);

}  // namespace
}  // namespace mdc::book
