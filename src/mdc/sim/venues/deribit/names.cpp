#include "mdc/sim/venues/deribit/names.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "mdc/sim/venues/deribit/deribit.hpp"

namespace mdc::sim::deribit {
namespace {

constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// "25DEC26" or "9MAY25": milliseconds at 8:00 UTC of that day; 0: it is no date.
std::int64_t date_of(std::string_view text) {
    if (text.size() != 6 && text.size() != 7) return 0;
    const auto day = text.substr(0, text.size() - 5);
    const auto year = text.substr(text.size() - 2);
    const auto month = kMonths.find(text.substr(day.size(), 3));
    if (!is_digits(day) || !is_digits(year) || month == kMonths.npos || month % 3 != 0) return 0;
    const auto date = std::chrono::year(2000 + std::stoi(std::string(year))) /
                      static_cast<unsigned>(month / 3 + 1) /
                      static_cast<unsigned>(std::stoi(std::string(day)));
    if (!date.ok()) return 0;
    const auto moment = std::chrono::sys_days(date) + std::chrono::hours(8);
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

bool is_strike(std::string_view text) {
    return text.find_first_not_of("0123456789d") == text.npos && !text.empty();
}

}  // namespace

bool is_inverse(const Instrument& of) noexcept {
    return of.quote == "USD" && (of.type == Type::perpetual || of.type == Type::future);
}

std::string index_of(const Instrument& of) {
    const bool has_usd = is_inverse(of) || of.quote == of.base;
    auto index = fmt::format("{}_{}", of.base, has_usd ? "USD" : of.quote);
    std::transform(index.begin(), index.end(), index.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return index;
}

std::string_view kind_of(const Instrument& of) noexcept {
    if (of.type == Type::spot) return "spot";
    return of.type == Type::option ? "option" : "future";
}

std::int64_t expiry_of(const Instrument& of) {
    constexpr std::int64_t kNever = 32'503'708'800'000;
    const bool is_dated = of.type == Type::future || of.type == Type::option;
    return is_dated ? date_of(part_of(of.symbol, 1)) : kNever;
}

std::string strike_of(const Instrument& of) {
    std::string strike(part_of(of.symbol, 2));
    const auto point = strike.find('d');
    if (point == strike.npos) return strike + ".0";
    strike[point] = '.';
    return strike;
}

void append_number(std::string& out, std::int64_t mantissa, int decimals, Notation notation) {
    for (; decimals > 1 && mantissa % 10 == 0; --decimals) mantissa /= 10;
    if (decimals == 0) {
        mantissa *= 10;
        decimals = 1;
    }
    const auto begin = out.size();
    append_decimal(out, mantissa, decimals, decimals);
    if (notation == Notation::plain || mantissa == 0) return;
    int exponent = -decimals;
    for (; mantissa % 10 == 0; ++exponent) mantissa /= 10;
    auto digits = std::to_string(mantissa < 0 ? -mantissa : mantissa);
    exponent += static_cast<int>(digits.size()) - 1;
    const std::string_view rest = digits.size() > 1 ? std::string_view(digits).substr(1) : "0";
    const auto scientific =
        fmt::format("{}{}.{}e{}", mantissa < 0 ? "-" : "", digits[0], rest, exponent);
    if (scientific.size() < out.size() - begin) out.replace(begin, out.npos, scientific);
}

}  // namespace mdc::sim::deribit

namespace mdc::sim {

// Prices of a large coin are coarser than at other venues; an inverse option costs parts of a coin.
Instrument make_deribit_instrument(std::string_view symbol) {
    constexpr std::int64_t kLargePrice = 1'000'000;
    constexpr std::int64_t kOptionPrice = 1000;
    constexpr std::int64_t kOptionPrices = 1500;
    constexpr std::int64_t kOptionShare = 20;
    constexpr int kQtyDecimals = 4;
    const auto dashes = std::count(symbol.begin(), symbol.end(), '-');
    const auto pair = part_of(symbol, 0);
    const auto mark = pair.find('_');
    const auto base = pair.substr(0, mark);
    const auto quote = mark == pair.npos ? std::string_view() : pair.substr(mark + 1);
    const auto right = part_of(symbol, 3);
    const bool is_dated = deribit::date_of(part_of(symbol, 1)) != 0;
    const bool is_dollar = quote.empty() || quote.starts_with("USD");
    auto made = make_instrument(std::string(base).append(is_dollar ? "USDT" : quote));
    made.symbol = symbol;
    made.base = base;
    made.quote = quote.empty() ? "USD" : quote;
    if (dashes == 1 && symbol.ends_with("-PERPETUAL")) made.type = Type::perpetual;
    if (dashes == 1 && is_dated) made.type = Type::future;
    if (dashes == 3 && is_dated && deribit::is_strike(part_of(symbol, 2)) &&
        (right == "C" || right == "P")) {
        made.type = Type::option;
    }
    if (made.type == Type::spot) return made;
    if (made.start_price > kLargePrice && made.price_decimals > 1) {
        made.start_price /= 10;
        --made.price_decimals;
    }
    made.qty_decimals = quote.empty() ? 0 : std::min(made.qty_decimals, kQtyDecimals);
    if (made.type != Type::option) return made;
    made.qty_decimals = 1;
    made.start_price /= kOptionShare;
    if (!quote.empty()) return made;
    made.quote = base;
    made.price_decimals = 4;
    made.start_price = kOptionPrice + make_instrument(symbol).start_price % kOptionPrices;
    return made;
}

}  // namespace mdc::sim
