#include "mdc/net/websocket/frame_reader.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/net/support/frames.hpp"

namespace mdc::net {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

Event message(std::string payload, FrameKind kind = FrameKind::text) {
    return {kind, FrameError::none, 0, std::move(payload)};
}

std::vector<Event> refusal(FrameError error) { return {{FrameKind::error, error, 0, ""}}; }

std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values) out += static_cast<char>(value);
    return out;
}

// The examples of RFC 6455, section 5.7, byte for byte.

TEST(FrameReader, UnmaskedTextOfTheRfcIsRead) {
    EXPECT_EQ(decode(bytes({0x81, 0x05, 'H', 'e', 'l', 'l', 'o'})),
              std::vector<Event>{message("Hello")});
}

TEST(FrameReader, FragmentedTextOfTheRfcIsPutTogether) {
    EXPECT_EQ(decode(bytes({0x01, 0x03, 'H', 'e', 'l', 0x80, 0x02, 'l', 'o'})),
              std::vector<Event>{message("Hello")});
}

TEST(FrameReader, PingAndPongOfTheRfcAreRead) {
    EXPECT_EQ(
        decode(bytes({0x89, 0x05, 'H', 'e', 'l', 'l', 'o', 0x8A, 0x00})),
        (std::vector<Event>{message("Hello", FrameKind::ping), message("", FrameKind::pong)}));
}

TEST(FrameReader, BinaryWith16BitLengthOfTheRfcIsRead) {
    const std::string payload(256, 'b');
    EXPECT_EQ(decode(bytes({0x82, 0x7E, 0x01, 0x00}) + payload),
              std::vector<Event>{message(payload, FrameKind::binary)});
}

TEST(FrameReader, BinaryWith64BitLengthOfTheRfcIsRead) {
    const std::string payload(65'536, 'b');
    EXPECT_EQ(decode(bytes({0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0}) + payload),
              std::vector<Event>{message(payload, FrameKind::binary)});
}

TEST(FrameReader, LengthsAtTheBoundsOfTheirFormsAreRead) {
    for (const std::size_t size : {0, 1, 125, 126, 127, 65'535, 65'536}) {
        const std::string payload(size, 'x');
        EXPECT_EQ(decode(frame(kText, payload)), std::vector<Event>{message(payload)}) << size;
    }
}

TEST(FrameReader, UnfragmentedMessageIsAViewIntoTheBuffer) {
    FrameReader reader(1024);
    const std::string stream = frame(kText, "one") + frame(kText, "two");
    const auto first = reader.next(stream);
    EXPECT_EQ(first.payload.data(), stream.data() + 2);
    EXPECT_EQ(first.consumed, 5U);
    EXPECT_EQ(first.frames, 1U);
    EXPECT_EQ(reader.next(std::string_view(stream).substr(5)).payload.data(), stream.data() + 7);
}

TEST(FrameReader, ControlFramesMayComeBetweenFragments) {
    const std::string stream = frame(kText, "a", false) + frame(kPing, "p") +
                               frame(kContinuation, "b", false) + frame(kPong, "q") +
                               frame(kContinuation, "c") + frame(kBinary, "d");
    EXPECT_EQ(decode(stream),
              (std::vector<Event>{message("p", FrameKind::ping), message("q", FrameKind::pong),
                                  message("abc"), message("d", FrameKind::binary)}));
}

TEST(FrameReader, EmptyFragmentsAreAllowed) {
    const std::string stream = frame(kText, "", false) + frame(kContinuation, "", false) +
                               frame(kContinuation, "x", false) + frame(kContinuation, "");
    EXPECT_EQ(decode(stream), std::vector<Event>{message("x")});
}

TEST(FrameReader, FragmentBufferIsReusedForTheNextMessage) {
    const std::string part(1000, 'a');
    std::string stream;
    for (int i = 0; i < 5; ++i) {
        stream += frame(kText, part, false) + frame(kContinuation, std::to_string(i));
    }
    const auto events = decode(stream, 1001);
    ASSERT_EQ(events.size(), 5U);
    EXPECT_EQ(events[4], message(part + "4"));
}

TEST(FrameReader, FragmentedMessageHasReadablePaddingBehindIt) {
    FrameReader reader(1 << 16);
    const std::string stream =
        frame(kText, std::string(4096, 'x'), false) + frame(kContinuation, std::string(4096, 'y'));
    const auto step = reader.next(stream);
    ASSERT_EQ(step.payload.size(), 8192U);
    // AddressSanitizer is the judge.
    volatile char sum = 0;
    for (std::size_t i = 0; i < kReadablePadding; ++i) {
        sum = static_cast<char>(sum + step.payload.data()[step.payload.size() + i]);
    }
}

TEST(FrameReader, CloseCodeAndReasonAreParsed) {
    EXPECT_EQ(
        decode(close_frame(1008, "Too many requests")),
        (std::vector<Event>{{FrameKind::close, FrameError::none, 1008, "Too many requests"}}));
    EXPECT_EQ(decode(frame(kClose, "")),
              (std::vector<Event>{{FrameKind::close, FrameError::none, 1005, ""}}));
    EXPECT_EQ(decode(close_frame(4000, "")),
              (std::vector<Event>{{FrameKind::close, FrameError::none, 4000, ""}}));
}

TEST(FrameReader, CloseFramesThatMayNotBeSentAreRefused) {
    EXPECT_EQ(decode(frame(kClose, "x")), refusal(FrameError::bad_close));
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65'535}) {
        EXPECT_EQ(decode(close_frame(static_cast<std::uint16_t>(code), "")),
                  refusal(FrameError::bad_close))
            << code;
    }
}

