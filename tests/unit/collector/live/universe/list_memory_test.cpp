#include "mdc/collector/live/universe/list_memory.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

constexpr UnixMicros kNow{1'795'608'000'000'000};

Instrument instrument(std::string ticker) {
    Instrument made;
    made.exchange = ExchangeId::okx;
    made.ticker = std::move(ticker);
    made.type = InstrumentType::option;
    made.status = "live";
    made.base = "BTC";
    made.quote = "USD";
    made.underlying = "BTC-USD";
    made.contract_unit = "BTC";
    made.tick_size = 0.0005;
    made.contract_value = 0.01;
    made.expiry = (kNow + 24h).value;
    made.is_trading = false;
    return made;
}

Listing list_of(std::initializer_list<Instrument> instruments, bool is_whole = true) {
    Listing listing;
    listing.is_whole = is_whole;
    for (const auto& each : instruments) listing.by_ticker.emplace(each.ticker, each);
    return listing;
}

class ListMemoryTest : public testing::Test {
  protected:
    static config::SinkConfig sink(const std::filesystem::path& target) {
        config::SinkConfig made;
        made.target = target;
        return made;
    }
    /// As if a recording had been opened there.
    std::filesystem::path open_target(const char* name) {
        std::filesystem::create_directories(folder_ / name / "_journal");
        return folder_ / name;
    }

    test::TemporaryFolder folder_;
};

TEST_F(ListMemoryTest, ARestartKnowsEveryFact) {
    const std::vector sinks = {sink(open_target("d"))};
    ListMemory(sinks).remember(ExchangeId::okx, list_of({instrument("BTC-USD-261231-70000-C")}),
                               kNow);
    const auto known = ListMemory(sinks).recall(ExchangeId::okx, kNow + 1h);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->as_of, kNow);
    EXPECT_TRUE(known->listing.is_whole);
    ASSERT_EQ(known->listing.by_ticker.size(), 1u);
    const auto expected = instrument("BTC-USD-261231-70000-C");
    const auto& got = known->listing.by_ticker.begin()->second;
    EXPECT_EQ(got.exchange, expected.exchange);
    EXPECT_EQ(got.ticker, expected.ticker);
    EXPECT_EQ(got.type, expected.type);
    EXPECT_EQ(got.status, expected.status);
    EXPECT_EQ(got.base, expected.base);
    EXPECT_EQ(got.quote, expected.quote);
    EXPECT_EQ(got.underlying, expected.underlying);
    EXPECT_EQ(got.contract_unit, expected.contract_unit);
    EXPECT_EQ(got.tick_size, expected.tick_size);
    EXPECT_TRUE(is_null(got.lot_size));
    EXPECT_EQ(got.contract_value, expected.contract_value);
    EXPECT_EQ(got.expiry, expected.expiry);
    EXPECT_EQ(got.is_trading, expected.is_trading);
    EXPECT_FALSE(ListMemory(sinks).recall(ExchangeId::deribit, kNow)) << "a file each";
}

TEST_F(ListMemoryTest, WhatHasExpiredIsLeftOut) {
    const ListMemory memory({sink(open_target("d"))});
    auto perpetual = instrument("BTC-USD-SWAP");
    perpetual.expiry = kNullInt64;
    memory.remember(ExchangeId::okx, list_of({instrument("OPTION"), perpetual}), kNow);
    const auto known = memory.recall(ExchangeId::okx, kNow + 25h);
    ASSERT_EQ(known->listing.by_ticker.size(), 1u);
    EXPECT_EQ(known->listing.by_ticker.begin()->first, "BTC-USD-SWAP");
}

TEST_F(ListMemoryTest, AListOfSomeTickersAddsToWhatIsKnown) {
    const ListMemory memory({sink(open_target("d"))});
    memory.remember(ExchangeId::okx, list_of({instrument("A"), instrument("B")}), kNow);
    auto changed = instrument("B");
    changed.status = "suspend";
    memory.remember(ExchangeId::okx, list_of({changed, instrument("C")}, false), kNow + 1h);
    const auto known = memory.recall(ExchangeId::okx, kNow + 2h);
    EXPECT_TRUE(known->listing.is_whole);
    EXPECT_EQ(known->listing.by_ticker.size(), 3u);
    EXPECT_EQ(known->listing.by_ticker.at("B").status, "suspend");
    EXPECT_EQ(known->as_of, kNow) << "most of it is that old";
    memory.remember(ExchangeId::okx, list_of({instrument("A")}), kNow + 3h);
    EXPECT_EQ(memory.recall(ExchangeId::okx, kNow + 3h)->listing.by_ticker.size(), 1u);
}

