#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mdc/collector/offline/child_output.hpp"
#include "mdc/core/result.hpp"

namespace mdc::collector {

/// Lines of a text file, gzip-compressed or not, or of a recording's `raw` table.
class LineReader {
  public:
    /// A directory or a .parquet file is a recording: its messages are read through mdc-parquet,
    /// which stands beside this program. Errors: `target` when the file cannot be opened; internal
    /// without mdc-parquet.
    static Result<LineReader> open(const std::string& path);
    LineReader(LineReader&&) noexcept;
    LineReader& operator=(LineReader&&) noexcept;
    ~LineReader();

    /// The next line without its end; valid until the next call. False at the end of the input.
    /// Errors: `malformed` when the data is damaged or cut, or a line is longer than kLineBytesMax;
    /// `target` when a recording has no messages as received.
    Result<bool> next(std::string_view& line);

    /// How much of the file was read, for a progress bar; both in bytes as they lie on the disk.
    [[nodiscard]] std::uint64_t bytes_read() const noexcept;
    [[nodiscard]] std::uint64_t bytes_total() const noexcept { return bytes_total_; }

    static constexpr std::size_t kLineBytesMax = std::size_t{64} << 20;

  private:
    struct Close {
        void operator()(void* file) const noexcept;
    };
    LineReader(void* file, std::uint64_t bytes_total, std::string path);
    static Result<LineReader> open_recording(const std::string& path);
    Result<bool> fill();

    std::optional<ChildOutput> program_;  // outlives its output
    std::unique_ptr<void, Close> file_;
    std::uint64_t bytes_total_ = 0;
    std::string path_;
    std::string buffer_;
    std::size_t at_ = 0;   // of the next line
    std::size_t end_ = 0;  // of what was read
};

}  // namespace mdc::collector
