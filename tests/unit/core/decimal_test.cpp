#include "mdc/core/decimal.hpp"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mdc {
namespace {

// What the C library says, bit for bit.
std::uint64_t expected_bits(const std::string& text) {
    return std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr));
}

void expect_exact(const std::string& text) {
    double value = -1;
    ASSERT_TRUE(parse_decimal(text, value)) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(value), expected_bits(text)) << text;
}

TEST(Decimal, ShapesOfAllVenuesAreExact) {
    for (const auto* text : {"0",
                             "0.0",
                             "0.00000000",
                             "1",
                             "67123.45000000",
                             "0.00000638",
                             "92233720368.54775807",
                             "0.00000074573",
                             "1.0002e6",
                             "2.8e-4",
                             "2.2e3",
                             "1e5",
                             "1E+5",
                             "007",
                             "00.10",
                             "-1.5",
                             "-0",
                             "1234567890.00000000",
                             "654275356.16896672",
                             "9999999999999999999",
                             "99999999999999999999",
                             "0.1",
                             "5e-324",
                             "1.7976931348623157e308",
                             "123456789.123456789"}) {
        expect_exact(text);
    }
}

// Decimals that lie half way between two doubles, or next to it, show every kind of false rounding.
TEST(Decimal, HalfWayCasesAreRoundedToEven) {
    for (const auto* text :
         {"9007199254740991", "9007199254740992", "9007199254740993", "9007199254740995",
          "9007199254740993.0", "90071992547409930", "9007199254740992.5", "9007199254740993.00000",
          "0.500000000000000166533453693773481063544750213623046875",
          "1.00000000000000011102230246251565404236316680908203125",
          "1.00000000000000011102230246251565404236316680908203124",
          "1.00000000000000011102230246251565404236316680908203126"}) {
        expect_exact(text);
    }
}

TEST(Decimal, EqualDecimalsAreEqualDoublesWhateverTheirSpelling) {
    for (const auto* text : {"1.1", "1.10", "1.10000000", "01.1", "110e-2", "0.11e1"}) {
        double value = 0;
        ASSERT_TRUE(parse_decimal(text, value)) << text;
        EXPECT_EQ(value, 1.1) << text;
    }
}

TEST(Decimal, AnythingElseIsRefusedAndLeavesTheResultAlone) {
    for (const std::string text : {"",
                                   "-",
                                   "+1",
                                   "1.",
                                   ".5",
                                   ".",
                                   "-.5",
                                   "nan",
                                   "inf",
                                   "-inf",
                                   "infinity",
                                   "0x10",
                                   "1e",
                                   "1e+",
                                   "1e-",
                                   "e5",
                                   "1.5.5",
                                   "1,5",
                                   " 1",
                                   "1 ",
                                   "1\n",
                                   "--1",
                                   "1-",
                                   "1e5.0",
                                   "1e400",
                                   "-1e400",
                                   "1e-400",
                                   "12345678a",
                                   "1234567812345678x",
                                   "1.12345678x",
                                   "\xB1",
                                   "1\xB2",
                                   "12345678\xB0",
                                   "/",
                                   ":",
                                   "1/2",
                                   "1:2"}) {
        double value = 42;
        EXPECT_FALSE(parse_decimal(text, value)) << text;
        EXPECT_EQ(value, 42) << text;
    }
    double value = 42;
    EXPECT_FALSE(parse_decimal({}, value));
    EXPECT_FALSE(parse_decimal(std::string_view("1\0", 2), value));
    EXPECT_EQ(value, 42);
}

class Shapes {
  public:
    explicit Shapes(std::uint64_t seed) : random_(seed) {}