TEST(FrameReader, BreachesOfTheProtocolAreRefused) {
    EXPECT_EQ(decode(bytes({0x81, 0x85, 1, 2, 3, 4, 5, 6, 7, 8, 9})), refusal(FrameError::masked));
    for (const int bits : {0xC1, 0xA1, 0x91}) {
        EXPECT_EQ(decode(bytes({bits, 0x00})), refusal(FrameError::reserved_bits)) << bits;
    }
    for (const int opcode : {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
        EXPECT_EQ(decode(bytes({0x80 | opcode, 0x00})), refusal(FrameError::bad_opcode)) << opcode;
    }
    EXPECT_EQ(decode(bytes({0x89, 126, 0, 126})), refusal(FrameError::control_too_long));
    EXPECT_EQ(decode(bytes({0x89, 127})), refusal(FrameError::control_too_long));
    EXPECT_EQ(decode(frame(kPing, "x", false)), refusal(FrameError::control_fragmented));
    EXPECT_EQ(decode(frame(kContinuation, "x")), refusal(FrameError::unexpected_continuation));
    EXPECT_EQ(decode(frame(kText, "a", false) + frame(kText, "b")),
              refusal(FrameError::missing_continuation));
}

TEST(FrameReader, LengthsInALongerFormThanNeededAreRefused) {
    EXPECT_EQ(decode(bytes({0x81, 126, 0, 125})), refusal(FrameError::bad_length));
    EXPECT_EQ(decode(bytes({0x81, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})),
              refusal(FrameError::bad_length));
    EXPECT_EQ(decode(bytes({0x81, 127, 0x80, 0, 0, 0, 0, 1, 0, 0})),
              refusal(FrameError::bad_length));
}

TEST(FrameReader, MessageAtTheLimitIsReadAndOneByteMoreIsRefused) {
    const std::string at_limit(1000, 'x');
    EXPECT_EQ(decode(frame(kText, at_limit), 1000), std::vector<Event>{message(at_limit)});
    EXPECT_EQ(decode(frame(kText, at_limit + "x"), 1000), refusal(FrameError::message_too_long));
    EXPECT_EQ(decode(frame(kText, at_limit, false) + frame(kContinuation, "x"), 1000),
              refusal(FrameError::message_too_long));
}

TEST(FrameReader, OversizedMessageIsRefusedByItsHeaderAlone) {
    EXPECT_EQ(decode(bytes({0x81, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})),
              refusal(FrameError::message_too_long));
}

TEST(FrameReader, IncompleteFrameConsumesNothing) {
    const std::string whole = frame(kText, std::string(300, 'x'));
    FrameReader reader(1024);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto step = reader.next(std::string_view(whole).substr(0, size));
        ASSERT_EQ(step.kind, FrameKind::incomplete) << size;
        ASSERT_EQ(step.consumed, 0U) << size;
    }
    EXPECT_EQ(reader.next(whole).kind, FrameKind::text);
}

TEST(FrameReader, EveryErrorHasAName) {
    for (int i = 0; i <= static_cast<int>(FrameError::bad_close); ++i) {
        EXPECT_FALSE(to_string(static_cast<FrameError>(i)).empty()) << i;
    }
}

}  // namespace
}  // namespace mdc::net
