// A recorder that runs for long, with faults: its memory is flat, it loses nothing of its own.
//
// MDC_SOAK_SECONDS says for how long (20); ten minutes are 600.

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/integration/support/market.hpp"
#include "tests/integration/support/text_file.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

/// Resident memory of a process, KiB; 0 when it is gone.
long resident_kib(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
    }
    return 0;
}

long median(std::vector<long> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

std::chrono::seconds span() {
    const char* told = std::getenv("MDC_SOAK_SECONDS");
    return std::chrono::seconds{told != nullptr ? std::strtol(told, nullptr, 10) : 20};
}

/// Freed memory that AddressSanitizer keeps for a while is no leak of ours.
void keep_little_quarantine() {
    const char* told = std::getenv("ASAN_OPTIONS");
    const auto options = (told != nullptr ? std::string(told) + ":" : "") + "quarantine_size_mb=4";
    ::setenv("ASAN_OPTIONS", options.c_str(), 1);
}

sim::SimulatorOptions busy_market() {
    sim::SimulatorOptions options;
    options.rate = 4'000;
    for (const auto* fault :
         {"drop:stream=depth,p=0.01", "drop:stream=trade,p=0.0005", "duplicate:p=0.01",
          "reorder:stream=trade,p=0.001", "garbage:p=0.0002", "cut:after=7s,count=0",
          "rest:stream=depth,every=20,count=0,code=503"})
        options.faults.push_back(sim::parse_fault(fault).value());
    return options;
}

TEST(Soak, MemoryIsFlatAndNothingIsLostHere) {
    keep_little_quarantine();
    const bool is_short = span() <= 60s;  // the truth of hours would not fit into memory
    Market market(busy_market(), is_short);
    Program record(
        market.record({"-o", market.path("tables"), "--rotate", "5s", "--log", "error"}));
    ASSERT_TRUE(market.has_played(1'000)) << record.err();

    std::vector<long> kib;
    const auto end = std::chrono::steady_clock::now() + span();
    while (std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(250ms);  // the sampling itself
        ASSERT_TRUE(record.is_running()) << record.err();
        kib.push_back(resident_kib(record.pid()));
    }
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
    const auto text = record.err();
    EXPECT_NE(text.find("; 0 rows were lost here."), text.npos) << text;
    if (is_short) market.expect_truth(market.path("tables"));

    // Warm after the first half: the books have met their levels, pools their sizes.
    const auto quarter = static_cast<std::ptrdiff_t>(kib.size() / 4);
    const auto third = median({kib.begin() + 2 * quarter, kib.begin() + 3 * quarter});
    const auto last = median({kib.begin() + 3 * quarter, kib.end()});
    const auto summary = fmt::format(
        "resident KiB: first {}, third quarter {}, last quarter {}, highest {}; {} orders",
        kib.front(), third, last, *std::max_element(kib.begin(), kib.end()),
        market.simulator().summary().orders);
    RecordProperty("resident", summary);
    std::puts(summary.c_str());
    EXPECT_LE(last, third + third / 20 + 2'048) << summary;
}

}  // namespace
}  // namespace mdc::test
