// The promises of every frame, over the fixtures: keys, malformed frames, cut frames.

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/deribit/venue.hpp"

namespace mdc::test {
namespace {

bool is_empty(const Output& out) {
    return out.key == FrameKey{} && out.books.empty() && out.levels.empty() && out.trades.empty() &&
           out.bbos.empty() && out.tickers.empty() && out.controls.empty();
}

ParseStatus check(const Venue& venue, const Fixture& fixture, std::string_view bytes, Output& out) {
    const PaddedText text(bytes);
    const auto frame = venue.frames().frame(fixture, text);
    out.clear();
    const auto key = venue.exchange().identify(frame);
    const auto status = venue.exchange().parse(frame, out);
    if (status == ParseStatus::malformed) {
        EXPECT_TRUE(is_empty(out)) << bytes;
    } else {
        EXPECT_EQ(key, out.key) << bytes;
    }
    return status;
}

TEST(DeribitFrames, IdentifySaysWhatParseSays) {
    const Venue venue;
    Output out;
    for (const auto& fixture : fixtures("deribit")) {
        SCOPED_TRACE(fixture.name);
        const auto status = check(venue, fixture, fixture.text, out);
        if (fixture.is("bad")) {
            EXPECT_TRUE(status == ParseStatus::malformed || status == ParseStatus::unknown);
        } else if (fixture.is("other")) {
            EXPECT_TRUE(status != ParseStatus::malformed && status != ParseStatus::rows);
        } else {
            const bool is_control = fixture.group() == "control";
            EXPECT_EQ(status, is_control ? ParseStatus::control : ParseStatus::rows);
        }
    }
}

TEST(DeribitFrames, ACutFrameGivesNoRows) {
    const Venue venue;
    Output out;
    for (const auto& fixture : fixtures("deribit")) {
        if (fixture.is("bad")) continue;
        SCOPED_TRACE(fixture.name);
        const std::string_view whole = fixture.text;
        const auto size = whole.find_last_not_of(" \n") + 1;
        for (std::size_t cut = 0; whole.size() > 0 && cut < size; ++cut) {
            const auto status = check(venue, fixture, whole.substr(0, cut), out);
            EXPECT_EQ(status, ParseStatus::malformed) << whole.substr(0, cut);
        }
    }
}

TEST(DeribitFrames, ChangedBytesBreakNoPromise) {
    constexpr std::uint64_t kSeed = 5;
    constexpr std::string_view kUseful = "{}[]\",:.-0129eEnullq \\\n\x80\xFF";
    SCOPED_TRACE(kSeed);
    const Venue venue;
    std::mt19937_64 random(kSeed);
    Output out;
    for (const auto& fixture : fixtures("deribit")) {
        SCOPED_TRACE(fixture.name);
        for (int i = 0; i < 200 && !fixture.text.empty(); ++i) {
            auto changed = fixture.text;
            for (auto left = 1 + random() % 3; left > 0; --left) {
                changed[random() % changed.size()] = kUseful[random() % kUseful.size()];
            }
            check(venue, fixture, changed, out);
        }
    }
}

// A book is never asked for by REST.
TEST(DeribitFrames, AnAnswerByRestIsMalformed) {
    const Venue venue;
    const Request request;
    for (const auto* name : {"book.100ms.snapshot", "control.acked", "quote.update"}) {
        const PaddedText text(fixture("deribit", name));
        auto frame = venue.frames().frame({}, text);
        frame.reply_to = &request;
        Output out;
        EXPECT_EQ(venue.exchange().parse(frame, out), ParseStatus::malformed);
        EXPECT_TRUE(is_empty(out));
        EXPECT_EQ(venue.exchange().identify(frame), FrameKey{});
        EXPECT_FALSE(venue.exchange().discover(frame));
    }
}

TEST(DeribitFrames, WithoutAPlanNothingIsRows) {
    const Venue venue;
    for (const auto& fixture : fixtures("deribit")) {
        const PaddedText text(fixture.text);
        Frame frame;
        frame.payload = text.view();
        Output out;
        EXPECT_NE(venue.exchange().parse(frame, out), ParseStatus::rows) << fixture.name;
        EXPECT_EQ(venue.exchange().identify(frame), out.key) << fixture.name;
    }
}

}  // namespace
}  // namespace mdc::test
