// What every market promises about the frames it is given. A new venue is tested here before it has
// a test of its own; what it needs are fixtures.

#include "tests/contract/exchange_contract.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace mdc::test {
namespace {

TEST_P(ExchangeContract, FixturesAreThere) {
    EXPECT_GE(fixtures(name()).size(), 10u);
    EXPECT_FALSE(VenueFrames(exchange()).streams().empty());
}

TEST_P(ExchangeContract, IdentifySaysWhatParseSaysOfEveryFixture) {
    const VenueFrames frames(exchange());
    Output out;
    for (const auto& fixture : fixtures(name())) {
        SCOPED_TRACE(fixture.name);
        const PaddedText text(fixture.text);
        check_frame(exchange(), frames.frame(fixture, text), out);
    }
}

TEST_P(ExchangeContract, DataBelongsToAStreamAndBringsUpdates) {
    const VenueFrames frames(exchange());
    Output out;
    for (const auto& fixture : fixtures(name())) {
        SCOPED_TRACE(fixture.name);
        const PaddedText text(fixture.text);
        const auto status = check_frame(exchange(), frames.frame(fixture, text), out);
        const auto updates =
            out.books.size() + out.trades.size() + out.bbos.size() + out.tickers.size();
        const bool has_rows = status == ParseStatus::rows || status == ParseStatus::unchained;
        const bool is_sign_of_life = out.key.kind == KeyKind::repeat;
        EXPECT_EQ(updates > 0, has_rows);
        EXPECT_EQ(!out.controls.empty(), status == ParseStatus::control);
        EXPECT_EQ(out.key.stream != kNoStream, has_rows || is_sign_of_life);
    }
}

TEST_P(ExchangeContract, WhatNoStreamCarriesIsUnknownIgnoredOrControl) {
    const VenueFrames frames(exchange());
    ConnectionPlan nothing = frames.plan();
    nothing.table = {};
    Output out;
    for (const auto& fixture : fixtures(name())) {
        if (fixture.is("bad") || fixture.is("rest")) continue;
        SCOPED_TRACE(fixture.name);
        const PaddedText text(fixture.text);
        auto frame = frames.frame(fixture, text);
        frame.plan = &nothing;
        const auto status = check_frame(exchange(), frame, out);
        EXPECT_NE(status, ParseStatus::rows);
        EXPECT_NE(status, ParseStatus::malformed);
        EXPECT_EQ(out.key.stream, kNoStream);
        frame.plan = nullptr;
        EXPECT_EQ(check_frame(exchange(), frame, out), status);
    }
}

TEST_P(ExchangeContract, AFrameOfNobodyIsUnknown) {
    const VenueFrames frames(exchange());
    const PaddedText text(R"({"hello":"world"})");
    Output out;
    EXPECT_EQ(check_frame(exchange(), frames.frame({"", ""}, text), out), ParseStatus::unknown);
    EXPECT_EQ(out.key.kind, KeyKind::unknown);
}

std::string_view without_end(std::string_view text) {
    return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

// Whatever stands behind the cut, be it the rest of a longer message that was there before.
TEST_P(ExchangeContract, ACutFrameGivesNoRows) {
    const VenueFrames frames(exchange());
    Output out;
    for (const auto& fixture : fixtures(name())) {
        SCOPED_TRACE(fixture.name);
        const auto whole = without_end(fixture.text);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const PaddedText text(whole.substr(0, size), whole.substr(size));
            const auto status = check_frame(exchange(), frames.frame(fixture, text), out);
            if (fixture.is("bad")) continue;
            EXPECT_NE(status, ParseStatus::rows) << text.view();
            EXPECT_NE(status, ParseStatus::control) << text.view();
        }
    }
}

TEST_P(ExchangeContract, ChangedBytesBreakNoPromise) {
    constexpr std::uint64_t kSeed = 3;
    SCOPED_TRACE(kSeed);
    constexpr std::string_view kUseful = "{}[]\",:.-0129eEaAbBsuUtTmM \\\n\x80\xFF";
    const VenueFrames frames(exchange());
    std::mt19937_64 random(kSeed);
    Output out;
    for (const auto& fixture : fixtures(name())) {
        SCOPED_TRACE(fixture.name);
        for (int i = 0; i < 300 && !fixture.text.empty(); ++i) {
            auto changed = fixture.text;
            for (auto left = 1 + random() % 3; left > 0; --left) {
                changed[random() % changed.size()] = kUseful[random() % kUseful.size()];
            }
            const PaddedText text(changed);
            check_frame(exchange(), frames.frame(fixture, text), out);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Frames, ExchangeContract,
                         testing::ValuesIn(exchanges::registry().begin(),
                                           exchanges::registry().end()),
                         name_of);

}  // namespace
}  // namespace mdc::test
