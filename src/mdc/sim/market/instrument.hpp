#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mdc::sim {

enum class Type : unsigned char { spot, perpetual, future, option };

/// What is traded. One tick is 10^-price_decimals, one lot 10^-qty_decimals; both together have at
/// most 8 decimals, so turnover in ticks x lots is exact, too.
struct Instrument {
    std::string symbol;  ///< upper case, "BTCUSDT"
    std::string base;
    std::string quote;
    int price_decimals = 2;
    int qty_decimals = 5;
    std::int64_t start_price = 0;  ///< ticks
    Type type = Type::spot;
};

/// Of a symbol that is base and quote in one ("BTCUSDT"); venues with other names build on it.
/// Well-known symbols get realistic prices and decimals, any other one gets some from its letters.
Instrument make_instrument(std::string_view symbol);

/// The part of a symbol behind so many dashes, up to the next: of "BTC-USD-261225-70000-C" 1 is
/// "USD". Empty when there are not so many.
std::string_view part_of(std::string_view symbol, int dashes) noexcept;

/// Appends mantissa / 10^decimals with exactly `shown` decimals ("61837.63000000"); shown >=
/// decimals.
void append_decimal(std::string& out, std::int64_t mantissa, int decimals, int shown);

/// Appends a whole number.
void append_integer(std::string& out, std::int64_t value);

}  // namespace mdc::sim
