// One target does not keep up: it loses rows, says which, and its books are true again; the others
// do not notice.

#include <atomic>
#include <csignal>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/market.hpp"

namespace mdc::test {
namespace {

/// Reads standard output of a program to its end, on a thread of its own that nothing holds up.
class Reader {
  public:
    Reader(int fd, std::string_view looks_for)
        : looks_for_(looks_for), thread_([this, fd] { run(fd); }) {}
    ~Reader() { finish(); }
    /// What it looks for has come.
    [[nodiscard]] bool has_found() const noexcept { return has_found_; }
    /// All of it.
    const std::string& finish() {
        if (thread_.joinable()) thread_.join();
        return text_;
    }

  private:
    void run(int fd) {
        char part[1 << 16];
        for (;;) {
            const auto count = ::read(fd, part, sizeof part);
            if (count <= 0) return;
            const auto known = text_.size();
            text_.append(part, static_cast<std::size_t>(count));
            const auto from = known < looks_for_.size() ? 0 : known - looks_for_.size();
            if (!has_found_) has_found_ = text_.find(looks_for_, from) != text_.npos;
        }
    }

    std::string looks_for_;
    std::atomic<bool> has_found_{false};
    std::string text_;
    std::thread thread_;
};

void write_rows(const std::string& path, const JsonRows& rows) {
    std::ofstream out(path);
    for (const auto& row : rows) out << row.text() << '\n';
}

TEST(SlowSink, ItsBooksAreTrueAgainAndTheOthersLoseNothing) {
    sim::SimulatorOptions options;
    options.rate = 1'500;
    Market market(options);
    const auto config = market.path("mdc.toml");
    std::ofstream(config) << "[[sink]]\ntarget = \"jsonl:-\"\nqueue_bytes = \"1MB\"\n";
    Program record(market.record({"-c", config, "-o", market.path("tables")}),
                   Program::Output::pipe);
    ASSERT_TRUE(eventually([&] {
        return record.err().find("rows are dropped for this target") != std::string::npos;
    })) << record.err();
    // Every table loses rows before somebody reads.
    const auto dropped_at = market.simulator().summary().orders;
    ASSERT_TRUE(market.has_played(dropped_at + 3'000)) << record.err();
    Reader reader(record.output_fd(), R"("repaired_by":"checkpoint")");
    ASSERT_TRUE(eventually([&] { return reader.has_found(); })) << record.err();
    const auto played = market.simulator().summary().orders;
    ASSERT_TRUE(market.has_played(played + 2'000)) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();

    const auto rows = rows_of_text(reader.finish());
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
