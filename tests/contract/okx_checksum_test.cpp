// OKX's books of 2021 and 2022 carry a CRC32 of their best 25 levels a side, which nothing but the
// right levels, applied in the right order, can give. Later messages say 0 (the venue has given it
// up). The collector does not look at it; this is how we know that the parser reads every level.

#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <zlib.h>

#include "mdc/core/decimal.hpp"
#include "mdc/exchanges/okx/okx.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/contract/corpus.hpp"
#include "tests/support/padded_text.hpp"

namespace mdc::test {
namespace {

constexpr std::size_t kLevelsOfChecksum = 25;

// The venue writes a number with no more digits than it needs.
void append(std::string& text, double value) {
    std::array<char, 64> digits;
    const auto end =
        std::to_chars(digits.begin(), digits.end(), value, std::chars_format::fixed).ptr;
    if (!text.empty()) text += ':';
    text.append(digits.begin(), end);
}

class Book {
  public:
    void apply(const Output& out) {
        const auto& update = out.books.front();
        if (update.is_snapshot) {
            bids_.clear();
            asks_.clear();
        }
        for (const auto& level : out.levels_of(update)) {
            if (level.side == Side::bid) {
                apply(bids_, level);
            } else {
                apply(asks_, level);
            }
        }
    }
    // bid:size:ask:size:bid:size:…, best first; a side that has ended is left out.
    [[nodiscard]] std::int32_t checksum() const {
        std::string text;
        auto bid = bids_.begin();
        auto ask = asks_.begin();
        for (std::size_t i = 0; i < kLevelsOfChecksum; ++i) {
            if (bid != bids_.end()) append_level(text, *bid++);
            if (ask != asks_.end()) append_level(text, *ask++);
        }
        const auto* bytes = reinterpret_cast<const Bytef*>(text.data());
        return static_cast<std::int32_t>(
            ::crc32(::crc32(0, nullptr, 0), bytes, static_cast<uInt>(text.size())));
    }

  private:
    static void append_level(std::string& text, const std::pair<const double, double>& level) {
        append(text, level.first);
        append(text, level.second);
    }
    template <class Levels>
    static void apply(Levels& levels, const Level& level) {
        if (level.qty == 0) {
            levels.erase(level.price);
        } else {
            levels[level.price] = level.qty;
        }
    }

    std::map<double, double, std::greater<>> bids_;
    std::map<double, double> asks_;
};

std::optional<std::int32_t> checksum_in(std::string_view frame) {
    constexpr std::string_view kMark = R"("checksum":)";
    const auto at = frame.find(kMark);
    if (at == frame.npos) return std::nullopt;
    const auto digits = frame.substr(at + kMark.size());
    std::int64_t checksum = 0;
    if (!parse_integer(digits.substr(0, digits.find_first_not_of("-0123456789")), checksum)) {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(checksum);
}

// All books of one capture, and how many of their messages agree with their checksum.
class CheckedBooks {
  public:
    void add(std::string_view line) {
        const PaddedText text(line);
        Frame frame;
        frame.payload = text.view();
        learn_stream(frame);
        frame.plan = &plan_;
        out_.clear();
        const auto status = exchange_.parse(frame, out_);
        if (status != ParseStatus::unchained || out_.books.empty()) return;
        auto& book = books_[out_.books.front().stream];
        book.apply(out_);
        const auto expected = checksum_in(line);
        if (!expected) return;
        ++(book.checksum() == *expected ? agreeing_ : differing_);
    }
    [[nodiscard]] std::size_t agreeing() const { return agreeing_; }
    [[nodiscard]] std::size_t differing() const { return differing_; }

  private:
    void learn_stream(const Frame& frame) {
        const auto found = exchange_.discover(frame);
        if (!found || found->streams.front().feed != Feed::orderbook_l2) return;
        const auto& stream = found->streams.front();
        const auto id = streams_.add(exchange_, stream, exchange_.instrument_of(stream.ticker));
        exchanges::carry(plan_, streams_.streams()[index_of(id)]);
    }

    const exchanges::okx::Okx exchange_;
    exchanges::StreamSet streams_;
    ConnectionPlan plan_;
    std::map<StreamId, Book> books_;
    Output out_;
    std::size_t agreeing_ = 0, differing_ = 0;
};

TEST(OkxChecksum, HoldsAtEveryBookMessageOfTheCaptures) {
    const auto files = captures("okx");
    if (files.empty()) GTEST_SKIP() << "no captures of okx";
    std::size_t checked = 0;
    for (const auto& file : files) {
        if (file.filename() == "samples.jsonl") continue;  // single messages of others
        SCOPED_TRACE(file.filename().string());
        CheckedBooks books;
        for_each_line(file, [&](std::string_view line) { books.add(line); });
        EXPECT_EQ(books.differing(), 0u);
        checked += books.agreeing();
    }
    EXPECT_GT(checked, 0u);
    RecordProperty("messages_checked", static_cast<int>(checked));
}

}  // namespace
}  // namespace mdc::test
