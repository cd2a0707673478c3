#include "mdc/core/crc32c.hpp"

#include <random>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace mdc {
namespace {

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::vector<std::byte> counting(int first, int step) {
    std::vector<std::byte> out(32);
    for (auto& byte : out) {
        byte = static_cast<std::byte>(first);
        first += step;
    }
    return out;
}

// The check value of the CRC catalogue and the vectors of RFC 3720, B.4.
TEST(Crc32c, KnownVectors) {
    for (const auto& crc : {&crc32c, &crc32c_portable}) {
        EXPECT_EQ(crc(bytes(""), 0), 0u);
        EXPECT_EQ(crc(bytes("123456789"), 0), 0xE3069283u);
        EXPECT_EQ(crc(counting(0, 0), 0), 0x8A9136AAu);
        EXPECT_EQ(crc(counting(0xFF, 0), 0), 0x62A8AB43u);
        EXPECT_EQ(crc(counting(0, 1), 0), 0x46DD794Eu);
        EXPECT_EQ(crc(counting(31, -1), 0), 0x113FDB5Cu);
    }
}

TEST(Crc32c, BothWaysAgreeAtEveryLengthAndAlignment) {
    std::mt19937 random(1);
    std::vector<std::byte> data(4096);
    for (auto& byte : data) byte = static_cast<std::byte>(random());
    for (std::size_t from = 0; from < 16; ++from) {
        for (std::size_t size = 0; size < 200; ++size) {
            const auto part = std::span(data).subspan(from, size);
            ASSERT_EQ(crc32c(part), crc32c_portable(part)) << from << ' ' << size;
        }
    }
    EXPECT_EQ(crc32c(data), crc32c_portable(data));
}

TEST(Crc32c, ASeedContinuesAnEarlierResult) {
    const std::string_view text = "one journal block after another";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const auto head = bytes(text.substr(0, cut));
        const auto tail = bytes(text.substr(cut));
        EXPECT_EQ(crc32c(tail, crc32c(head)), crc32c(bytes(text)));
        EXPECT_EQ(crc32c_portable(tail, crc32c_portable(head)), crc32c(bytes(text)));
    }
}

TEST(Crc32c, EverySingleBitMatters) {
    auto data = counting(5, 7);
    const auto whole = crc32c(data);
    for (auto& byte : data) {
        for (int bit = 0; bit < 8; ++bit) {
            byte ^= static_cast<std::byte>(1 << bit);
            EXPECT_NE(crc32c(data), whole);
            byte ^= static_cast<std::byte>(1 << bit);
        }
    }
}

}  // namespace
}  // namespace mdc
