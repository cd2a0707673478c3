// The receive path against Boost.Beast, an independent implementation, plain and under TLS.

#include "mdc/net/websocket/link.hpp"

#include <future>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/net/support/allocations.hpp"
#include "tests/unit/net/support/client.hpp"
#include "tests/unit/net/support/frames.hpp"
#include "tests/unit/net/support/server.hpp"

namespace mdc::net {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

class LinkTest : public testing::TestWithParam<bool> {
  protected:
    [[nodiscard]] static bool is_tls() { return GetParam(); }

    /// Runs the session on the server's thread and gives the client's end.
    Link connect(std::function<void(WebSocketPeer&)> session, Link::Options options = {}) {
        Server::Options server;
        if (is_tls()) server.tls = ca_.issue("DNS:localhost");
        server.on_websocket = std::move(session);
        server_ = std::make_unique<Server>(std::move(server));
        auto dialled =
            dial(dial_options(server_->url(is_tls() ? "wss" : "ws")), tls_context(ca_.file()));
        return {std::move(dialled.value().transport), options};
    }

    /// Bytes that a message of this size is on the wire: one TLS 1.3 record each.
    [[nodiscard]] static std::size_t wire_bytes(std::size_t payload_bytes) {
        constexpr std::size_t kTlsRecordBytes = 5 + 1 + 16;
        return frame(kText, std::string(payload_bytes, 'x')).size() +
               (is_tls() ? kTlsRecordBytes : 0);
    }

