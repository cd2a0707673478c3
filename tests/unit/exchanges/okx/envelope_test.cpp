#include "mdc/exchanges/okx/envelope.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/fixtures.hpp"
#include "tests/support/padded_text.hpp"

namespace mdc::exchanges::okx {
namespace {

TEST(OkxEnvelope, WhatIsOpenedQuicklyIsOpenedTheSameGenerally) {
    int quick_ones = 0;
    for (const auto& fixture : test::fixtures("okx")) {
        const test::PaddedText text(fixture.text);
        const auto quick = open_quickly(text.view());
        if (quick.kind == Envelope::Kind::malformed || fixture.is("bad")) continue;
        SCOPED_TRACE(fixture.name);
        ++quick_ones;
        const auto general = open_generally(text.view());
        EXPECT_EQ(general.kind, quick.kind);
        EXPECT_EQ(general.channel, quick.channel);
        EXPECT_EQ(general.of, quick.of);
        EXPECT_EQ(general.action, quick.action);
        EXPECT_EQ(general.body, quick.body);
    }
    EXPECT_GT(quick_ones, 50);
}

TEST(OkxEnvelope, AFamilyStandsInWhereThereIsNoInstrument) {
    const auto of = [](std::string_view arg) -> std::string {
        const test::PaddedText text("{\"arg\":" + std::string(arg) + ",\"data\":[]}");
        return std::string(open_generally(text.view()).of);
    };
    EXPECT_EQ(of(R"({"channel":"a","uly":"U","instFamily":"F","instId":"I"})"), "I");
    EXPECT_EQ(of(R"({"channel":"a","uly":"U","instFamily":"F"})"), "F");
    EXPECT_EQ(of(R"({"channel":"a","uly":"U"})"), "U");
    EXPECT_EQ(of(R"({"channel":"a","instType":"SPOT"})"), "");
}

// The name is put together in words: every length of both parts is a case of its own.
TEST(OkxEnvelope, AStreamIsFoundWhateverTheLengthOfItsName) {
    ConnectionPlan plan;
    Frame frame;
    frame.plan = &plan;
    const test::PaddedText text("abcdefghijklmnopq0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" +
                                std::string(40, '-'));
    std::uint32_t id = 0;
    for (std::size_t channel = 1; channel <= 17; ++channel) {
        for (std::size_t of = 1; of <= 65; ++of) {
            const auto first = text.view().substr(0, channel);
            const auto second = text.view().substr(17, of);
            plan.table.insert(std::string(first) + ":" + std::string(second),
                              {StreamId{++id}, InstrumentId{0}, 0});
            const auto* found = find_stream(frame, first, second);
            ASSERT_EQ(found != nullptr, channel <= 16 && of <= 64) << first << ':' << second;
            if (found != nullptr) {
                EXPECT_EQ(found->stream, StreamId{id}) << first << ':' << second;
            }
        }
    }
    EXPECT_EQ(find_stream(frame, "", "x"), nullptr);
    EXPECT_EQ(find_stream(frame, {}, {}), nullptr);
    frame.plan = nullptr;
    EXPECT_EQ(find_stream(frame, text.view().substr(0, 5), text.view().substr(17, 8)), nullptr);
}

TEST(OkxEnvelope, AFingerprintDependsOnEveryByteAndIsNeverZero) {
    const std::string text(301, 'a');
    std::set<std::uint64_t> seen = {fingerprint_of(text)};
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = 'b';
        EXPECT_TRUE(seen.insert(fingerprint_of(changed)).second) << i;
        EXPECT_TRUE(seen.insert(fingerprint_of(std::string_view(text).substr(i + 1))).second) << i;
    }
    EXPECT_FALSE(seen.contains(0));
}

}  // namespace
}  // namespace mdc::exchanges::okx
