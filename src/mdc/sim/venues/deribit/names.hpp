#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mdc/sim/market/instrument.hpp"

/// What the names of instruments say, and numbers as Deribit writes them.
namespace mdc::sim::deribit {

/// Futures of one coin, whose amounts are USD.
bool is_inverse(const Instrument& of) noexcept;
/// "btc_usd" of what is inverse, "btc_usdc" of the rest.
std::string index_of(const Instrument& of);
/// "future", "option" or "spot".
std::string_view kind_of(const Instrument& of) noexcept;
/// At 8:00 UTC of its day, in milliseconds; in the year 3000 when it has none.
std::int64_t expiry_of(const Instrument& of);
/// "0.625" of the strike "0d625".
std::string strike_of(const Instrument& of);

enum class Notation : unsigned char {
    plain,     ///< 1000.0
    shortest,  ///< 1.0e3, where that is shorter
};
/// Appends mantissa / 10^decimals as a JSON number, without needless zeros but never as an integer.
void append_number(std::string& out, std::int64_t mantissa, int decimals,
                   Notation notation = Notation::plain);

}  // namespace mdc::sim::deribit
