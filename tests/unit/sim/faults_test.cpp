#include "mdc/sim/faults.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace mdc::sim {
namespace {

constexpr UnixMicros kOpened{1'000'000};

Fault parsed(std::string_view text) {
    const auto fault = parse_fault(text);
    EXPECT_TRUE(fault) << text;
    return fault ? *fault : Fault{};
}

/// Numbers of the frames, from 1, that are hit.
std::vector<int> hits(FaultScript& script, int connection, int frames,
                      std::string_view stream = "btcusdt@trade") {
    ConnectionFaults faults(script, connection, kOpened);
    std::vector<int> hit;
    for (int frame = 1; frame <= frames; ++frame) {
        if (faults.hit_frame(stream, kOpened) != nullptr) hit.push_back(frame);
    }
    return hit;
}

TEST(ParseFault, ReadsEveryKey) {
    const auto fault = parsed(
        "stall:stream=btcusdt@depth,conn=2,every=50,p=0.5,count=3,after=2s,for=500ms,by=70us,"
        "code=418,retry_after=7s,bytes=99");
    EXPECT_EQ(fault.kind, FaultKind::stall);
    EXPECT_EQ(fault.stream, "btcusdt@depth");
    EXPECT_EQ(fault.connection, 2);
    EXPECT_EQ(fault.every, 50U);
    EXPECT_EQ(fault.probability, 0.5);
    EXPECT_EQ(fault.count, 3U);
    EXPECT_EQ(fault.after, std::chrono::seconds(2));
    EXPECT_EQ(fault.span, std::chrono::milliseconds(500));
    EXPECT_EQ(fault.by, std::chrono::microseconds(70));
    EXPECT_EQ(fault.code, 418);
    EXPECT_EQ(fault.retry_after, std::chrono::seconds(7));
    EXPECT_EQ(fault.bytes, 99U);
}

TEST(ParseFault, DefaultsFitTheKind) {
    EXPECT_EQ(parsed("drop").count, 0U);
    EXPECT_EQ(parsed("cut").count, 1U);
    EXPECT_EQ(parsed("close").code, 1008);
    EXPECT_EQ(parsed("rest").code, 429);
    EXPECT_EQ(parsed("snapshot_old:count=2").count, 2U);
    EXPECT_EQ(parsed("reset:after=1s").count, 1U);
}

TEST(ParseFault, SaysWhatIsWrong) {
    const auto message = [](std::string_view text) {
        const auto fault = parse_fault(text);
        EXPECT_FALSE(fault) << text;
        if (fault) return std::string();
        EXPECT_EQ(fault.error().kind, ErrorKind::usage);
        return fault.error().message;
    };
    EXPECT_EQ(message("drop:every=0"), "fault 'drop:every=0': every must be a whole number from 1");
    EXPECT_EQ(
        message("drop:often=1"),
        "fault 'drop:often=1': there is no key 'often'; keys are stream, conn, every, p, count, "
        "after, for, by, code, retry_after, bytes");
    EXPECT_EQ(message("cut:after=2"),
              "fault 'cut:after=2': after must be a time such as 500ms or 2s");
    EXPECT_EQ(message("drop:every"), "fault 'drop:every': 'every' should be KEY=VALUE");
    EXPECT_NE(message("dorp").find("there is no kind 'dorp'; kinds are drop, duplicate"),
              std::string::npos);
    EXPECT_NE(message("drop:p=2").find("between 0 and 1"), std::string::npos);
    EXPECT_EQ(message("reset:conn=2"),
              "fault 'reset:conn=2': it comes for all connections and has an end, so conn and "
              "count=0 say nothing");
    EXPECT_NE(message("").find("there is no kind ''"), std::string::npos);
}

TEST(DescribeFaults, NamesEveryKind) {
    const auto text = describe_faults();
    for (int kind = 0; kind <= static_cast<int>(FaultKind::reset); ++kind) {
        const auto name = to_string(static_cast<FaultKind>(kind));
        EXPECT_NE(text.find("    " + std::string(name) + " "), std::string::npos) << name;
    }
}

TEST(FaultScript, EveryNthFrameOfEachConnection) {
    FaultScript script({parsed("drop:every=3")}, 1, kOpened);
    EXPECT_EQ(hits(script, 1, 10), (std::vector{3, 6, 9}));
    EXPECT_EQ(hits(script, 2, 10), (std::vector{3, 6, 9}));
    EXPECT_EQ(script.times(0), 6U);
}

TEST(FaultScript, CountIsOverAllConnections) {
    FaultScript script({parsed("drop:every=2,count=3")}, 1, kOpened);
    EXPECT_EQ(hits(script, 1, 4), (std::vector{2, 4}));
    EXPECT_EQ(hits(script, 2, 8), (std::vector{2}));
}

TEST(FaultScript, OnlyTheNamedConnectionAndStream) {
    FaultScript script({parsed("drop:conn=2,stream=depth")}, 1, kOpened);
    EXPECT_TRUE(hits(script, 1, 3, "btcusdt@depth@100ms").empty());
    EXPECT_TRUE(hits(script, 2, 3, "btcusdt@trade").empty());
    EXPECT_EQ(hits(script, 2, 2, "btcusdt@depth@100ms"), (std::vector{1, 2}));
}

TEST(FaultScript, ProbabilityIsDrawnFromSeedAndConnection) {
    const auto draw = [](std::uint64_t seed, int connection) {
        FaultScript script({parsed("drop:p=0.1")}, seed, kOpened);
        return hits(script, connection, 2000);
    };
    EXPECT_EQ(draw(5, 1), draw(5, 1));
    EXPECT_NE(draw(5, 1), draw(5, 2));
    EXPECT_NE(draw(5, 1), draw(6, 1));
    EXPECT_NEAR(static_cast<double>(draw(5, 1).size()), 200, 60);
}

TEST(FaultScript, NothingHappensBeforeItsTime) {
    FaultScript script({parsed("drop:after=2s"), parsed("cut:after=3s")}, 1, kOpened);
    ConnectionFaults faults(script, 1, kOpened);
    const auto at = [](int seconds) { return kOpened + std::chrono::seconds(seconds); };
    EXPECT_EQ(faults.hit_frame("x", at(1)), nullptr);
    EXPECT_NE(faults.hit_frame("x", at(2)), nullptr);
    EXPECT_EQ(faults.hit_connection(at(2)), nullptr);
    const auto* cut = faults.hit_connection(at(3));
    ASSERT_NE(cut, nullptr);
    EXPECT_EQ(cut->kind, FaultKind::cut);
    EXPECT_EQ(faults.hit_connection(at(4)), nullptr) << "once";
}

TEST(FaultScript, RequestsAreHitByPath) {
    FaultScript script({parsed("rest:stream=depth,count=2"), parsed("snapshot_old")}, 1, kOpened);
    EXPECT_EQ(script.hit_request(FaultKind::rest, "/api/v3/time", kOpened), nullptr);
    EXPECT_NE(script.hit_request(FaultKind::rest, "/api/v3/depth", kOpened), nullptr);
    EXPECT_NE(script.hit_request(FaultKind::rest, "/api/v3/depth", kOpened), nullptr);
    EXPECT_EQ(script.hit_request(FaultKind::rest, "/api/v3/depth", kOpened), nullptr);
    EXPECT_NE(script.hit_request(FaultKind::snapshot_old, "/api/v3/depth", kOpened), nullptr);
    EXPECT_EQ(script.hit_request(FaultKind::snapshot_old, "/api/v3/depth", kOpened), nullptr);
}

}  // namespace
}  // namespace mdc::sim
