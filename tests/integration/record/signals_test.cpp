// How a recording ends: by signals, by itself, by readers that go away.

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/market.hpp"
#include "tests/support/listener.hpp"
#include "tests/support/storage/recorded.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;

std::size_t journals_in(const fs::path& target) {
    std::size_t count = 0;
    if (!fs::exists(target / "_journal")) return 0;
    for (const auto& each : fs::directory_iterator(target / "_journal"))
        count += each.path().extension() == ".journal" ? 1 : 0;
    return count;
}

/// The program waits for none of its threads when it is told to end at once: to ThreadSanitizer a
/// leak.
std::vector<std::string> without_word_of_leaks(std::vector<std::string> words) {
    const char* told = std::getenv("TSAN_OPTIONS");
    const auto options = (told != nullptr ? std::string(told) + ":" : "") + "report_thread_leaks=0";
    words.insert(words.begin(), {"env", "TSAN_OPTIONS=" + options});
    return words;
}

class EndsBySignal : public testing::TestWithParam<int> {};

TEST_P(EndsBySignal, FilesAreFinishedAndItEndsWell) {
    Market market;
    Program record(market.record({"-o", market.path("tables")}));
    ASSERT_TRUE(market.has_played(1'500)) << record.err();
    record.signal(GetParam());
    EXPECT_EQ(record.wait(), 0) << record.err();
    EXPECT_EQ(record.out(), "");
    EXPECT_EQ(journals_in(market.path("tables")), 0u);
    EXPECT_NE(record.err().find("Nothing is missing between start and stop."), std::string::npos)
        << record.err();
    market.expect_truth(market.path("tables"));
}

INSTANTIATE_TEST_SUITE_P(Signals, EndsBySignal, testing::Values(SIGINT, SIGTERM));

TEST(RecordSignals, ASecondSignalLeavesJournalsAndRecoverRestoresEveryRow) {
    Market market;
    // A converter that takes its time: `mdc` looks for it beside itself.
    fs::create_directory(market.path("bin"));
    fs::copy_file(built_program("mdc"), market.path("bin/mdc"));
    std::ofstream(market.path("bin/mdc-parquet")) << "#!/bin/sh\nexec sleep 60\n";
    fs::permissions(market.path("bin/mdc-parquet"), fs::perms::owner_all);
    auto words = market.record({"-o", market.path("tables"), "-o", "jsonl:" + market.path("rows")});
    words[0] = market.path("bin/mdc");

    Program record(without_word_of_leaks(words));
    ASSERT_TRUE(market.has_played(1'500)) << record.err();
    record.signal(SIGTERM);
    // It has heard the first one when it says goodbye to the exchange.
    ASSERT_TRUE(eventually([&] { return market.simulator().summary().connections_open == 0; }));
    // Close behind the first it counts as the same one; who means it insists.
    ASSERT_TRUE(eventually([&] {
        record.signal(SIGTERM);
        return !record.is_running();
    })) << record.err();
    EXPECT_EQ(record.wait(), 128 + SIGTERM) << record.err();
    EXPECT_EQ(journals_in(market.path("tables")), 1u);

    const auto recovered = run(mdc({"recover", market.path("tables")}));
    EXPECT_EQ(recovered.code, 0) << recovered.out << recovered.err;
    EXPECT_EQ(journals_in(market.path("tables")), 0u);
    market.expect_truth(market.path("tables"));
}

TEST(RecordSignals, ForEndsItByItself) {
    Market market;
    Program record(market.record({"-o", market.path("tables"), "--for", "2s"}));
    EXPECT_EQ(record.wait(), 0) << record.err();
    market.expect_truth(market.path("tables"));
}

TEST(RecordSignals, AReaderThatGoesAwayEndsThatTargetAlone) {
    Market market;
    Program record(market.record({"-o", "jsonl:-", "-o", market.path("tables")}),
                   Program::Output::pipe);
    ASSERT_TRUE(market.has_played(400)) << record.err();
    record.close_output();
    ASSERT_TRUE(eventually([&] { return record.err().find("jsonl:-") != std::string::npos; }));
    ASSERT_TRUE(market.has_played(2'000));
    EXPECT_TRUE(record.is_running()) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
    EXPECT_EQ(record.err().find("LOST"), std::string::npos) << record.err();
    EXPECT_NE(record.err().find("Nothing is missing between start and stop."), std::string::npos)
        << "what nobody wanted is not lost\n"
        << record.err();
    market.expect_truth(market.path("tables"));
}

TEST(RecordSignals, WhenTheOnlyReaderGoesAwayItEndsWell) {
    Market market;
    Program record(market.record({"-o", "jsonl:-"}), Program::Output::pipe);
    ASSERT_TRUE(market.has_played(100)) << record.err();
    record.close_output();
    EXPECT_EQ(record.wait(), 0) << record.err();
}

TEST(RecordSignals, AnExchangeThatNeverAnswersDoesNotHoldUpTheEnd) {
    Market market;
    const Listener silent;  // takes connections and says nothing
    auto words = market.record({"-o", market.path("tables")});
    std::replace(words.begin(), words.end(), market.simulator().rest_url(),
                 "https://localhost:" + std::to_string(silent.port()));
    Program record(words);
    ASSERT_TRUE(eventually([&] { return silent.has_guest(); })) << record.err();
    record.signal(SIGINT);
    EXPECT_EQ(record.wait(std::chrono::seconds{10}), 128 + SIGINT)
        << "nothing is recorded yet: it ends at once\n"
        << record.err();
}

TEST(RecordSignals, AReaderThatDoesNotReadNeverHoldsUpTheOthersNorTheEnd) {
    sim::SimulatorOptions options;
    options.rate = 20'000;  // fills the pipe at once
    Market market(options);
    Program record(market.record({"-o", "jsonl:-", "-o", market.path("tables")}),
                   Program::Output::pipe);
    ASSERT_TRUE(market.has_played(40'000)) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
    market.expect_truth(market.path("tables"));
}

}  // namespace
}  // namespace mdc::test
