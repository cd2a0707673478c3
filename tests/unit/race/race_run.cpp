#include "race_run.hpp"

#include <gtest/gtest.h>

namespace mdc::race {
namespace {

std::string text_of(const FrameKey& key) {
    if (key.fingerprint != 0) return "#" + std::to_string(key.fingerprint);
    const std::string last = std::to_string(key.last);
    if (is_null(key.prev)) return "[" + last + "]";
    return (key.kind == KeyKind::reset ? "r(" : "(") + std::to_string(key.prev) + "," + last + "]";
}

}  // namespace

RaceRun::RaceRun(ArrivalRule rule, int legs, Feed feed, RaceOptions options)
    : race(options, *this) {
    Stream stream;
    stream.id = kStream;
    stream.rule = rule;
    stream.feed = feed;
    race.add(stream, 0);
    for (int leg = 0; leg < legs; ++leg) open(static_cast<std::uint16_t>(leg));
}

Verdict RaceRun::offer(const TestFrame& test_frame) {
    const FrameKey key = key_of(test_frame);
    const std::string payload = payload_of(key);
    Frame frame;
    frame.payload = payload;
    frame.leg = test_frame.leg;
    frame.stamps.received = {static_cast<std::int64_t>(now / 1000)};
    return race.offer(key, frame, now);
}

void RaceRun::open(std::uint16_t leg) { race.leg_opened(leg, 0, std::vector{kStream}); }

void RaceRun::close(std::uint16_t leg, GapCause cause) {
    const std::vector streams{kStream};
    race.leg_closed({.leg = leg,
                     .streams = streams,
                     .cause = cause,
                     .last_heard = {static_cast<std::int64_t>(now / 1000)}},
                    now);
}

void RaceRun::wait(std::uint64_t ns) {
    now += ns;
    race.on_time(now);
}

std::string RaceRun::said() {
    std::string text = std::move(said_);
    said_.clear();
    return text;
}

void RaceRun::on_frame(const Frame& frame, const FrameKey& key, bool was_held) noexcept {
    EXPECT_EQ(frame.payload, payload_of(key));
    if (was_held) {  // the parser reads ahead
        const char* const behind = frame.payload.data() + frame.payload.size();
        for (std::size_t i = 0; i < kFramePadding; ++i) EXPECT_EQ(behind[i], 0);
    }
    published.push_back(key);
    say(text_of(key) + (was_held ? "*" : ""));
}

void RaceRun::on_gap(const RaceGap& gap) noexcept {
    EXPECT_EQ(gap.stream, kStream);
    gaps.push_back(gap);
    std::string text = "gap ";
    text += is_null(gap.from_id) ? "?" : std::to_string(gap.from_id) + "-";
    if (!is_null(gap.to_id)) text += std::to_string(gap.to_id);
    if (gap.is_restart) text += " restart";
    if (gap.cause != GapCause::server_drop) text += " " + std::string(to_string(gap.cause));
    say(text);
}

void RaceRun::on_mismatch(StreamId stream, std::uint16_t leg) noexcept {
    EXPECT_EQ(stream, kStream);
    say("mismatch of leg " + std::to_string(leg));
}

FrameKey RaceRun::key_of(const TestFrame& frame) {
    return {kStream, frame.kind, frame.prev, frame.last, frame.time, frame.fingerprint};
}

std::string RaceRun::payload_of(const FrameKey& key) {
    return "frame " + std::to_string(key.prev) + ":" + std::to_string(key.last) + ":" +
           std::to_string(static_cast<int>(key.kind)) + ":" + std::to_string(key.fingerprint);
}

void RaceRun::say(const std::string& text) {
    if (!said_.empty()) said_ += ' ';
    said_ += text;
}

}  // namespace mdc::race