    std::string digits(unsigned least, unsigned most) {
        std::string out(least + random_() % (most - least + 1), '0');
        for (auto& c : out) c = static_cast<char>('0' + random_() % 10);
        return out;
    }
    // "67123.45000000": what Binance sends.
    std::string padded() {
        auto fraction = digits(0, 8);
        fraction.resize(8, '0');
        return digits(1, 9) + "." + fraction;
    }
    std::string any() {
        auto out = (chance(8) ? "-" : "") + digits(1, chance(4) ? 25 : 9);
        if (!chance(3)) out += "." + digits(1, chance(4) ? 25 : 9);
        if (chance(4)) out += (chance(2) ? "e" : "E") + sign() + digits(1, 2);
        return out;
    }

  private:
    bool chance(unsigned one_in) { return random_() % one_in == 0; }
    std::string sign() { return chance(3) ? "" : chance(2) ? "-" : "+"; }

    std::mt19937_64 random_;
};

constexpr std::uint64_t kSeed = 20261125;

TEST(Decimal, AMillionPaddedNumbersAreExact) {
    SCOPED_TRACE(kSeed);
    Shapes shapes(kSeed);
    for (int i = 0; i < 1'000'000; ++i) expect_exact(shapes.padded());
}

TEST(Decimal, AMillionNumbersOfAnyShapeAreExact) {
    SCOPED_TRACE(kSeed);
    Shapes shapes(kSeed);
    for (int i = 0; i < 1'000'000; ++i) expect_exact(shapes.any());
}

// Each length of both parts, at each distance from the end of the memory: the sanitizer sees a read
// too far, the comparison a digit too many.
TEST(Decimal, ReadsUpToTheFirstOtherByteAndNeverBeyondTheEnd) {
    Shapes shapes(kSeed);
    for (unsigned whole = 1; whole <= 10; ++whole) {
        for (unsigned fraction = 1; fraction <= 9; ++fraction) {
            for (unsigned behind = 0; behind <= 9; ++behind) {
                const auto number =
                    shapes.digits(whole, whole) + "." + shapes.digits(fraction, fraction);
                const auto text = number + std::string("\",\"9999999", behind);
                const std::vector<char> exact(text.begin(), text.end());
                double value = 0;
                const auto* stop = read_decimal(exact.data(), exact.data() + exact.size(), value);
                if (stop == nullptr) {  // the long way: only for more than 2^53
                    ASSERT_GT(whole + fraction, 15u) << text;
                    continue;
                }
                ASSERT_EQ(stop - exact.data(), static_cast<std::ptrdiff_t>(number.size())) << text;
                ASSERT_EQ(std::bit_cast<std::uint64_t>(value), expected_bits(number)) << text;
            }
        }
    }
}

TEST(Decimal, ReadingSaysWhenThereIsNoNumberInFront) {
    for (const std::string_view text :
         {"", "x", "-1", ".5", "1.", "1.x", "\"", "99999999999999999999"}) {
        double value = 42;
        EXPECT_EQ(read_decimal(text.data(), text.data() + text.size(), value), nullptr) << text;
        EXPECT_EQ(value, 42) << text;
    }
}

TEST(Integer, WhatFitsIsRead) {
    for (const std::int64_t number : {std::int64_t{0}, std::int64_t{7}, std::int64_t{-1},
                                      std::int64_t{1'764'000'000'123'456}, INT64_MAX, INT64_MIN}) {
        std::int64_t value = 42;
        ASSERT_TRUE(parse_integer(std::to_string(number), value));
        EXPECT_EQ(value, number);
    }
    std::int64_t value = 0;
    EXPECT_TRUE(parse_integer("007", value));
    EXPECT_EQ(value, 7);
}

TEST(Integer, AnythingElseIsRefusedAndLeavesTheResultAlone) {
    for (const std::string_view text : {"", "-", "+1", "1.0", "1e3", " 1", "1 ", "x", "0x1",
                                        "9223372036854775808", "-9223372036854775809"}) {
        std::int64_t value = 42;
        EXPECT_FALSE(parse_integer(text, value)) << text;
        EXPECT_EQ(value, 42) << text;
    }
}

}  // namespace
}  // namespace mdc
