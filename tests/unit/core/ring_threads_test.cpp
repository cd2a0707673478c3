#include <atomic>
#include <cstdint>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/core/ring.hpp"

namespace mdc {
namespace {

// Frames of 1 to 5 records that all carry the frame's number and how many they are.
struct Head {
    std::uint32_t frame = 0;
    std::uint32_t records = 0;
};

constexpr std::uint32_t kFrames = 20'000;

bool push_frame(Ring& ring, std::uint32_t frame, std::mt19937& random) {
    const Head head{frame, 1 + static_cast<std::uint32_t>(random() % 5)};
    std::vector<std::byte> tail(random() % 60, static_cast<std::byte>(frame));
    for (std::uint32_t i = 0; i < head.records; ++i) {
        if (!ring.push(static_cast<std::uint16_t>(i), std::as_bytes(std::span(&head, 1)), tail)) {
            ring.discard();
            return false;
        }
    }
    ring.publish();
    return true;
}

// A reader that starts a frame finds all of it, whole, in order, nothing twice, nothing left out
// but what the writer was told did not fit.
TEST(RingThreads, OneWriterOneReaderWholeFramesInOrder) {
    Ring ring(1 << 14);
    std::uint32_t pushed = 0;
    std::atomic<bool> is_done{false};
    std::thread writer([&] {
        std::mt19937 random(11);
        for (std::uint32_t frame = 0; frame < kFrames; ++frame) {
            while (!push_frame(ring, frame, random)) std::this_thread::yield();
            ++pushed;
        }
        is_done.store(true, std::memory_order_release);
    });

    std::uint32_t expected = 0;
    std::uint32_t records_left = 0;
    std::uint64_t mistakes = 0;
    const auto on_record = [&](std::uint16_t kind, std::span<const std::byte> payload) {
        Head head;
        std::memcpy(&head, payload.data(), sizeof head);
        if (records_left == 0) records_left = head.records;
        if (head.frame != expected || kind != head.records - records_left) ++mistakes;
        for (const auto byte : payload.subspan(sizeof head)) {
            if (byte != static_cast<std::byte>(head.frame)) ++mistakes;
        }
        if (--records_left == 0) ++expected;
    };
    for (bool is_last = false; !is_last;) {
        is_last = is_done.load(std::memory_order_acquire);
        if (ring.drain(on_record, 7) != 0) is_last = false;
        if (ring.used() > ring.capacity()) ++mistakes;
    }
    writer.join();
    EXPECT_EQ(mistakes, 0u);
    EXPECT_EQ(expected, kFrames);
    EXPECT_EQ(pushed, kFrames);
    EXPECT_EQ(records_left, 0u);
}

// A third thread that only looks (metrics) never sees more than the ring can hold.
TEST(RingThreads, AnybodyMayAskHowMuchIsUsed) {
    Ring ring(1 << 12);
    std::atomic<bool> is_done{false};
    std::uint64_t too_much = 0;
    std::thread observer([&] {
        while (!is_done.load(std::memory_order_acquire)) {
            if (ring.used() > ring.capacity()) ++too_much;
        }
    });
    std::thread reader([&] {
        while (!is_done.load(std::memory_order_acquire)) ring.drain([](auto, auto) {});
    });
    std::mt19937 random(3);
    for (std::uint32_t frame = 0; frame < kFrames / 4;) {
        if (push_frame(ring, frame, random)) ++frame;
    }
    is_done.store(true, std::memory_order_release);
    observer.join();
    reader.join();
    EXPECT_EQ(too_much, 0u);
}

}  // namespace
}  // namespace mdc
