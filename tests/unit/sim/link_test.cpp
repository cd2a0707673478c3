#include "mdc/sim/server/link.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "mdc/sim/server/hub.hpp"

#include "tests/unit/sim/binance_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

constexpr UnixMicros kOpened{1'795'620'000'000'000};

struct RecordingWire final : Wire {
    std::vector<std::string> texts;
    std::vector<std::string> events;
    std::uint64_t appended_bytes = 0;
    std::uint64_t flushed_bytes = 0;

    void text(std::string_view before, std::string_view payload, std::string_view after) override {
        texts.push_back(std::string(before) + std::string(payload) + std::string(after));
        appended_bytes += texts.back().size();
    }
    void ping(std::string_view) override { events.emplace_back("ping"); }
    void flush() override {}
    void close(std::uint16_t code, std::string_view) override {
        events.push_back("close " + std::to_string(code));
    }
    void cut() override { events.emplace_back("cut"); }
    void freeze() override { events.emplace_back("freeze"); }
    void abort() override { events.emplace_back("abort"); }
    [[nodiscard]] std::uint64_t appended() const noexcept override { return appended_bytes; }
    [[nodiscard]] std::uint64_t flushed() const noexcept override { return flushed_bytes; }
};

/// A hub with one connection that listens to BTCUSDT's trades, and frames that a test makes up.
class OneLink : public testing::Test {
  protected:
    void open(const std::vector<std::string>& faults, std::size_t queue_bytes_max = 1 << 20) {
        std::vector<Fault> script;
        for (const auto& text : faults) script.push_back(parse_fault(text).value());
        script_ = std::make_unique<FaultScript>(script, 1, kOpened);
        folder_ = std::filesystem::temp_directory_path() /
                  ("mdc-link-test-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        truth_ = Truth::open(folder_.string(), play_.source().instruments(), {}).value();
        hub_ = std::make_unique<Hub>(*script_, queue_bytes_max);
        hub_->serve(play_.venue(), truth_.get());
        enter();
    }
    void enter() {
        HttpRequest request;
        request.path = "/stream";
        request.query = {{"streams", "btcusdt@trade"}, {"timeUnit", "MICROSECOND"}};
        request.address = "127.0.0.1";
        link_ = std::get<Link*>(hub_->enter(request, wire_, kOpened));
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// Publishes frame number `id`, so many milliseconds after the connection opened.
    void publish(int id, int milli = 0) {
        hub_->set_now(kOpened + std::chrono::milliseconds(milli));
        const auto payload = R"({"t":)" + std::to_string(id) + "}";
        hub_->publish({trade_topic(), 1, payload, id, id});
    }
    [[nodiscard]] TopicId trade_topic() {
        const auto& topics = play_.venue().topics();
        const auto found = std::find_if(topics.begin(), topics.end(), [](const auto& topic) {
            return topic.name == "btcusdt@trade";
        });
        return static_cast<TopicId>(found - topics.begin());
    }
    /// What the wire got, without wrapper.
    [[nodiscard]] std::vector<std::string> sent() const {
        constexpr std::string_view kBefore = R"({"stream":"btcusdt@trade","data":)";
        std::vector<std::string> payloads;
        for (const auto& text : wire_.texts) {
            EXPECT_TRUE(text.starts_with(kBefore) && text.ends_with("}")) << text;
            payloads.push_back(text.substr(kBefore.size(), text.size() - kBefore.size() - 1));
        }
        return payloads;
    }
    /// Ends the connection; the deliveries in the truth, as "outcome first-last x frames".
    std::vector<std::string> end(bool is_all_flushed = true) {
        if (is_all_flushed) wire_.flushed_bytes = wire_.appended_bytes;
        link_->on_flushed();
        hub_->leave(*link_, kOpened + 60s, "client: end");
        EXPECT_TRUE(truth_->close());
        std::ifstream file(folder_ / "deliveries.csv");
        std::vector<std::string> rows;
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            std::vector<std::string> fields;
            for (std::size_t at = 0; at <= line.size();) {
                const auto comma = std::min(line.find(',', at), line.size());
                fields.push_back(line.substr(at, comma - at));
                at = comma + 1;
            }
            EXPECT_EQ(fields[1], "btcusdt@trade");
            EXPECT_EQ(fields[2], "trades");
            EXPECT_EQ(fields[3], "BTCUSDT");
            rows.push_back(fields[4] + " " + fields[7] + "-" + fields[8] + " x" + fields[9]);
        }
        return rows;
    }

    BinancePlay play_;
    std::unique_ptr<FaultScript> script_;
    std::unique_ptr<Truth> truth_;
    std::unique_ptr<Hub> hub_;
    RecordingWire wire_;
    Link* link_ = nullptr;
    std::filesystem::path folder_;
};

using Texts = std::vector<std::string>;

TEST_F(OneLink, WithoutFaultsEverythingIsSentOnce) {
    open({});
    for (int id = 1; id <= 3; ++id) publish(id);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})", R"({"t":2})", R"({"t":3})"}));
    EXPECT_EQ(end(), (Texts{"sent 1-3 x3"}));
}

