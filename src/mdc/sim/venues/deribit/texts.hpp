#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"
#include "mdc/sim/venues/deribit/names.hpp"

/// The parts of Deribit's messages; each function appends one. Times are milliseconds.
namespace mdc::sim::deribit {

struct Level {
    std::int64_t price = 0;
    std::int64_t qty = 0;
};
/// `["new",76914.0,10.0]`, behind a comma when it is not the first.
void append_level(std::string& out, const Instrument& of, std::string_view action,
                  const Level& level, Notation notation);

struct BookText {
    std::string_view bids, asks;
    std::int64_t id = 0;
    std::int64_t previous = 0;
    UnixMicros time;
    bool is_snapshot = false;
};
void append_book(std::string& out, const Instrument& of, const BookText& book);
void append_quote(std::string& out, const Instrument& of, const TopOfBook& top);

/// What a trade says of its moment.
struct Moment {
    MarkPrice mark;
    int tick_direction = 0;  ///< 0 up, 1 as before after up, 2 down, 3 as before after down
};
void append_trade(std::string& out, const Instrument& of, const Trade& one, const Moment& moment);

/// What is known of the last day and of the worth; a time of 0: nothing yet.
struct State {
    DayStatistics day;
    MarkPrice mark;
};
void append_ticker(std::string& out, const Instrument& of, const State& state, UnixMicros now);

/// An element of the list of instruments.
std::string instrument_text(const Instrument& one, int number);

}  // namespace mdc::sim::deribit
