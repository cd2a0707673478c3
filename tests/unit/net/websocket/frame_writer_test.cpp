#include "mdc/net/websocket/frame_writer.hpp"

#include <array>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mdc::net {
namespace {

std::uint32_t mask_of(std::array<unsigned char, 4> bytes) {
    std::uint32_t mask = 0;
    std::memcpy(&mask, bytes.data(), bytes.size());
    return mask;
}

std::string written(SentFrame kind, std::string_view payload, std::uint32_t mask) {
    std::string out(frame_bytes(payload.size()), '\0');
    EXPECT_EQ(write_frame(kind, payload, mask, out), out.size());
    return out;
}

std::string unmasked(std::string_view frame, std::size_t header_bytes) {
    std::string out;
    const auto mask = frame.substr(header_bytes - 4, 4);
    const auto body = frame.substr(header_bytes);
    for (std::size_t i = 0; i < body.size(); ++i) out += static_cast<char>(body[i] ^ mask[i % 4]);
    return out;
}

TEST(FrameWriter, MaskedTextOfTheRfcIsWritten) {
    // RFC 6455, section 5.7.
    const std::string expected =
        "\x81\x85\x37\xfa\x21\x3d"
        "\x7f\x9f\x4d\x51\x58";
    EXPECT_EQ(written(SentFrame::text, "Hello", mask_of({0x37, 0xfa, 0x21, 0x3d})), expected);
}

TEST(FrameWriter, EveryLengthFormCarriesItsPayload) {
    std::string payload;
    for (int i = 0; i < 70'000; ++i) payload += static_cast<char>('a' + i % 23);
    struct Case {
        std::size_t size, header_bytes;
        int length_byte;
    };
    for (const Case& c : {Case{0, 6, 0},
                          {1, 6, 1},
                          {7, 6, 7},
                          {8, 6, 8},
                          {125, 6, 125},
                          {126, 8, 126},
                          {65'535, 8, 126},
                          {65'536, 14, 127},
                          {70'000, 14, 127}}) {
        const auto frame = written(SentFrame::text, payload.substr(0, c.size), 0xA1B2C3D4);
        ASSERT_EQ(frame.size(), c.header_bytes + c.size);
        EXPECT_EQ(static_cast<unsigned char>(frame[1]), 0x80 | c.length_byte);
        EXPECT_EQ(unmasked(frame, c.header_bytes), payload.substr(0, c.size)) << c.size;
    }
}

TEST(FrameWriter, KindsHaveTheirOpcodes) {
    EXPECT_EQ(static_cast<unsigned char>(written(SentFrame::binary, "x", 1)[0]), 0x82);
    EXPECT_EQ(static_cast<unsigned char>(written(SentFrame::ping, "x", 1)[0]), 0x89);
    EXPECT_EQ(static_cast<unsigned char>(written(SentFrame::pong, "x", 1)[0]), 0x8A);
}

TEST(FrameWriter, CloseCarriesCodeAndReason) {
    std::array<char, 200> out{};
    const std::size_t size = write_close(1000, "bye", 0x01020304, out);
    const auto payload = unmasked({out.data(), size}, 6);
    EXPECT_EQ(payload, std::string("\x03\xe8") + "bye");
    EXPECT_EQ(write_close(1005, "ignored", 1, out), 6U);
    EXPECT_EQ(write_close(1000, std::string(500, 'r'), 1, out), 6U + 125U);
}

TEST(MaskSource, SameSeedGivesTheSameSeriesAndOthersDiffer) {
    MaskSource a(42);
    MaskSource b(42);
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto mask = a.next();
        EXPECT_EQ(mask, b.next());
        seen.insert(mask);
    }
    EXPECT_GT(seen.size(), 990U);
    EXPECT_NE(MaskSource(0).next(), MaskSource(0xFFFF).next());
    // Two sources of the system agree by chance once in four thousand million.
    MaskSource first;
    MaskSource second;
    EXPECT_NE(std::tuple(first.next(), first.next()), std::tuple(second.next(), second.next()));
}

}  // namespace
}  // namespace mdc::net
