#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "mdc/journal/file.hpp"

namespace mdc::test {

// A disk with a memory: it does everything for real below one root folder, and writes down each
// step. Afterwards it can make the folder as a power cut behind any step would have left it.
//
//  - Bytes are safe once their file was synced; those behind may be there, be zeros, or be missing.
//  - A name (created, renamed, removed, a folder) is safe once the directory that has it was
//  synced.

/// What of the unsafe part outlived the cut.
enum class Survival { only_synced, random, everything };

class PowerCutFiles final : public journal::Files {
  public:
    PowerCutFiles(journal::Files& real, std::filesystem::path root)
        : real_(real), root_(std::move(root)) {}

    Result<std::unique_ptr<journal::File>> create(const std::filesystem::path& path) override;
    Result<void> rename(const std::filesystem::path& from,
                        const std::filesystem::path& to) override;
    Result<void> remove(const std::filesystem::path& path) override;
    Result<void> make_directory(const std::filesystem::path& path) override;
    Result<void> sync_directory(const std::filesystem::path& path) override;
    Result<std::vector<std::string>> list(const std::filesystem::path& path) override {
        return real_.list(path);
    }

    struct Step {
        enum class Kind {
            create,
            append,
            truncate,
            sync,
            rename,
            remove,
            make_directory,
            sync_dir
        };
        Kind kind{};
        int file = -1;
        std::string path, to;  ///< below the root
        std::string bytes;
        std::uint64_t size = 0;
    };
    /// Safe beside running operations.
    [[nodiscard]] std::size_t steps() const;
    [[nodiscard]] std::vector<Step> log() const;

    /// Makes `into` as the root was after the first `steps` steps and `part` bytes of the next one
    /// (when that is an append), and the power was cut.
    void rebuild(std::size_t steps, std::uint64_t part, const std::filesystem::path& into,
                 Survival survival, std::mt19937_64& random) const;

  private:
    friend class PowerCutFile;
    void note(Step step);
    [[nodiscard]] std::string below_root(const std::filesystem::path& path) const;

    journal::Files& real_;
    std::filesystem::path root_;
    mutable std::mutex mutex_;
    std::vector<Step> log_;
    int next_file_ = 0;
};

}  // namespace mdc::test
