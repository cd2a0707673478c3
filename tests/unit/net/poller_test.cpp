#include "mdc/net/poller.hpp"

#include <array>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace mdc::net {
namespace {

struct Pair {
    Fd a, b;
    Pair() {
        std::array<int, 2> fds{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()), 0);
        a = Fd(fds[0]);
        b = Fd(fds[1]);
    }
};

void send_byte(const Fd& fd) { EXPECT_EQ(::send(fd.get(), "x", 1, 0), 1); }
void take_byte(const Fd& fd) {
    char byte = 0;
    EXPECT_EQ(::recv(fd.get(), &byte, 1, 0), 1);
}

TEST(Poller, SaysWhichDescriptorIsReadable) {
    Poller poller = Poller::create().value();
    Pair one, two;
    poller.add(one.a.get(), 11).value();
    poller.add(two.a.get(), 22).value();
    EXPECT_TRUE(poller.wait(0).empty());
    send_byte(two.b);
    const auto ready = poller.wait(-1);
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_EQ(ready[0].token, 22U);
    EXPECT_TRUE(ready[0].is_readable);
    EXPECT_FALSE(ready[0].is_writable);
    // Level-triggered: it says so until the byte is taken.
    EXPECT_EQ(poller.wait(0).size(), 1U);
    take_byte(two.a);
    EXPECT_TRUE(poller.wait(0).empty());
}

TEST(Poller, WritabilityIsWatchedOnlyOnDemand) {
    Poller poller = Poller::create().value();
    Pair pair;
    poller.add(pair.a.get(), 1).value();
    EXPECT_TRUE(poller.wait(0).empty());
    poller.watch_writable(pair.a.get(), 1, true);
    ASSERT_EQ(poller.wait(0).size(), 1U);
    EXPECT_TRUE(poller.wait(0)[0].is_writable);
    poller.watch_writable(pair.a.get(), 1, false);
    EXPECT_TRUE(poller.wait(0).empty());
}

TEST(Poller, AnEndedStreamIsReadable) {
    Poller poller = Poller::create().value();
    Pair pair;
    poller.add(pair.a.get(), 1).value();
    pair.b = Fd();
    ASSERT_EQ(poller.wait(-1).size(), 1U);
    EXPECT_TRUE(poller.wait(0)[0].is_readable);
}

TEST(Poller, RemovedDescriptorIsNotReported) {
    Poller poller = Poller::create().value();
    Pair pair;
    poller.add(pair.a.get(), 1).value();
    send_byte(pair.b);
    poller.remove(pair.a.get());
    EXPECT_TRUE(poller.wait(0).empty());
    EXPECT_FALSE(poller.add(-1, 1).has_value());
}

TEST(Poller, WakeEndsASleepFromAnotherThread) {
    Poller poller = Poller::create().value();
    std::thread waker([&] { poller.wake(); });
    EXPECT_TRUE(poller.wait(-1).empty());
    waker.join();
    EXPECT_TRUE(poller.wait(0).empty());
    poller.wake();
    poller.wake();
    EXPECT_TRUE(poller.wait(-1).empty());  // returns at once, both wakes in one
    Pair pair;
    poller.add(pair.a.get(), 7).value();
    send_byte(pair.b);
    poller.wake();
    ASSERT_EQ(poller.wait(-1).size(), 1U);
    EXPECT_EQ(poller.wait(0)[0].token, 7U);
}

TEST(Poller, MoreThanOneWaitCanTellComesWithTheNext) {
    Poller poller = Poller::create().value();
    std::vector<Pair> pairs(Poller::kReadyMax + 10);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        poller.add(pairs[i].a.get(), i).value();
        send_byte(pairs[i].b);
    }
    std::size_t seen = 0;
    for (int i = 0; i < 3; ++i) {
        for (const auto& ready : poller.wait(0)) {
            take_byte(pairs[ready.token].a);
            ++seen;
        }
    }
    EXPECT_EQ(seen, pairs.size());
}

TEST(Poller, AMovedPollerGoesOn) {
    Poller first = Poller::create().value();
    Pair pair;
    first.add(pair.a.get(), 3).value();
    Poller second = std::move(first);
    send_byte(pair.b);
    EXPECT_EQ(second.wait(-1).size(), 1U);
    second.wake();
    take_byte(pair.a);
    EXPECT_TRUE(second.wait(-1).empty());
}

}  // namespace
}  // namespace mdc::net