TEST_F(OneLink, LongRunsAreCutByTime) {
    open({});
    publish(1, 0);
    publish(2, 200);
    publish(3, 300);
    EXPECT_EQ(end(), (Texts{"sent 1-2 x2", "sent 3-3 x1"}));
}

TEST_F(OneLink, DropLeavesAHole) {
    open({"drop:every=3"});
    for (int id = 1; id <= 4; ++id) publish(id);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})", R"({"t":2})", R"({"t":4})"}));
    EXPECT_EQ(end(), (Texts{"sent 1-2 x2", "dropped 3-3 x1", "sent 4-4 x1"}));
}

TEST_F(OneLink, DuplicateSendsTwice) {
    open({"duplicate:every=2"});
    for (int id = 1; id <= 3; ++id) publish(id);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})", R"({"t":2})", R"({"t":2})", R"({"t":3})"}));
    EXPECT_EQ(end(), (Texts{"sent 1-2 x2", "again 2-2 x1", "sent 3-3 x1"}));
}

TEST_F(OneLink, ReorderSwapsWithTheNext) {
    open({"reorder:every=2,count=1"});
    for (int id = 1; id <= 4; ++id) publish(id);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})", R"({"t":3})", R"({"t":2})", R"({"t":4})"}));
    EXPECT_EQ(end(), (Texts{"sent 1-1 x1", "sent 3-3 x1", "late 2-2 x1", "sent 4-4 x1"}));
}

TEST_F(OneLink, ReorderWithoutANextIsLost) {
    open({"reorder"});
    publish(1);
    EXPECT_EQ(end(), (Texts{"dropped 1-1 x1"}));
}

TEST_F(OneLink, DelayKeepsTheOrderOfTheStream) {
    open({"delay:by=50ms,count=1"});
    publish(1, 0);
    publish(2, 10);
    EXPECT_TRUE(sent().empty());
    EXPECT_FALSE(link_->is_idle());
    hub_->on_time(kOpened + 49ms);
    EXPECT_TRUE(sent().empty());
    hub_->on_time(kOpened + 50ms);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})", R"({"t":2})"}));
    publish(3, 51);
    EXPECT_EQ(sent().size(), 3U);
    EXPECT_EQ(end(), (Texts{"sent 1-3 x3"}));
}

TEST_F(OneLink, StallIsSilentForItsTime) {
    open({"stall:for=1s,every=2,count=1"});
    publish(1, 0);
    publish(2, 10);
    publish(3, 900);
    publish(4, 1011);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})", R"({"t":4})"}));
    EXPECT_EQ(end(), (Texts{"sent 1-1 x1", "stalled 2-2 x1", "stalled 3-3 x1", "sent 4-4 x1"}));
}

