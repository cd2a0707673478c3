#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mdc/core/time.hpp"
#include "mdc/model/tables/batch.hpp"

// The bytes of a journal (docs/journal_format.md): one file header, then blocks, each the rows of
// one batch as columns. Every checksum starts from the file header's, so a block of another file,
// left on the disk from earlier, never passes. Little endian; nothing is aligned.

namespace mdc::journal {

inline constexpr std::uint16_t kFormatVersion = 1;
inline constexpr std::size_t kFileHeaderSize = 64;
inline constexpr std::size_t kBlockHeaderSize = 40;
inline constexpr std::uint32_t kBlockMagic = 0x4B42444D;  ///< "MDBK"

// Limits, checked before memory is taken. A batch beyond them is written as several blocks.
inline constexpr std::uint32_t kMostBlockBytes = 64u << 20;  ///< of a body, also for the writer
inline constexpr std::uint32_t kMostBlockRows = 1u << 18;
inline constexpr std::uint16_t kMostColumns = 256;

// Where every table has its common columns.
inline constexpr std::size_t kRcvTimestampColumn = 1;
inline constexpr std::size_t kExchangeColumn = 2;
inline constexpr std::size_t kTickerColumn = 3;
inline constexpr std::size_t kSeqIdColumn = 4;
inline constexpr std::size_t kPacketIdColumn = 5;

/// What the first bytes of a journal say.
struct FileHeader {
    UnixMicros run_start;
    std::uint32_t number = 1;    ///< of the journal within the run
    std::uint16_t feeds = 0;     ///< bit i: table i was subscribed (names of single-file targets)
    std::string version;         ///< of the mdc that wrote it, at most 31 bytes
    std::uint32_t checksum = 0;  ///< set by encode and decode; seeds the blocks' checksums
    std::uint16_t format = kFormatVersion;
};
std::array<std::byte, kFileHeaderSize> encode_file_header(FileHeader& header);
/// Nothing when the bytes are too few or damaged. A newer format is returned as it says.
std::optional<FileHeader> decode_file_header(std::span<const std::byte> bytes);

/// What stands in front of a block's columns. Its own checksum makes the length trustworthy.
struct BlockHeader {
    std::uint32_t magic = kBlockMagic;
    std::uint32_t length = 0;  ///< bytes of the columns
    std::uint16_t table = 0;
    std::int16_t exchange = 0;
    std::uint16_t schema_version = 0;
    std::uint16_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t index = 0;      ///< number of the block in its file, from 0
    std::int64_t highest_id = 0;  ///< largest seq_id or packet_id in it
    std::uint32_t body_checksum = 0;
    std::uint32_t header_checksum = 0;
};
static_assert(sizeof(BlockHeader) == kBlockHeaderSize);

/// Nothing unless the checksum holds and all lengths are within the limits.
std::optional<BlockHeader> decode_block_header(std::span<const std::byte> bytes,
                                               std::uint32_t file_checksum);

/// What header_checksum must be.
std::uint32_t checksum_of(const BlockHeader& header, std::uint32_t file_checksum) noexcept;

/// True when a later mdc wrote it: its schema or table is not known here.
bool is_newer(const BlockHeader& header) noexcept;

/// Appends rows [first, first + count) of the batch to `out` as one block. Returns its header.
BlockHeader encode_block(const Batch& batch, std::size_t first, std::size_t count,
                         std::uint32_t index, std::uint32_t file_checksum,
                         std::vector<std::byte>& out);

/// The rows of a block whose header passed. Columns that an older schema lacks are null. Nothing
/// when the checksum fails, the parts do not fit each other, or the schema is newer than ours.
std::optional<Batch> decode_block(const BlockHeader& header, std::span<const std::byte> body,
                                  std::uint32_t file_checksum);

}  // namespace mdc::journal
