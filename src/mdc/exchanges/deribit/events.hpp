#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "mdc/core/null.hpp"
#include "mdc/model/wire/output.hpp"

// What Deribit's notifications say, before they become rows. Each is read in one of two ways; what
// a key means stands once for both (fields.hpp). Times are milliseconds.

namespace mdc::exchanges::deribit {

enum class Way : std::uint8_t {
    scan,  ///< `text` is that of `data` as the venue has always written: no white space, no
           ///< escapes; false means nothing but "not in this form"
    read,  ///< `text` is the whole payload, any JSON; false means malformed, which a known key that
           ///< comes twice is, too
};

struct Source {
    Way way{};
    std::string_view text;
};

/// The ids (prev, last]; the levels stand beside it.
struct BookEvent {
    enum class Type : std::uint8_t { none, snapshot, change, other };
    std::int64_t time = 0;
    std::int64_t last = 0;
    std::int64_t prev = kNullInt64;
    double lowest_price = std::numeric_limits<double>::infinity();
    Type type = Type::none;  ///< messages of 2020 do not say it
};

struct QuoteEvent {
    std::int64_t time = 0;
    BboRow row;
};

/// What the elements have in common; they themselves stand beside it, without their instrument.
struct TradesEvent {
    std::int64_t time = 0;                                          ///< of the first element
    std::int64_t first = std::numeric_limits<std::int64_t>::max();  ///< lowest trade_seq
    std::int64_t last = 0;                                          ///< highest trade_seq
    double lowest_price = std::numeric_limits<double>::infinity();
};

struct TickerEvent {
    std::int64_t time = 0;
    double volume_usd = kNullDouble;
    TickerRow row;
};

// What is absent or null stays null. When false, parts may have been filled and levels or rows
// appended.
bool read_book(const Source& source, BookEvent& event, std::vector<Level>& levels) noexcept;
bool read_quote(const Source& source, QuoteEvent& event) noexcept;
bool read_trades(const Source& source, TradesEvent& event, std::vector<TradeRow>& rows) noexcept;
bool read_ticker(const Source& source, TickerEvent& event) noexcept;

}  // namespace mdc::exchanges::deribit
