#include "mdc/collector/path/ledger.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mdc::collector {
namespace {

constexpr StreamId kCarrier{0}, kFirst{1}, kSecond{2}, kAlone{3};

/// A shared channel with two members, and a channel of its own.
class LedgerOfAShared : public testing::Test {
  protected:
    void SetUp() override {
        ledger_.add(stream(kCarrier, 0, false));
        ledger_.add(stream(kFirst, 1, true));
        ledger_.add(stream(kSecond, 2, true));
        ledger_.add(stream(kAlone, 3, false));
    }
    static Stream stream(StreamId id, std::uint32_t instrument, bool is_member) {
        Stream made;
        made.id = id;
        made.feed = Feed::trades;
        made.instrument = id == kCarrier ? kNoInstrument : InstrumentId{instrument};
        if (is_member) made.carrier = kCarrier;
        return made;
    }
    /// "1 start" for a row of instrument 1; those since the last call.
    std::string said() { return std::exchange(said_, {}); }

    std::string said_;
    Ledger ledger_{[this](const GapRow& row) {
        said_ += (said_.empty() ? "" : ", ") + std::to_string(index_of(row.head.instrument)) + " " +
                 std::string(to_string(row.cause));
    }};
};

TEST_F(LedgerOfAShared, AHoleOfTheChannelIsOneOfEachMember) {
    ledger_.delivered(kFirst, {10}, kNullInt64, kNullInt64);
    EXPECT_EQ(said(), "1 start");
    ledger_.hole(kCarrier, GapCause::disconnect, {}, {10, 20}, "reconnect");
    EXPECT_EQ(said(), "1 disconnect, 2 disconnect");
    EXPECT_EQ(ledger_.holes(), 2u);
}

TEST_F(LedgerOfAShared, AMembersHoleIsItsOwn) {
    ledger_.hole(kSecond, GapCause::overflow, {}, {10, 20}, {});
    EXPECT_EQ(said(), "2 overflow");
    ledger_.hole(kAlone, GapCause::overflow, {}, {10, 20}, {});
    EXPECT_EQ(said(), "3 overflow");
}

TEST_F(LedgerOfAShared, ASilentChannelIsAHoleOfWhoeverHadBegun) {
    ledger_.delivered(kFirst, {10}, kNullInt64, kNullInt64);
    said();
    ledger_.silent(kCarrier);
    EXPECT_EQ(said(), "") << "until its next row";
    ledger_.delivered(kFirst, {50}, kNullInt64, kNullInt64);
    EXPECT_EQ(said(), "1 server_drop");
    ledger_.delivered(kSecond, {60}, kNullInt64, kNullInt64);
    EXPECT_EQ(said(), "2 start");
}

TEST_F(LedgerOfAShared, EachInstrumentEndsOnceAndTheChannelNever) {
    ledger_.delivered(kFirst, {10}, kNullInt64, kNullInt64);
    said();
    ledger_.remove(kFirst, GapCause::delisted);
    EXPECT_EQ(said(), "1 delisted");
    ledger_.finish();
    EXPECT_EQ(said(), "2 start, 3 start") << "nothing came of them";
    EXPECT_EQ(ledger_.holes(), 0u);
}

}  // namespace
}  // namespace mdc::collector
