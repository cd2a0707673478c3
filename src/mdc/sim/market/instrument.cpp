#include "mdc/sim/market/instrument.hpp"

#include <array>
#include <charconv>

#include "mdc/core/assert.hpp"

namespace mdc::sim {
namespace {

struct Known {
    std::string_view symbol;
    int price_decimals;
    int qty_decimals;
    std::int64_t start_price;
};

constexpr std::array kKnown = {
    Known{"BTCUSDT", 2, 5, 61'837'63}, Known{"ETHUSDT", 2, 4, 2'502'11},
    Known{"BNBUSDT", 2, 3, 571'40},    Known{"SOLUSDT", 2, 3, 148'27},
    Known{"XRPUSDT", 4, 1, 2'4093},    Known{"DOGEUSDT", 5, 0, 27050},
    Known{"ADAUSDT", 4, 1, 8123},      Known{"ETHBTC", 5, 3, 4103},
};

constexpr std::array<std::string_view, 10> kQuotes = {"USDT", "USDC", "FDUSD", "TUSD", "BTC",
                                                      "ETH",  "BNB",  "EUR",   "TRY",  "BRL"};

std::size_t base_length(std::string_view symbol) {
    for (const auto quote : kQuotes) {
        if (symbol.size() > quote.size() && symbol.ends_with(quote)) {
            return symbol.size() - quote.size();
        }
    }
    return (symbol.size() + 1) / 2;
}

}  // namespace

Instrument make_instrument(std::string_view symbol) {
    const auto cut = base_length(symbol);
    Instrument made{std::string(symbol),
                    std::string(symbol.substr(0, cut)),
                    std::string(symbol.substr(cut)),
                    4,
                    2,
                    0};
    for (const auto& known : kKnown) {
        if (known.symbol != symbol) continue;
        made.price_decimals = known.price_decimals;
        made.qty_decimals = known.qty_decimals;
        made.start_price = known.start_price;
        return made;
    }
    std::uint64_t letters = 0;
    for (const char letter : symbol) letters = letters * 31 + static_cast<unsigned char>(letter);
    made.start_price = 20'000 + static_cast<std::int64_t>(letters % 900'000);
    return made;
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

std::string_view part_of(std::string_view symbol, int dashes) noexcept {
    for (; dashes > 0; --dashes) {
        const auto dash = symbol.find('-');
        if (dash == symbol.npos) return {};
        symbol.remove_prefix(dash + 1);
    }
    return symbol.substr(0, symbol.find('-'));
}

void append_decimal(std::string& out, std::int64_t mantissa, int decimals, int shown) {
    MDC_ASSERT(shown >= decimals && shown < 20);
    std::array<char, 24> digits;
    if (mantissa < 0) out.push_back('-');
    const auto magnitude = mantissa < 0 ? 0 - static_cast<std::uint64_t>(mantissa)
                                        : static_cast<std::uint64_t>(mantissa);
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), magnitude).ptr;
    const auto count = static_cast<int>(end - digits.data());
    const int whole = count - decimals;
    if (whole > 0) {
        out.append(digits.data(), static_cast<std::size_t>(whole));
    } else {
        out.push_back('0');
    }
    if (shown == 0) return;
    out.push_back('.');
    if (whole < 0) out.append(static_cast<std::size_t>(-whole), '0');
    out.append(digits.data() + (whole > 0 ? whole : 0), end);
    out.append(static_cast<std::size_t>(shown - decimals), '0');
}

}  // namespace mdc::sim
