#include "mdc/collector/offline/recording_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "mdc/journal/lock.hpp"

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::collector {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "x\n";
}

TEST(RecordingFolder, WhatIsNotOursIsNoRecording) {
    const test::TemporaryFolder folder;
    EXPECT_FALSE(has_been_recorded_into(folder / "none"));
    write(folder / "notes.txt");
    write(folder / "trades" / "mine.csv");
    write(folder / "trades.jsonl");
    EXPECT_FALSE(has_been_recorded_into(folder / ""));
    EXPECT_FALSE(has_been_recorded_into(folder / "all.parquet"));
}

TEST(RecordingFolder, AnythingOfOursIsOne) {
    for (const auto* file :
         {"_journal/lock", "exchanges.parquet",
          "gaps/date=2026-11-25/venue=binance_spot/20261125T164727Z-0001.parquet"}) {
        const test::TemporaryFolder folder;
        write(folder / file);
        EXPECT_TRUE(has_been_recorded_into(folder / "")) << file;
    }
    const test::TemporaryFolder folder;
    write(folder / "_all.parquet.journal" / "state");
    EXPECT_TRUE(has_been_recorded_into(folder / "all.parquet"));
    EXPECT_FALSE(has_been_recorded_into(folder / "other.parquet"));
}

TEST(RecordingFolder, JournalsWaitUnlessARecorderIsAtWork) {
    const test::TemporaryFolder folder;
    const auto journals = folder / "_journal";
    EXPECT_EQ(waiting_journals(folder / ""), 0u);
    write(journals / "20261125T164727Z-0001.journal");
    write(journals / "20261125T164727Z-0002.journal");
    write(journals / "20261125T164727Z-0001.journal.damaged");
    EXPECT_EQ(waiting_journals(folder / ""), 2u);
    const auto lock = journal::Lock::of_target(journals);
    ASSERT_TRUE(lock);
    EXPECT_EQ(waiting_journals(folder / ""), 0u);
}

}  // namespace
}  // namespace mdc::collector
