#include "mdc/journal/reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "mdc/core/log.hpp"

namespace mdc::journal {

std::string_view to_string(JournalEnd end) noexcept {
    constexpr std::array<std::string_view, 4> kNames = {"clean", "torn", "damaged", "newer"};
    return kNames[static_cast<std::size_t>(end)];
}

Result<Reader> Reader::open(const std::filesystem::path& path) {
    Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts {};
    if (!descriptor.is_open() || ::fstat(descriptor.get(), &facts) != 0) {
        return fail(ErrorKind::target,
                    fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
    }
    Reader reader(std::move(descriptor));
    reader.file_size_ = static_cast<std::uint64_t>(facts.st_size);
    reader.read_header();
    return reader;
}

Result<void> Reader::make_durable() const {
    if (::fdatasync(descriptor_.get()) == 0) return {};
    return fail_for_now(ErrorKind::disk,
                        fmt::format("cannot sync a journal: {}", std::strerror(errno)));
}

void Reader::read_header() {
    std::array<std::byte, kFileHeaderSize> bytes{};
    if (file_size_ >= bytes.size() && read_at(0, bytes)) header_ = decode_file_header(bytes);
    if (!header_ || header_->format > kFormatVersion) {
        is_ended_ = true;
        statistics_.cut_bytes = file_size_;
        // Nothing is written before the header is on the disk: more than it means damage.
        statistics_.end = header_                     ? JournalEnd::newer
                          : file_size_ > bytes.size() ? JournalEnd::damaged
                                                      : JournalEnd::torn;
        return;
    }
    offset_ = kFileHeaderSize;
    statistics_.bytes = offset_;
}

bool Reader::read_at(std::uint64_t offset, std::span<std::byte> out) const {
    while (!out.empty()) {
        const auto got =
            ::pread(descriptor_.get(), out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        offset += static_cast<std::uint64_t>(got);
        out = out.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

std::optional<BlockHeader> Reader::next_header() {
    if (is_ended_) return std::nullopt;
    if (offset_ == file_size_) {
        is_ended_ = true;
        return std::nullopt;
    }
    std::array<std::byte, kBlockHeaderSize> bytes{};
    std::optional<BlockHeader> block;
    if (file_size_ - offset_ >= bytes.size() && read_at(offset_, bytes)) {
        block = decode_block_header(bytes, header_->checksum);
    }
    if (!block || block->index != statistics_.blocks ||
        file_size_ - offset_ - bytes.size() < block->length) {
        end_at(offset_);
        return std::nullopt;
    }
    return block;
}

std::optional<Batch> Reader::next() {
    const auto block = next_header();
    if (!block) return std::nullopt;
    buffer_.resize(block->length);
    std::optional<Batch> batch;
    if (is_newer(*block)) {
        end_at(offset_);
        statistics_.end = JournalEnd::newer;
        return std::nullopt;
    }
    if (read_at(offset_ + kBlockHeaderSize, buffer_)) {
        batch = decode_block(*block, buffer_, header_->checksum);
    }
    if (!batch) {
        end_at(offset_);
        return std::nullopt;
    }
    count(*block);
    return batch;
}

bool Reader::skip() {
    const auto block = next_header();
    if (block) count(*block);
    return block.has_value();
}

void Reader::count(const BlockHeader& block) {
    last_block_bytes_ = kBlockHeaderSize + block.length;
    offset_ += last_block_bytes_;
    ++statistics_.blocks;
    statistics_.rows += block.rows;
    statistics_.bytes = offset_;
    statistics_.highest_id = std::max(statistics_.highest_id, block.highest_id);
}

void Reader::end_at(std::uint64_t offset) {
    is_ended_ = true;
    statistics_.cut_bytes = file_size_ - offset;
    statistics_.end = has_block_behind(offset + 1) ? JournalEnd::damaged : JournalEnd::torn;
}

bool Reader::has_block_behind(std::uint64_t offset) const {
    constexpr std::size_t kWindow = 256u << 10;
    std::vector<std::byte> window;
    while (offset + kBlockHeaderSize <= file_size_) {
        window.resize(
            static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, file_size_ - offset)));
        if (!read_at(offset, window)) return false;
        for (std::size_t at = 0; at + kBlockHeaderSize <= window.size(); ++at) {
            std::uint32_t magic = 0;
            std::memcpy(&magic, window.data() + at, sizeof magic);
            if (magic == kBlockMagic &&
                decode_block_header(std::span(window).subspan(at), header_->checksum)) {
                return true;
            }
        }
        offset += window.size() - kBlockHeaderSize + 1;
    }
    return false;
}

}  // namespace mdc::journal
