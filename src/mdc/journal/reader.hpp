#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/journal/descriptor.hpp"
#include "mdc/journal/format.hpp"

namespace mdc::journal {

/// How the readable part of a journal ended.
enum class JournalEnd : std::uint8_t {
    clean,    ///< with the file
    torn,     ///< in a block that was not finished: a crash or a power cut
    damaged,  ///< before whole blocks of this file: its bytes were changed
    newer,    ///< at a block or header that a later mdc wrote: nothing is wrong with it
};
std::string_view to_string(JournalEnd end) noexcept;

struct ReadStatistics {
    std::uint64_t blocks = 0;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;      ///< of the readable part
    std::uint64_t cut_bytes = 0;  ///< behind it
    JournalEnd end = JournalEnd::clean;
    std::int64_t highest_id = 0;  ///< largest seq_id or packet_id read
};

/// Reads a journal from its beginning, a block at a time. Any damage ends the readable part: what
/// stands before it is yielded, nothing behind it. Memory: one block (at most kMostBlockBytes).
class Reader {
  public:
    /// Errors: `target` when the file cannot be opened or read. A damaged one opens, and is empty.
    [[nodiscard]] static Result<Reader> open(const std::filesystem::path& path);

    /// Nothing when the file header is not readable.
    [[nodiscard]] const std::optional<FileHeader>& header() const noexcept { return header_; }
    /// The next block's rows; nothing at the end of the readable part.
    [[nodiscard]] std::optional<Batch> next();
    /// Passes a block over by its header alone. False at the end. Only highest_id, blocks and rows
    /// are then known, and a torn body is not noticed.
    [[nodiscard]] bool skip();
    /// Complete once next() or skip() said that there is no more.
    [[nodiscard]] const ReadStatistics& statistics() const noexcept { return statistics_; }
    /// Header and body of the block that was read last.
    [[nodiscard]] std::uint64_t last_block_bytes() const noexcept { return last_block_bytes_; }
    /// What its writer wrote and did not sync reaches the disk. Errors: `disk`.
    [[nodiscard]] Result<void> make_durable() const;
    [[nodiscard]] std::uint64_t file_size() const noexcept { return file_size_; }

  private:
    explicit Reader(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
    void read_header();
    [[nodiscard]] std::optional<BlockHeader> next_header();
    [[nodiscard]] bool read_at(std::uint64_t offset, std::span<std::byte> out) const;
    void end_at(std::uint64_t offset);
    [[nodiscard]] bool has_block_behind(std::uint64_t offset) const;
    void count(const BlockHeader& header);

    Descriptor descriptor_;
    std::uint64_t file_size_ = 0;
    std::uint64_t offset_ = 0;
    std::uint64_t last_block_bytes_ = 0;
    bool is_ended_ = false;
    std::optional<FileHeader> header_;
    ReadStatistics statistics_;
    std::vector<std::byte> buffer_;
};

}  // namespace mdc::journal
