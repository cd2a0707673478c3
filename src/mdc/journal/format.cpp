#include "mdc/journal/format.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "mdc/core/assert.hpp"
#include "mdc/core/crc32c.hpp"
#include "mdc/journal/column_codec.hpp"

namespace mdc::journal {

static_assert(std::endian::native == std::endian::little, "journals are little endian");

namespace {

constexpr char kFileMagic[8] = {'M', 'D', 'C', 'J', 'R', 'N', 'L', '\n'};

struct StoredFileHeader {
    char magic[8];
    std::uint16_t format;
    std::uint16_t size;
    std::uint32_t number;
    std::int64_t run_start;
    std::uint16_t feeds;
    std::uint16_t reserved;
    char version[32];
    std::uint32_t checksum;
};
static_assert(sizeof(StoredFileHeader) == kFileHeaderSize);

template <class Stored>
std::span<const std::byte> bytes_before(const Stored& stored, std::size_t end) {
    return std::as_bytes(std::span(&stored, 1)).first(end);
}

std::int64_t largest(const Column& column, std::size_t first, std::size_t count) {
    std::int64_t most = 0;
    for (auto row = first; row < first + count; ++row) {
        most = std::max(most, column.at<std::int64_t>(row));
    }
    return most;
}

}  // namespace

std::array<std::byte, kFileHeaderSize> encode_file_header(FileHeader& header) {
    StoredFileHeader stored{};
    std::memcpy(stored.magic, kFileMagic, sizeof kFileMagic);
    stored.format = header.format;
    stored.size = kFileHeaderSize;
    stored.number = header.number;
    stored.run_start = header.run_start.value;
    stored.feeds = header.feeds;
    header.version.copy(stored.version, sizeof stored.version - 1);
    stored.checksum = crc32c(bytes_before(stored, offsetof(StoredFileHeader, checksum)));
    header.checksum = stored.checksum;
    std::array<std::byte, kFileHeaderSize> bytes{};
    std::memcpy(bytes.data(), &stored, sizeof stored);
    return bytes;
}

std::optional<FileHeader> decode_file_header(std::span<const std::byte> bytes) {
    StoredFileHeader stored;
    if (bytes.size() < sizeof stored) return std::nullopt;
    std::memcpy(&stored, bytes.data(), sizeof stored);
    if (std::memcmp(stored.magic, kFileMagic, sizeof kFileMagic) != 0) return std::nullopt;
    if (stored.checksum != crc32c(bytes_before(stored, offsetof(StoredFileHeader, checksum)))) {
        return std::nullopt;
    }
    FileHeader header;
    header.run_start = {stored.run_start};
    header.number = stored.number;
    header.feeds = stored.feeds;
    header.version.assign(stored.version, ::strnlen(stored.version, sizeof stored.version));
    header.checksum = stored.checksum;
    header.format = stored.format;
    return header;
}

std::optional<BlockHeader> decode_block_header(std::span<const std::byte> bytes,
                                               std::uint32_t file_checksum) {
    BlockHeader header;
    if (bytes.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != kBlockMagic || header.length > kMostBlockBytes ||
        header.rows > kMostBlockRows || header.rows == 0 || header.columns > kMostColumns) {
        return std::nullopt;
    }
    if (header.header_checksum != checksum_of(header, file_checksum)) return std::nullopt;
    return header;
}

std::uint32_t checksum_of(const BlockHeader& header, std::uint32_t file_checksum) noexcept {
    return crc32c(bytes_before(header, offsetof(BlockHeader, header_checksum)), file_checksum);
}

BlockHeader encode_block(const Batch& batch, std::size_t first, std::size_t count,
                         std::uint32_t index, std::uint32_t file_checksum,
                         std::vector<std::byte>& out) {
    MDC_ASSERT(count > 0 && count <= kMostBlockRows && first + count <= batch.rows());
    BlockHeader header;
    const auto at = out.size();
    out.resize(at + sizeof header);
    for (const auto& column : batch.columns) encode_column(column, first, count, out);
    const auto body = std::span<const std::byte>(out).subspan(at + sizeof header);
    MDC_ASSERT(body.size() <= kMostBlockBytes);
    header.length = static_cast<std::uint32_t>(body.size());
    header.table = static_cast<std::uint16_t>(batch.table);
    header.exchange = static_cast<std::int16_t>(batch.exchange);
    header.schema_version = static_cast<std::uint16_t>(kSchemaVersion);
    header.columns = static_cast<std::uint16_t>(batch.columns.size());
    header.rows = static_cast<std::uint32_t>(count);
    header.index = index;
    header.highest_id = std::max(largest(batch.columns[kSeqIdColumn], first, count),
                                 largest(batch.columns[kPacketIdColumn], first, count));
    header.body_checksum = crc32c(body, file_checksum);
    header.header_checksum = checksum_of(header, file_checksum);
    std::memcpy(out.data() + at, &header, sizeof header);
    return header;
}

bool is_newer(const BlockHeader& header) noexcept {
    return header.schema_version > kSchemaVersion || header.table >= kTableCount;
}

std::optional<Batch> decode_block(const BlockHeader& header, std::span<const std::byte> body,
                                  std::uint32_t file_checksum) {
    if (is_newer(header) || body.size() != header.length ||
        crc32c(body, file_checksum) != header.body_checksum) {
        return std::nullopt;
    }
    const auto facts = table_facts(static_cast<Table>(header.table)).columns;
    if (header.columns > facts.size()) return std::nullopt;
    Batch batch;
    batch.table = static_cast<Table>(header.table);
    batch.exchange = static_cast<ExchangeId>(header.exchange);
    batch.columns.reserve(facts.size());
    for (std::size_t c = 0; c < facts.size(); ++c) {
        if (c < header.columns) {
            auto column = decode_column(facts[c].type, header.rows, body);
            if (!column) return std::nullopt;
            batch.columns.push_back(std::move(*column));
        } else {
            Column missing(facts[c].type);
            for (std::uint32_t row = 0; row < header.rows; ++row) missing.append_null();
            batch.columns.push_back(std::move(missing));
        }
    }
    if (!body.empty()) return std::nullopt;
    return batch;
}

}  // namespace mdc::journal
