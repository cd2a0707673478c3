#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/race/race.hpp"

namespace mdc::race {

inline constexpr StreamId kStream{3};
inline constexpr std::uint64_t kMillisecond = 1'000'000;
inline constexpr std::uint64_t kSecond = 1'000 * kMillisecond;

/// One frame of a test: what identify() would have said of it.
struct TestFrame {
    std::uint16_t leg = 0;
    std::int64_t prev = kNullInt64;
    std::int64_t last = kNullInt64;
    KeyKind kind = KeyKind::data;
    std::int64_t time = 0;
    std::uint64_t fingerprint = 0;
};

/// A race with one stream, a manual clock, and a record of what it published, as text:
/// "(0,5]" a frame, "[12]" a snapshot, "r(15,3]" a reset, "#9" a fingerprint, each with a "*" when
/// it was held; "gap 6-9", "gap ?" for gaps, with the cause behind unless it is server_drop.
class RaceRun : public RaceOutput {
  public:
    explicit RaceRun(ArrivalRule rule, int legs = 1, Feed feed = Feed::orderbook_l2,
                     RaceOptions options = {});

    Verdict offer(const TestFrame& frame);
    void open(std::uint16_t leg);
    void close(std::uint16_t leg, GapCause cause = GapCause::disconnect);
    /// Moves the clock and calls on_time().
    void wait(std::uint64_t ns);
    /// What was published since the last call, separated by spaces.
    std::string said();

    void on_frame(const Frame& frame, const FrameKey& key, bool was_held) noexcept override;
    void on_gap(const RaceGap& gap) noexcept override;
    void on_mismatch(StreamId stream, std::uint16_t leg) noexcept override;

    static FrameKey key_of(const TestFrame& frame);
    /// The payload that a frame of this key carries in these tests, and nothing else does.
    static std::string payload_of(const FrameKey& key);

    std::uint64_t now = kSecond;
    std::vector<RaceGap> gaps;
    std::vector<FrameKey> published;
    Race race;

  private:
    void say(const std::string& text);
    std::string said_;
};

}  // namespace mdc::race
