// Decimal text to double: 4,096 different numbers of each shape, so that no branch is learnt by
// heart. from_chars and strtod stand beside it in the same process.

#include "mdc/core/decimal.hpp"

#include <charconv>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

constexpr std::size_t kCount = 4096;

std::string digits(std::mt19937_64& random, std::size_t count) {
    std::string out(count, '0');
    for (auto& c : out) c = static_cast<char>('0' + random() % 10);
    return out;
}

// "67123.45000000": a price as Binance pads it.
std::string padded_price(std::mt19937_64& random) {
    return std::to_string(10'000 + random() % 90'000) + "." + digits(random, 2) + "000000";
}

// "0.00210000", "132.71000000": a quantity, one to eight decimals that mean something.
std::string padded_quantity(std::mt19937_64& random) {
    auto fraction = digits(random, 1 + random() % 8);
    fraction.resize(8, '0');
    return std::to_string(random() % (random() % 2 == 0 ? 2 : 1000)) + "." + fraction;
}

// "67123.4", "0.00000074573", "15": numbers as venues write them that do not pad.
std::string short_number(std::mt19937_64& random) {
    auto out = std::to_string(random() % 100'000);
    return random() % 4 == 0 ? out : out + "." + digits(random, 1 + random() % 5);
}

// "575216409.96166896": more than 2^53, the long way.
std::string long_number(std::mt19937_64& random) {
    return std::to_string(100'000'000 + random() % 900'000'000) + "." + digits(random, 7) + "7";
}

std::vector<std::string> made(std::string (*make)(std::mt19937_64&)) {
    std::mt19937_64 random(1);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < kCount; ++i) texts.push_back(make(random));
    return texts;
}

bool by_parse_decimal(const std::string& text, double& out) {
    return mdc::parse_decimal(text, out);
}
bool by_from_chars(const std::string& text, double& out) {
    return std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc{};
}
bool by_strtod(const std::string& text, double& out) {
    out = std::strtod(text.c_str(), nullptr);
    return true;
}

void decimal(benchmark::State& state, bool (*read)(const std::string&, double&),
             std::string (*make)(std::mt19937_64&)) {
    const auto texts = made(make);
    std::size_t at = 0;
    for (auto _ : state) {
        double value = 0;
        benchmark::DoNotOptimize(read(texts[at++ % kCount], value));
        benchmark::DoNotOptimize(value);
    }
}

BENCHMARK_CAPTURE(decimal, parse_decimal_padded_price, by_parse_decimal, padded_price);
BENCHMARK_CAPTURE(decimal, parse_decimal_padded_quantity, by_parse_decimal, padded_quantity);
BENCHMARK_CAPTURE(decimal, parse_decimal_short, by_parse_decimal, short_number);
BENCHMARK_CAPTURE(decimal, parse_decimal_long, by_parse_decimal, long_number);
BENCHMARK_CAPTURE(decimal, from_chars_padded_price, by_from_chars, padded_price);
BENCHMARK_CAPTURE(decimal, from_chars_padded_quantity, by_from_chars, padded_quantity);
BENCHMARK_CAPTURE(decimal, from_chars_short, by_from_chars, short_number);
BENCHMARK_CAPTURE(decimal, from_chars_long, by_from_chars, long_number);
BENCHMARK_CAPTURE(decimal, strtod_padded_price, by_strtod, padded_price);

}  // namespace
