#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"

/// The elements of OKX's messages: what stands in "data":[…]. Keys come in the order of captured
/// ones; numbers are texts without needless zeros, times are texts in milliseconds, only the
/// numbers of books are numbers.
namespace mdc::sim::okx {

struct Level {
    std::int64_t price = 0;
    std::int64_t qty = 0;
    friend bool operator==(const Level&, const Level&) = default;
};

/// `10.5`, `10`: mantissa / 10^decimals.
void append_number(std::string& out, std::int64_t mantissa, int decimals);

/// `["84099.6","325.38","0","16"]` and a comma if something stands before it. How many orders make
/// a level is a function of its quantity.
void append_level(std::string& out, const Instrument& of, const Level& level);

/// `"asks":[…],"bids":[…],"ts":"…"`, of levels that are written already; `name`, if any, is the
/// instrument's and stands before the time.
void append_sides(std::string& out, std::string_view asks, std::string_view bids,
                  std::string_view name, UnixMicros time);

void append_trade(std::string& out, const Instrument& of, const AggregateTrade& one,
                  std::int64_t book_id);
void append_match(std::string& out, const Instrument& of, const Trade& one);
void append_ticker(std::string& out, const Instrument& of, const DayStatistics& day);
void append_mark(std::string& out, const Instrument& of, const MarkPrice& one);
/// The figures of its day are those of this moment: the market keeps none of an index.
void append_index(std::string& out, const Instrument& of, const MarkPrice& one);
void append_funding(std::string& out, const Instrument& of, const MarkPrice& one);
void append_interest(std::string& out, const Instrument& of, const MarkPrice& one);
void append_summary(std::string& out, const Instrument& of, const MarkPrice& one);

/// "SWAP"
std::string_view type_word(Type type) noexcept;
/// One element of the REST list.
std::string instrument_text(const Instrument& one, int code);

}  // namespace mdc::sim::okx