TEST_F(OneLink, CorruptedFramesCannotBeRead) {
    open({"garbage:every=1,count=1", "wrong_type:count=1", "oversized:bytes=100000,count=1"});
    for (int id = 1; id <= 4; ++id) publish(id);
    const auto texts = sent();
    EXPECT_NE(texts[0], R"({"t":1})");
    EXPECT_NE(texts[0].find_first_of("\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff"), std::string::npos);
    EXPECT_EQ(texts[1], R"({"t":"2x"})");
    EXPECT_GT(texts[2].size(), 100'000U);
    EXPECT_EQ(texts[3], R"({"t":4})");
    EXPECT_EQ(end(), (Texts{"corrupted 1-3 x3", "sent 4-4 x1"}));
}

TEST_F(OneLink, CutEndsTheConnectionAtItsTime) {
    open({"cut:after=2s"});
    hub_->on_time(kOpened + 1999ms);
    EXPECT_TRUE(wire_.events.empty());
    hub_->on_time(kOpened + 2s);
    EXPECT_EQ(wire_.events, (Texts{"cut"}));
    publish(9, 2001);
    EXPECT_TRUE(sent().empty());
    EXPECT_EQ(end(), (Texts{"dropped 9-9 x1"}));
}

TEST_F(OneLink, HalfOpenAnswersNothing) {
    open({"half_open:after=1s"});
    publish(1);
    hub_->on_time(kOpened + 1s);
    EXPECT_EQ(wire_.events, (Texts{"freeze"}));
    publish(2, 1001);
    link_->receive(ClientFrame::text, R"({"method":"LIST_SUBSCRIPTIONS","id":1})", kOpened + 2s);
    hub_->on_time(kOpened + 120s);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})"}));
    EXPECT_EQ(wire_.events.size(), 1U) << "no ping, no close";
    EXPECT_EQ(end(), (Texts{"sent 1-1 x1", "stalled 2-2 x1"}));
}

TEST_F(OneLink, ShutdownIsAnnouncedBeforeTheClose) {
    open({"shutdown:after=1s,for=500ms"});
    hub_->on_time(kOpened + 1s);
    ASSERT_EQ(wire_.texts.size(), 1U);
    EXPECT_TRUE(wire_.texts[0].starts_with(R"({"stream":"!serverShutdown","data":)"));
    wire_.texts.clear();
    publish(1, 1200);
    EXPECT_EQ(sent().size(), 1U) << "data flows on";
    hub_->on_time(kOpened + 1499ms);
    EXPECT_TRUE(wire_.events.empty());
    hub_->on_time(kOpened + 1500ms);
    EXPECT_EQ(wire_.events, (Texts{"close 1001"}));
}

TEST_F(OneLink, CloseHasItsCode) {
    open({"close:after=1s"});
    hub_->on_time(kOpened + 1s);
    EXPECT_EQ(wire_.events, (Texts{"close 1008"}));
}

TEST_F(OneLink, SlowReadersAreKickedOnce) {
    open({}, 100);
    for (int id = 1; id <= 10; ++id) publish(id);
    hub_->on_time(kOpened + 1ms);
    hub_->on_time(kOpened + 2ms);
    EXPECT_EQ(wire_.events, (Texts{"abort"}));
    SimulatorSummary summary;
    hub_->add_to(summary);
    EXPECT_EQ(summary.readers_kicked, 1U);
    wire_.flushed_bytes = 2 * wire_.texts[0].size();
    EXPECT_EQ(end(false), (Texts{"sent 1-2 x2", "unsent 3-10 x8"}));
}

TEST_F(OneLink, UnsubscribedStreamsAreSilent) {
    open({});
    publish(1);
    link_->receive(ClientFrame::text,
                   R"({"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":1})", kOpened);
    wire_.texts.pop_back();  // the ack
    EXPECT_EQ(hub_->stream_count(), 0U);
    publish(2);
    EXPECT_EQ(sent(), (Texts{R"({"t":1})"}));
    EXPECT_EQ(end(), (Texts{"sent 1-1 x1"}));
}

TEST(Hub, RefusedUpgradesHaveTheirStatus) {
    BinancePlay play;
    FaultScript script({parse_fault("refuse:code=403,retry_after=9s").value()}, 1, kOpened);
    Hub hub(script, 1 << 20);
    hub.serve(play.venue(), nullptr);
    RecordingWire wire;
    HttpRequest request;
    request.path = "/stream";
    auto entered = hub.enter(request, wire, kOpened);
    ASSERT_TRUE(std::holds_alternative<HttpReply>(entered));
    EXPECT_EQ(std::get<HttpReply>(entered).status, 403);
    EXPECT_EQ(std::get<HttpReply>(entered).headers.at(0).second, "9");
    entered = hub.enter(request, wire, kOpened);
    EXPECT_TRUE(std::holds_alternative<Link*>(entered)) << "once";
}

}  // namespace
}  // namespace mdc::sim
