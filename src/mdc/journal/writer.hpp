#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "mdc/journal/file.hpp"
#include "mdc/journal/format.hpp"

namespace mdc::journal {

/// Appends batches to one journal. One thread writes; sync() of file() may run in another.
class Writer {
  public:
    /// Creates the file with its header and makes both safe from a power cut.
    [[nodiscard]] static Result<Writer> create(Files& files, const std::filesystem::path& path,
                                               FileHeader header);

    /// Writes all rows of the batch, or nothing.
    ///
    /// Errors: `disk`, retryable: what was written of the batch is cut off again. Where even that
    /// fails, the next append first tries to cut and writes nothing until it can.
    [[nodiscard]] Result<void> append(const Batch& batch);

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Bytes of the file that are whole blocks.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::uint32_t blocks() const noexcept { return blocks_; }
    /// For the thread that syncs; the file lives as long as someone holds it.
    [[nodiscard]] const std::shared_ptr<File>& file() const noexcept { return file_; }

  private:
    static constexpr std::uint64_t kGoalBlockBytes = 8u << 20;

    Writer(std::shared_ptr<File> file, std::filesystem::path path, std::uint32_t checksum);
    [[nodiscard]] Result<void> write_rows(const Batch& batch, std::size_t first, std::size_t count);
    [[nodiscard]] Result<void> cut_back();

    std::shared_ptr<File> file_;
    std::filesystem::path path_;
    std::uint32_t checksum_ = 0;
    std::uint64_t size_ = kFileHeaderSize;
    std::uint64_t rows_ = 0;
    std::uint32_t blocks_ = 0;
    bool must_cut_ = false;
    std::vector<std::byte> buffer_;
};

}  // namespace mdc::journal