TEST_F(ListMemoryTest, SomeTickersAloneAreNoWholeList) {
    const ListMemory memory({sink(open_target("d"))});
    memory.remember(ExchangeId::okx, list_of({instrument("A")}, false), kNow);
    EXPECT_FALSE(memory.recall(ExchangeId::okx, kNow)->listing.is_whole);
}

TEST_F(ListMemoryTest, TheNewestOfAllTargetsCounts) {
    const auto one = open_target("one");
    const auto other = open_target("other");
    ListMemory({sink(one)}).remember(ExchangeId::okx, list_of({instrument("OLD")}), kNow);
    ListMemory({sink(other)}).remember(ExchangeId::okx, list_of({instrument("NEW")}), kNow + 1h);
    const auto known = ListMemory({sink(one), sink(other)}).recall(ExchangeId::okx, kNow + 2h);
    EXPECT_EQ(known->listing.by_ticker.begin()->first, "NEW");
}

TEST_F(ListMemoryTest, AWholeListIsBetterThanANewerPart) {
    const auto one = open_target("one");
    const auto other = open_target("other");
    ListMemory({sink(one)}).remember(ExchangeId::okx, list_of({instrument("WHOLE")}), kNow);
    ListMemory({sink(other)})
        .remember(ExchangeId::okx, list_of({instrument("PART")}, false), kNow + 1h);
    const auto known = ListMemory({sink(one), sink(other)}).recall(ExchangeId::okx, kNow + 2h);
    EXPECT_EQ(known->listing.by_ticker.begin()->first, "WHOLE");
}

TEST_F(ListMemoryTest, WhatAWrongClockWroteIsNotBelieved) {
    const ListMemory memory({sink(open_target("d"))});
    memory.remember(ExchangeId::okx, list_of({instrument("A")}), kNow + 1h);
    EXPECT_FALSE(memory.recall(ExchangeId::okx, kNow));
    memory.remember(ExchangeId::okx, list_of({instrument("B")}, false), kNow);
    const auto known = memory.recall(ExchangeId::okx, kNow);
    EXPECT_FALSE(known->listing.is_whole);
    EXPECT_EQ(known->listing.by_ticker.size(), 1u);
}

TEST_F(ListMemoryTest, OnlyRecordingsThatAreOpenRemember) {
    auto lines = sink(folder_ / "rows");
    lines.kind = "jsonl";
    const ListMemory memory({sink(folder_ / "absent"), sink(folder_ / "one.parquet"), lines});
    memory.remember(ExchangeId::okx, list_of({instrument("A")}), kNow);
    EXPECT_FALSE(memory.recall(ExchangeId::okx, kNow));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "absent"));
}

TEST_F(ListMemoryTest, ADamagedFileGivesWhatCanBeRead) {
    const auto target = open_target("d");
    const ListMemory memory({sink(target)});
    auto strange = instrument("TAB\tTAB");
    memory.remember(ExchangeId::okx, list_of({instrument("A"), strange}), kNow);
    {
        std::ofstream file(target / "_journal" / "instruments.okx", std::ios::app);
        file << "half a line\tlive\n\n" << std::string(100, '\t') << "\n";
    }
    const auto known = memory.recall(ExchangeId::okx, kNow);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->listing.by_ticker.size(), 1u);
    for (const auto* text :
         {"", "instruments 2\t1\twhole\nA\n", "instruments 1", "\n\n", "instruments 12\t1\twhole\n",
          "instruments 1\t1\n", "instruments 1\t\twhole\n", "instruments 1\t1\tpart\twhole\n",
          "instruments 1\t1\twholesale\n"}) {
        std::ofstream(target / "_journal" / "instruments.okx") << text;
        const auto nothing = memory.recall(ExchangeId::okx, kNow);
        EXPECT_FALSE(nothing) << text;
    }
}

}  // namespace
}  // namespace mdc::collector
