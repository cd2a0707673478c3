// One target does not keep up: it loses rows, says which, and its books are true again; the others
// do not notice.

#include <csignal>
#include <fstream>
#include <future>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/market.hpp"

namespace mdc::test {
namespace {

std::string read_to_the_end(int fd) {
    std::string text;
    char part[1 << 16];
    for (;;) {
        const auto count = ::read(fd, part, sizeof part);
        if (count <= 0) return text;
        text.append(part, static_cast<std::size_t>(count));
    }
}

void write_rows(const std::string& path, const JsonRows& rows) {
    std::ofstream out(path);
    for (const auto& row : rows) out << row.text() << '\n';
}

TEST(SlowSink, ItsBooksAreTrueAgainAndTheOthersLoseNothing) {
    sim::SimulatorOptions options;
    options.rate = 4'000;
    Market market(options);
    const auto config = market.path("mdc.toml");
    std::ofstream(config) << "[[sink]]\ntarget = \"jsonl:-\"\nqueue_bytes = \"1MB\"\n";
    Program record(market.record({"-c", config, "-o", market.path("tables")}),
                   Program::Output::pipe);
    ASSERT_TRUE(eventually([&] {
        return record.err().find("rows are dropped for this target") != std::string::npos;
    })) << record.err();
    // Now somebody reads.
    auto reading = std::async(std::launch::async, read_to_the_end, record.output_fd());
    ASSERT_TRUE(eventually([&] {
        return record.err().find("rows reach this target again") != std::string::npos;
    })) << record.err();
    const auto played = market.simulator().summary().orders;
    ASSERT_TRUE(market.has_played(played + 8'000)) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();

    const auto rows = rows_of_text(reading.get());
    const auto holes = where(rows, {{"table", "gaps"}, {"feed", "orderbook_l2"}});
    EXPECT_FALSE(where(holes, {{"cause", "overflow"}, {"repaired_by", "checkpoint"}}).empty());
    write_rows(market.path("book.jsonl"), where(rows, {{"table", "orderbook_l2"}}));
    write_rows(market.path("bbo.jsonl"), rows_of_recording(market.path("tables"), "bbo"));
    const auto confirmed = run({python(), "tests/replay/confirm_book.py", market.path("book.jsonl"),
                                market.path("bbo.jsonl")});
    EXPECT_NE(confirmed.out.find(" mismatched 0\n"), std::string::npos) << confirmed.out;
    EXPECT_EQ(confirmed.out.find("confirmed 0 "), std::string::npos) << confirmed.out;
    market.expect_truth(market.path("tables"));
}

}  // namespace
}  // namespace mdc::test
