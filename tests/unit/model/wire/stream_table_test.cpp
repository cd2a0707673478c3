#include "mdc/model/wire/stream_table.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mdc {
namespace {

StreamRef ref(std::uint32_t id) { return {StreamId{id}, InstrumentId{id / 4}, 2}; }

TEST(StreamTable, AnEmptyOneFindsNothing) {
    const StreamTable table;
    EXPECT_EQ(table.find("btcusdt@trade"), nullptr);
    EXPECT_EQ(table.find({}), nullptr);
    EXPECT_EQ(table.size(), 0u);
}

TEST(StreamTable, FindsEachOfThousandsAndNoOther) {
    StreamTable table;
    for (std::uint32_t i = 0; i < 5000; ++i) table.insert("sym" + std::to_string(i), ref(i));
    EXPECT_EQ(table.size(), 5000u);
    for (std::uint32_t i = 0; i < 5000; ++i) {
        const auto* found = table.find("sym" + std::to_string(i));
        ASSERT_NE(found, nullptr) << i;
        EXPECT_EQ(found->stream, StreamId{i});
        EXPECT_EQ(found->instrument, InstrumentId{i / 4});
        EXPECT_EQ(table.find("SYM" + std::to_string(i)), nullptr);
    }
}

// Prefixes, and texts that differ in one byte at any place of a word.
TEST(StreamTable, LooksAtEveryByte) {
    StreamTable table;
    const std::string name = "btcusdt@depth@100ms";
    table.insert(name, ref(1));
    for (std::size_t at = 0; at < name.size(); ++at) {
        auto other = name;
        other[at] = '~';
        EXPECT_EQ(table.find(other), nullptr) << other;
        EXPECT_EQ(table.find(name.substr(0, at)), nullptr) << at;
    }
    EXPECT_EQ(table.find(name + "x"), nullptr);
    EXPECT_EQ(table.find(std::string(name) + '\0'), nullptr);
    ASSERT_NE(table.find(name), nullptr);
}

TEST(StreamTable, TheSameNameAgainReplaces) {
    StreamTable table;
    table.insert("a", ref(1));
    table.insert("a", ref(2));
    EXPECT_EQ(table.size(), 1u);
    EXPECT_EQ(table.find("a")->stream, StreamId{2});
}

}  // namespace
}  // namespace mdc