    TestCa ca_;
    std::unique_ptr<Server> server_;
    Collector got_;
};

INSTANTIATE_TEST_SUITE_P(Transports, LinkTest, testing::Bool(),
                         [](const auto& run) { return run.param ? "Tls" : "Plain"; });

TEST_P(LinkTest, MessagesOfAllSizesArriveInOrder) {
    const std::vector<std::size_t> sizes = {0,      1,      125,     126,       65'535,
                                            65'536, 70'000, 300'000, 2'000'000, 3};
    Link link = connect([sizes](WebSocketPeer& peer) {
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            const std::string payload(sizes[i], static_cast<char>('a' + i));
            i % 2 == 0 ? peer.send_text(payload) : peer.send_binary(payload);
        }
        peer.receive();
    });
    pump_until(link, got_, [&] { return got_.messages.size() == sizes.size(); });
    ASSERT_EQ(got_.messages.size(), sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        EXPECT_EQ(got_.messages[i].payload, std::string(sizes[i], static_cast<char>('a' + i)));
        EXPECT_EQ(got_.messages[i].is_binary, i % 2 == 1);
    }
    EXPECT_EQ(link.stats().messages, sizes.size());
    EXPECT_EQ(link.stats().frames, sizes.size());
}

TEST_P(LinkTest, FragmentsAreJoinedAndPingsBetweenThemAnswered) {
    std::promise<std::vector<std::string>> pongs;
    Link link = connect([&](WebSocketPeer& peer) {
        peer.send_fragments({"one ", "two ", std::string(100'000, 'x'), ""});
        peer.ping("last");
        peer.receive();
        pongs.set_value(peer.pongs());
    });
    pump_until(link, got_, [&] { return link.stats().pings == 4; });
    ASSERT_EQ(got_.messages.size(), 1U);
    EXPECT_EQ(got_.messages[0].payload, "one two " + std::string(100'000, 'x'));
    EXPECT_TRUE(link.send_text("done"));
    EXPECT_EQ(pongs.get_future().get(),
              (std::vector<std::string>{"between", "between", "between", "last"}));
    EXPECT_EQ(link.stats().sent, 5U);
}

TEST_P(LinkTest, WhatWeSendIsUnderstood) {
    std::promise<std::vector<std::string>> received;
    const std::vector<std::string> sent = {"", "hello", std::string(125, 'a'),
                                           std::string(126, 'b'), std::string(65'536, 'c')};
    Link link = connect([&](WebSocketPeer& peer) {
        std::vector<std::string> texts;
        while (auto text = peer.receive()) texts.push_back(*text);
        received.set_value(texts);
    });
    for (const auto& text : sent) EXPECT_TRUE(link.send_text(text));
    EXPECT_FALSE(link.send_text(std::string(Link::kSendBytesMax + 1, 'd')));
    EXPECT_EQ(link.stats().refused, 1U);
    link.close();
    pump_until_end(link, got_);
    EXPECT_EQ(received.get_future().get(), sent);
}

TEST_P(LinkTest, OurPingIsAnsweredWithAPong) {
    Link link = connect([](WebSocketPeer& peer) { peer.receive(); });
    EXPECT_TRUE(link.send_ping("are you there"));
    pump_until(link, got_, [&] { return !got_.pongs.empty(); });
    EXPECT_EQ(got_.pongs, std::vector<std::string>{"are you there"});
    EXPECT_EQ(link.stats().pongs, 1U);
}

TEST_P(LinkTest, CloseOfTheServerIsReportedAndAnswered) {
    std::promise<bool> is_answered;
    Link link = connect([&](WebSocketPeer& peer) {
        peer.send_text("last words");
        is_answered.set_value(peer.close(1008, "Too many requests"));
    });
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::closed);
    EXPECT_EQ(got_.messages.size(), 1U);
    EXPECT_EQ(link.close_info().code, 1008);
    EXPECT_EQ(link.close_info().reason.view(), "Too many requests");
    EXPECT_TRUE(link.close_info().is_by_peer);
    EXPECT_TRUE(is_answered.get_future().get());
    EXPECT_EQ(link.pump(got_), LinkOutcome::closed);
    EXPECT_FALSE(link.send_text("too late"));
}

TEST_P(LinkTest, OurCloseIsAnsweredAndNothingIsSentBehindIt) {
    std::promise<std::uint16_t> code;
    Link link = connect([&](WebSocketPeer& peer) {
        peer.receive();
        code.set_value(peer.close_code());
    });
    link.close(1001, "going away");
    EXPECT_FALSE(link.send_text("behind"));
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::closed);
    EXPECT_EQ(link.close_info().code, 1001);
    EXPECT_FALSE(link.close_info().is_by_peer);
    EXPECT_EQ(code.get_future().get(), 1001);
}

TEST_P(LinkTest, ConnectionThatEndsWithoutACloseFrameIs1006) {
    Link link = connect([](WebSocketPeer& peer) { peer.send_text("only"); });
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::closed);
    EXPECT_EQ(link.close_info().code, 1006);
    EXPECT_EQ(got_.messages.size(), 1U);
}

TEST_P(LinkTest, ManyRecordsThatWaitAreOneRead) {
    constexpr std::size_t kMessages = 500;
    Link link = connect([](WebSocketPeer& peer) {
        peer.receive();  // else the first may come with the handshake
        for (std::size_t i = 0; i < kMessages; ++i) peer.send_text(std::string(200, 'm'));
        peer.receive();
    });
    link.send_text("go");
    wait_for_bytes(link.fd(), kMessages * wire_bytes(200));
    EXPECT_EQ(link.pump(got_), LinkOutcome::progressed);
    ASSERT_EQ(got_.messages.size(), kMessages);
    EXPECT_EQ(link.stats().reads, 1U);
    for (std::size_t i = 0; i < kMessages; ++i) {
        EXPECT_EQ(got_.messages[i].is_first_of_read, i == 0);
        EXPECT_EQ(got_.messages[i].stamps.t_read_ns, got_.messages[0].stamps.t_read_ns);
    }
    EXPECT_EQ(link.pump(got_), LinkOutcome::idle);
}

TEST_P(LinkTest, MessageBelongsToTheReadThatCompletesIt) {
    std::promise<void> is_read;
    const std::string bytes = frame(kText, "first") + frame(kText, "second");
    Link link = connect([&is_read, bytes](WebSocketPeer& peer) {
        peer.write(bytes.substr(0, 9));
        is_read.get_future().wait();
        peer.write(bytes.substr(9));
        peer.receive();
    });
    pump_until(link, got_, [&] { return got_.messages.size() == 1; });
    is_read.set_value();
    pump_until(link, got_, [&] { return got_.messages.size() == 2; });
    ASSERT_EQ(got_.messages.size(), 2U);
    EXPECT_TRUE(got_.messages[1].is_first_of_read);
    EXPECT_GT(got_.messages[1].stamps.t_read_ns, got_.messages[0].stamps.t_read_ns);
}

TEST_P(LinkTest, BytesThatComeOneByOneGiveTheSameMessages) {
    const std::string bytes = frame(kText, std::string(300, 'a')) + frame(kText, "b", false) +
                              frame(kPing, "p") + frame(kContinuation, "c") +
                              close_frame(1000, "end");
    Link link = connect([bytes](WebSocketPeer& peer) {
        for (const char& byte : bytes) peer.write({&byte, 1});
        peer.receive();
    });
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::closed);
    ASSERT_EQ(got_.messages.size(), 2U);
    EXPECT_EQ(got_.messages[0].payload, std::string(300, 'a'));
    EXPECT_EQ(got_.messages[1].payload, "bc");
    EXPECT_EQ(link.stats().pings, 1U);
    EXPECT_EQ(link.close_info().reason.view(), "end");
}

TEST_P(LinkTest, EveryReadCarriesAKernelStamp) {
    Link link = connect([](WebSocketPeer& peer) {
        for (int i = 0; i < 200; ++i) {
            peer.send_text("tick");
            peer.receive();  // so that each message is a read of its own
        }
        peer.receive();
    });
    while (got_.messages.size() < 200) {
        const auto before = got_.messages.size();
        pump_until(link, got_, [&] { return got_.messages.size() > before; });
        ASSERT_GT(got_.messages.size(), before);
        link.send_text("next");
    }
    EXPECT_GE(link.stats().reads, 199U);  // the first may have come with the handshake
    EXPECT_EQ(link.stats().reads_with_kernel_stamp, link.stats().reads);
    for (const auto& message : got_.messages) {
        ASSERT_TRUE(message.stamps.has_kernel_stamp());
        EXPECT_LE(message.stamps.t_kernel_ns, message.stamps.t_read_ns);
        EXPECT_LT(message.stamps.t_read_ns - message.stamps.t_kernel_ns, 10'000'000'000);
        EXPECT_EQ(message.stamps.received().value, message.stamps.t_kernel_ns / 1000);
    }
}

TEST_P(LinkTest, OversizedMessageEndsTheLink) {
    std::promise<std::uint16_t> code;
    Link link = connect(
        [&](WebSocketPeer& peer) {
            peer.write(frame(kText, std::string(1001, 'x')));
            peer.receive();
            code.set_value(peer.close_code());
        },
        {.message_bytes_max = 1000});
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::failed);
    EXPECT_EQ(link.fault().kind, ErrorKind::protocol);
    EXPECT_EQ(link.fault().text.view(), "a message over the size limit");
    EXPECT_TRUE(to_error(link.fault()).is_retryable);
    EXPECT_EQ(code.get_future().get(), 1009);
    EXPECT_EQ(link.pump(got_), LinkOutcome::failed);
    EXPECT_TRUE(got_.messages.empty());
}

TEST_P(LinkTest, GarbageEndsTheLinkBehindTheGoodMessages) {
    std::promise<std::uint16_t> code;
    Link link = connect([&](WebSocketPeer& peer) {
        peer.write(frame(kText, "good") + "\xFF\xFF garbage");
        peer.receive();
        code.set_value(peer.close_code());
    });
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::failed);
    EXPECT_EQ(got_.messages.size(), 1U);
    EXPECT_EQ(link.fault().kind, ErrorKind::protocol);
    EXPECT_EQ(code.get_future().get(), 1002);
}

TEST_P(LinkTest, PeerThatTakesNothingFillsTheQueueAndNothingBlocks) {
    std::promise<void> may_read;
    std::promise<std::size_t> received;
    Link link = connect([&](WebSocketPeer& peer) {
        may_read.get_future().wait();
        std::size_t count = 0;
        while (peer.receive()) ++count;
        received.set_value(count);
    });
    const std::string text(60'000, 'x');
    std::size_t sent = 0;
    while (link.send_text(text)) ++sent;
    EXPECT_GT(sent, 4U);
    EXPECT_TRUE(link.wants_write());
    EXPECT_EQ(link.pump(got_), LinkOutcome::idle);
    may_read.set_value();
    pump_until(link, got_, [&] { return !link.wants_write(); });
    link.close();
    EXPECT_EQ(pump_until_end(link, got_), LinkOutcome::closed);
    EXPECT_EQ(received.get_future().get(), sent);
}

TEST_P(LinkTest, AMovedLinkGoesOn) {
    Link first = connect([](WebSocketPeer& peer) {
        while (auto text = peer.receive()) peer.send_text(*text);
    });
    first.send_text("one");
    pump_until(first, got_, [&] { return got_.messages.size() == 1; });
    Link second = std::move(first);
    second.send_text("two");
    pump_until(second, got_, [&] { return got_.messages.size() == 2; });
    ASSERT_EQ(got_.messages.size(), 2U);
    EXPECT_EQ(got_.messages[1].payload, "two");
}

/// Handles without allocating, as the I/O thread does; answers each thousandth message.
class CountingHandler final : public MessageHandler {
  public:
    explicit CountingHandler(Link& link) : link_(link) {}
    void on_message(const Message& message) noexcept override {
        bytes += message.payload.size();
        if (++count % 1000 == 0) link_.send_text("go on");
    }
    std::size_t count = 0;
    std::size_t bytes = 0;

  private:
    Link& link_;
};

TEST_P(LinkTest, PumpAllocatesNothingAfterWarmUp) {
    ASSERT_TRUE(counts_openssl());
    constexpr std::size_t kRounds = 20;
    constexpr std::size_t kMessages = 1000;  // of a round
    Link link = connect([](WebSocketPeer& peer) {
        for (std::size_t round = 0; round < kRounds; ++round) {
            for (std::size_t i = 0; i < kMessages - 4; ++i)
                peer.send_text(std::string(40 + i, 'm'));
            peer.send_text(std::string(600'000, 'l'));
            peer.send_fragments({std::string(5'000, 'f'), std::string(5'000, 'f')});
            peer.ping("beat");
            peer.send_binary("b");
            peer.send_text("end of round");
            if (!peer.receive()) return;
        }
    });
    CountingHandler handler(link);
    pump_until(link, handler, [&] { return handler.count >= 4 * kMessages; });
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    {
        const AllocationCount counted;
        while (link.pump(handler) != LinkOutcome::closed) {
            if (std::chrono::steady_clock::now() > deadline) break;
        }
        EXPECT_EQ(counted.value(), 0U);
        // OpenSSL 3.0 takes 40 bytes for each TLS 1.3 record and gives them back at once; a
        // long message has about 40 records.
        EXPECT_LE(counted.openssl(), is_tls() ? 16 * (kMessages + 60) : 0U);
        EXPECT_EQ(counted.openssl_kept(), 0);
    }
    EXPECT_EQ(handler.count, kMessages * kRounds);
    EXPECT_EQ(link.stats().pings, 2 * kRounds);  // one between the fragments
}

TEST(AllocationCount, SeesWhatIsAllocated) {
    const AllocationCount counted;
    const auto text = std::make_unique<std::string>(1000, 'x');
    EXPECT_EQ(counted.value(), 2U);
}

}  // namespace
}  // namespace mdc::net
