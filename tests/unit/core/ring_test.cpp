#include "mdc/core/ring.hpp"

#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace mdc {
namespace {

using Record = std::pair<std::uint16_t, std::string>;

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::vector<Record> drained(Ring& ring, std::size_t most = SIZE_MAX) {
    std::vector<Record> out;
    const auto taken = ring.drain(
        [&](std::uint16_t kind, std::span<const std::byte> payload) {
            EXPECT_EQ(reinterpret_cast<std::uintptr_t>(payload.data()) % 8, 0u);
            out.emplace_back(
                kind, std::string(reinterpret_cast<const char*>(payload.data()), payload.size()));
        },
        most);
    EXPECT_EQ(taken, out.size());
    return out;
}

TEST(Ring, CapacityIsAPowerOfTwo) {
    EXPECT_EQ(Ring(1).capacity(), 4096u);
    EXPECT_EQ(Ring(4096).capacity(), 4096u);
    EXPECT_EQ(Ring(4097).capacity(), 8192u);
}

TEST(Ring, HandsOutWhatWasPublishedInOrder) {
    Ring ring(4096);
    ASSERT_TRUE(ring.push(1, bytes("head"), bytes("tail")));
    ASSERT_TRUE(ring.push(2, bytes("")));
    ASSERT_TRUE(ring.push(3, bytes("alone")));
    EXPECT_TRUE(ring.has_staged());
    ring.publish();
    EXPECT_FALSE(ring.has_staged());
    EXPECT_EQ(drained(ring), (std::vector<Record>{{1, "headtail"}, {2, ""}, {3, "alone"}}));
    EXPECT_TRUE(drained(ring).empty());
    EXPECT_EQ(ring.used(), 0u);
}

TEST(Ring, NothingIsVisibleBeforePublish) {
    Ring ring(4096);
    ASSERT_TRUE(ring.push(1, bytes("a")));
    EXPECT_TRUE(drained(ring).empty());
    EXPECT_EQ(ring.used(), 0u);
    ring.publish();
    EXPECT_EQ(ring.used(), 16u);
    EXPECT_EQ(drained(ring).size(), 1u);
}

TEST(Ring, DiscardForgetsOnlyWhatWasStaged) {
    Ring ring(4096);
    ASSERT_TRUE(ring.push(1, bytes("kept")));
    ring.publish();
    ASSERT_TRUE(ring.push(2, bytes("dropped")));
    ASSERT_TRUE(ring.push(3, bytes("dropped too")));
    ring.discard();
    EXPECT_FALSE(ring.has_staged());
    ASSERT_TRUE(ring.push(4, bytes("next")));
    ring.publish();
    EXPECT_EQ(drained(ring), (std::vector<Record>{{1, "kept"}, {4, "next"}}));
}

TEST(Ring, AFullRingRefusesAndTakesAgainOnceDrained) {
    Ring ring(4096);
    const std::string payload(504, 'x');  // 512 with its header: eight fit
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(ring.push(1, bytes(payload)));
    EXPECT_FALSE(ring.push(1, bytes("")));
    ring.publish();
    EXPECT_EQ(ring.used(), ring.capacity());
    EXPECT_FALSE(ring.push(1, bytes("")));
    EXPECT_FALSE(ring.has_staged());
    EXPECT_EQ(drained(ring, 1).size(), 1u);
    EXPECT_TRUE(ring.push(2, bytes(payload)));
    EXPECT_FALSE(ring.push(2, bytes(payload)));
    ring.publish();
    EXPECT_EQ(drained(ring).size(), 8u);
}

TEST(Ring, DrainTakesAtMostWhatIsAskedFor) {
    Ring ring(4096);
    for (std::uint16_t kind = 0; kind < 5; ++kind) ASSERT_TRUE(ring.push(kind, bytes("x")));
    ring.publish();
    EXPECT_EQ(drained(ring, 2), (std::vector<Record>{{0, "x"}, {1, "x"}}));
    EXPECT_EQ(drained(ring, 0).size(), 0u);
    EXPECT_EQ(drained(ring), (std::vector<Record>{{2, "x"}, {3, "x"}, {4, "x"}}));
}

TEST(Ring, ARecordOfHalfTheCapacityFitsWhereverTheRingStands) {
    const std::string half(2048 - 8, 'h');
    for (std::size_t before = 0; before < 4096; before += 8) {
        Ring ring(4096);
        for (std::size_t at = 0; at < before; at += 8) {
            ASSERT_TRUE(ring.push(1, bytes("")));
            ring.publish();
            drained(ring);
        }
        ASSERT_TRUE(ring.push(2, bytes(half))) << before;
        ring.publish();
        ASSERT_EQ(drained(ring), (std::vector<Record>{{2, half}})) << before;
    }
}

TEST(Ring, WhatIsLargerThanTheRingNeverFits) {
    Ring ring(4096);
    EXPECT_FALSE(ring.push(1, bytes(std::string(4089, 'x'))));
    EXPECT_FALSE(ring.has_staged());
    EXPECT_TRUE(ring.push(1, bytes(std::string(4088, 'x'))));
}

// A model of the ring beside it: frames of random records, published or discarded, drained at
// random. Discarding behind a wrap, where filler was staged too, is the corner that this finds.
TEST(Ring, BehavesLikeAQueueOverMillionsOfBytes) {
    constexpr std::uint64_t kSeed = 7;
    SCOPED_TRACE(kSeed);
    std::mt19937_64 random(kSeed);
    Ring ring(4096);
    std::deque<Record> model;
    for (int round = 0; round < 20'000; ++round) {
        std::vector<Record> frame;
        bool fits = true;
        for (auto left = random() % 6; left > 0 && fits; --left) {
            Record record{static_cast<std::uint16_t>(random() % 9),
                          std::string(random() % 300, static_cast<char>('a' + random() % 26))};
            const auto cut = record.second.size() / 3;
            fits = ring.push(record.first, bytes(record.second).first(cut),
                             bytes(record.second).subspan(cut));
            frame.push_back(std::move(record));
        }
        if (fits && random() % 8 != 0) {
            ring.publish();
            model.insert(model.end(), frame.begin(), frame.end());
        } else {
            ring.discard();
        }
        for (auto& record : drained(ring, random() % 8)) {
            ASSERT_FALSE(model.empty());
            ASSERT_EQ(record, model.front());
            model.pop_front();
        }
    }
}

TEST(RingDeathTest, TheKindOfTheFillerIsNobodysKind) {
    Ring ring(4096);
    EXPECT_DEATH((void)ring.push(0xFFFF, {}), "assertion failed");
}

}  // namespace
}  // namespace mdc
