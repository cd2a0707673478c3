#include "mdc/cli/status_line.hpp"

#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

#include "mdc/cli/text_table.hpp"

namespace mdc::cli {

StatusLine::StatusLine()
    : is_terminal_(::isatty(STDERR_FILENO) == 1),
      began_(std::chrono::steady_clock::now()),
      shown_(began_) {}

StatusLine::~StatusLine() {
    if (is_drawn_) std::fputs("\n", stderr);
}

void StatusLine::show(const collector::Status& status) {
    const auto now = std::chrono::steady_clock::now();
    const auto span = std::chrono::duration<double>(now - shown_).count();
    const auto per_second = [span](std::uint64_t after, std::uint64_t before) {
        return with_commas(static_cast<std::uint64_t>(static_cast<double>(after - before) / span));
    };
    const auto up = std::chrono::duration_cast<std::chrono::seconds>(now - began_).count();
    auto line = fmt::format(
        "{:02}:{:02}:{:02}  {} msg/s  {} rows/s  {}/{} connections  {}/{} books  ring {} %  "
        "read→ring p50 {:.1f} p99 {:.1f} us  {} gaps",
        up / 3600, up / 60 % 60, up % 60, per_second(status.messages, before_.messages),
        per_second(status.rows, before_.rows), status.connections_open, status.connections,
        status.books_standing, status.books, status.ring_used * 100 / status.ring_capacity,
        static_cast<double>(status.read_to_ring_ns_p50) / 1000,
        static_cast<double>(status.read_to_ring_ns_p99) / 1000, status.gaps);
    if (status.rows_dropped != 0)
        line += fmt::format("  {} ROWS LOST", with_commas(status.rows_dropped));
    if (status.malformed != 0) line += fmt::format("  {} malformed", with_commas(status.malformed));
    std::fputs((is_terminal_ ? "\r\x1b[K" + line : line + "\n").c_str(), stderr);
    std::fflush(stderr);
    is_drawn_ = is_terminal_;
    shown_ = now;
    before_ = status;
}

}  // namespace mdc::cli
