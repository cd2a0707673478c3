#include "mdc/journal/writer.hpp"

#include "mdc/core/log.hpp"

namespace mdc::journal {

namespace {

/// At most what the rows take in a block; encodings only make it less.
std::uint64_t most_bytes(const Batch& batch, std::size_t first, std::size_t count) {
    constexpr std::uint64_t kPartOverhead = 16;
    std::uint64_t bytes = 0;
    for (const auto& column : batch.columns) {
        bytes += kPartOverhead + count / 8 + 1;
        if (column.type() == ColumnType::text) {
            const auto offsets = column.offsets();
            bytes += offsets[first + count] - offsets[first] + 4 * count;
        } else {
            bytes += width_of(column.type()) * count;
        }
    }
    return bytes;
}

}  // namespace

Writer::Writer(std::shared_ptr<File> file, std::filesystem::path path, std::uint32_t checksum)
    : file_(std::move(file)), path_(std::move(path)), checksum_(checksum) {}

Result<Writer> Writer::create(Files& files, const std::filesystem::path& path, FileHeader header) {
    auto created = files.create(path);
    if (!created) return created.error();
    const std::shared_ptr<File> file = std::move(*created);
    const auto bytes = encode_file_header(header);
    auto done = file->append(bytes);
    if (done) done = file->sync();
    if (done) done = files.sync_directory(path.parent_path());
    if (!done) {
        static_cast<void>(files.remove(path));  // it has no row, so whether this works is no matter
        return done.error();
    }
    return Writer(file, path, header.checksum);
}

Result<void> Writer::append(const Batch& batch) {
    if (batch.rows() == 0) return {};
    if (must_cut_) {
        if (auto cut = cut_back(); !cut) return cut;
    }
    const auto size = size_;
    const auto rows = rows_;
    const auto blocks = blocks_;
    auto done = write_rows(batch, 0, batch.rows());
    if (!done) {
        size_ = size;
        rows_ = rows;
        blocks_ = blocks;
        static_cast<void>(cut_back());  // the write's own error says more; must_cut_ remembers
    }
    return done;
}

Result<void> Writer::write_rows(const Batch& batch, std::size_t first, std::size_t count) {
    const auto bytes = most_bytes(batch, first, count);
    if (count > kMostBlockRows || (bytes > kGoalBlockBytes && count > 1)) {
        const auto half = count / 2;
        if (auto done = write_rows(batch, first, half); !done) return done;
        return write_rows(batch, first + half, count - half);
    }
    if (bytes > kMostBlockBytes) {
        return fail(ErrorKind::internal,
                    fmt::format("a row of {} MB is too large for a journal", bytes >> 20));
    }
    buffer_.clear();
    encode_block(batch, first, count, blocks_, checksum_, buffer_);
    if (auto done = file_->append(buffer_); !done) return done;
    size_ += buffer_.size();
    rows_ += count;
    ++blocks_;
    return {};
}

Result<void> Writer::cut_back() {
    auto cut = file_->truncate(size_);
    must_cut_ = !cut;
    return cut;
}

}  // namespace mdc::journal
