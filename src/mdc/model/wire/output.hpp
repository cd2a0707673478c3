#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mdc/model/enums.hpp"
#include "mdc/model/rows/bbo.hpp"
#include "mdc/model/rows/ticker.hpp"
#include "mdc/model/rows/trade.hpp"
#include "mdc/model/wire/control.hpp"
#include "mdc/model/wire/frame_key.hpp"

namespace mdc {

/// What came of parsing a frame. Every status that is not `rows` has one counter.
enum class ParseStatus : std::uint8_t {
    rows,       ///< updates are in the output
    control,    ///< control events are in the output
    repeat,     ///< says nothing new
    ignored,    ///< understood, but a kind that mdc does not record
    unknown,    ///< valid, but of no stream of this connection, or of a kind nobody knows
    unchained,  ///< a book message without ids (old captures); applied in arrival order
    malformed,  ///< not what the venue's protocol allows; nothing is in the output
};
inline constexpr std::array<std::string_view, 7> kParseStatusNames = {
    "rows", "control", "repeat", "ignored", "unknown", "unchained", "malformed"};

constexpr std::string_view to_string(ParseStatus status) noexcept {
    return kParseStatusNames[static_cast<std::size_t>(status)];
}

/// One level as a message says it; quantity 0 deletes it.
struct Level {
    double price = 0;
    double qty = 0;
    Side side{};
};

/// A message of a book channel: the ids (prev, last] and its levels within the output.
struct BookUpdate {
    StreamId stream = kNoStream;
    InstrumentId instrument = kNoInstrument;
    bool is_snapshot = false;
    bool is_reset = false;                      ///< the exchange restarted its numbering
    std::int64_t prev = kNullInt64;             ///< for the chain; null in a snapshot
    std::int64_t last = kNullInt64;             ///< id of the book after this message
    std::int64_t first_update_id = kNullInt64;  ///< as the exchange says it, for the tables
    std::int64_t prev_update_id = kNullInt64;   ///< as the exchange says it, for the tables
    std::int64_t timestamp = kNullInt64;        ///< UTC microseconds; null: the exchange sent none
    std::int64_t push_timestamp = kNullInt64;
    std::uint32_t first_level = 0;
    std::uint32_t level_count = 0;
};

/// What parse() writes. Rows come without local times and ids (the collector fills them): in their
/// head only `timestamp` (0 when the exchange sent none), push_timestamp and instrument are set.
/// Cleared per frame; it keeps its capacity, so nothing is allocated after warm-up.
struct Output {
    FrameKey key;  ///< the same as identify() says
    std::vector<BookUpdate> books;
    std::vector<Level> levels;
    std::vector<TradeRow> trades;
    std::vector<BboRow> bbos;
    std::vector<TickerRow> tickers;
    std::vector<ControlEvent> controls;

    void clear() noexcept {
        key = {};
        books.clear();
        levels.clear();
        trades.clear();
        bbos.clear();
        tickers.clear();
        controls.clear();
    }
    [[nodiscard]] std::span<const Level> levels_of(const BookUpdate& book) const noexcept {
        return std::span(levels).subspan(book.first_level, book.level_count);
    }
};

}  // namespace mdc
