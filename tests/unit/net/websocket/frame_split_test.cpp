// However the network cuts a stream into reads, the same messages come out.

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/net/support/frames.hpp"

namespace mdc::net {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

/// A valid stream of messages of many sizes, some fragmented, with control frames everywhere.
std::string random_stream(std::mt19937& random, int messages) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto payload = [&] {
        constexpr std::size_t kSizes[] = {3, 126, 130, 700, 5000, 70'000};
        std::string out(below(kSizes[below(6)]), '\0');
        for (char& c : out) c = static_cast<char>(random());
        return out;
    };
    std::string stream;
    for (int i = 0; i < messages; ++i) {
        std::size_t pieces = below(3) == 0 ? 1 + below(4) : 1;
        for (std::uint8_t opcode = below(2) == 0 ? kText : kBinary; pieces > 0; --pieces) {
            stream += frame(opcode, payload(), pieces == 1);
            opcode = kContinuation;
            if (below(4) == 0) stream += frame(below(2) == 0 ? kPing : kPong, "beat");
        }
    }
    return stream + close_frame(1001, "bye");
}

TEST(FrameSplit, EverySplitInTwoGivesTheSameMessages) {
    const std::string stream = frame(kText, "first") + frame(kText, "ab", false) +
                               frame(kPing, "p") + frame(kContinuation, std::string(130, 'c')) +
                               frame(kBinary, std::string(200, 'd')) + close_frame(1000, "done");
    const auto whole = decode(stream);
    ASSERT_EQ(whole.size(), 5U);
    for (std::size_t cut = 1; cut < stream.size(); ++cut) {
        ASSERT_EQ(decode(stream, 1 << 20, [&] { return cut; }), whole) << cut;
    }
}

TEST(FrameSplit, ReadsOfOneByteGiveTheSameMessages) {
    std::mt19937 random(7);
    std::string stream = frame(kText, std::string(66'000, 'x'));
    stream = frame(kPing, "a") + frame(kText, "b", false) + frame(kContinuation, "c") +
             stream.substr(0, 10) + stream.substr(10, 66'000);
    EXPECT_EQ(decode(stream.substr(0, 300), 1 << 20, [] { return 1; }),
              decode(stream.substr(0, 300)));
    EXPECT_EQ(decode(stream, 1 << 20, [] { return 1000; }), decode(stream));
}

TEST(FrameSplit, RandomSplitsOfRandomStreamsGiveTheSameMessages) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 30; ++round) {
        const std::string stream = random_stream(random, 12);
        const auto whole = decode(stream);
        ASSERT_EQ(whole.back().kind, FrameKind::close);
        const std::size_t longest = std::size_t{64} << (random() % 11);
        ASSERT_EQ(decode(stream, 1 << 20, [&] { return 1 + random() % longest; }), whole) << round;
    }
}

TEST(FrameSplit, ADamagedStreamEndsTheSameWayHoweverItIsSplit) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        std::string stream = random_stream(random, 4);
        for (int i = 0; i < 3; ++i) stream[random() % stream.size()] = static_cast<char>(random());
        const auto whole = decode(stream, 100'000);
        ASSERT_EQ(decode(stream, 100'000, [&] { return 1 + random() % 3000; }), whole) << round;
    }
}

}  // namespace
}  // namespace mdc::net
