#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mdc/core/result.hpp"

// All that storage ever does to a disk goes through these two contracts, so that a test can put a
// disk below it that fills up, fails, or loses power at any step.

namespace mdc::journal {

/// A file that only grows. It is held under an exclusive flock until it is destroyed.
class File {
  public:
    virtual ~File() = default;
    /// Adds all bytes at the end. After an error any part of them may stand there: truncate().
    [[nodiscard]] virtual Result<void> append(std::span<const std::byte> bytes) = 0;
    /// Cuts the file; the next append goes behind `size`.
    [[nodiscard]] virtual Result<void> truncate(std::uint64_t size) = 0;
    /// Everything appended before is on the disk when it returns. May run beside append().
    [[nodiscard]] virtual Result<void> sync() = 0;
};

/// A file system. Errors: `disk` when it is full or failing (retryable), `target` when the path
/// cannot be used. A name is safe from a power cut only once its directory was synced.
class Files {
  public:
    virtual ~Files() = default;
    /// Creates a file that must not exist, readable by its owner's umask.
    [[nodiscard]] virtual Result<std::unique_ptr<File>> create(
        const std::filesystem::path& path) = 0;
    /// Replaces `to` at once: a reader sees the old file or the new one.
    [[nodiscard]] virtual Result<void> rename(const std::filesystem::path& from,
                                              const std::filesystem::path& to) = 0;
    /// Removing what is not there is no error.
    [[nodiscard]] virtual Result<void> remove(const std::filesystem::path& path) = 0;
    /// One level; one that exists is no error.
    [[nodiscard]] virtual Result<void> make_directory(const std::filesystem::path& path) = 0;
    /// Creations, renames and removals in it are on the disk when it returns.
    [[nodiscard]] virtual Result<void> sync_directory(const std::filesystem::path& path) = 0;
    /// Names of the regular files in it, sorted; empty when it does not exist.
    [[nodiscard]] virtual Result<std::vector<std::string>> list(
        const std::filesystem::path& path) = 0;
};

/// The real one. Safe from any thread.
Files& posix_files() noexcept;

/// Makes the directory and all above it that are missing, each synced into its parent.
[[nodiscard]] Result<void> make_directories(Files& files, const std::filesystem::path& path);

/// Writes a whole small file so that after a power cut the old or the new content stands there.
[[nodiscard]] Result<void> replace_file(Files& files, const std::filesystem::path& path,
                                        std::string_view content);

}  // namespace mdc::journal
