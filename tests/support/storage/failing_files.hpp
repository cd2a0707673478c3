#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "mdc/journal/file.hpp"

namespace mdc::test {

/// A disk that can be made full, made to fail, and made well again, in the middle of a write.
class FailingFiles final : public journal::Files {
  public:
    explicit FailingFiles(journal::Files& real) : real_(real) {}

    /// Bytes that still fit; a write beyond them is cut short.
    std::atomic<std::uint64_t> room{std::numeric_limits<std::uint64_t>::max()};
    std::atomic<bool> refuses_truncate{false};
    std::atomic<bool> refuses_sync{false};
    std::atomic<bool> refuses_remove{false};

    Result<std::unique_ptr<journal::File>> create(const std::filesystem::path& path) override {
        auto file = real_.create(path);
        if (!file) return file.error();
        return std::unique_ptr<journal::File>(std::make_unique<OneFile>(*this, std::move(*file)));
    }
    Result<void> rename(const std::filesystem::path& from,
                        const std::filesystem::path& to) override {
        return real_.rename(from, to);
    }
    Result<void> remove(const std::filesystem::path& path) override {
        if (refuses_remove) return fail(ErrorKind::target, "cannot remove " + path.string());
        return real_.remove(path);
    }
    Result<void> make_directory(const std::filesystem::path& path) override {
        return real_.make_directory(path);
    }
    Result<void> sync_directory(const std::filesystem::path& path) override {
        return real_.sync_directory(path);
    }
    Result<std::vector<std::string>> list(const std::filesystem::path& path) override {
        return real_.list(path);
    }

  private:
    class OneFile final : public journal::File {
      public:
        OneFile(FailingFiles& disk, std::unique_ptr<journal::File> real)
            : disk_(disk), real_(std::move(real)) {}
        Result<void> append(std::span<const std::byte> bytes) override {
            const auto room = disk_.room.load();
            if (bytes.size() <= room) {
                disk_.room -= bytes.size();
                return real_->append(bytes);
            }
            disk_.room = 0;
            static_cast<void>(real_->append(bytes.first(static_cast<std::size_t>(room))));
            return fail_for_now(ErrorKind::disk, "the test's disk is full");
        }
        Result<void> truncate(std::uint64_t size) override {
            if (disk_.refuses_truncate) return fail_for_now(ErrorKind::disk, "no truncate");
            return real_->truncate(size);
        }
        Result<void> sync() override {
            if (disk_.refuses_sync) return fail_for_now(ErrorKind::disk, "no sync");
            return real_->sync();
        }

      private:
        FailingFiles& disk_;
        std::unique_ptr<journal::File> real_;
    };

    journal::Files& real_;
};

}  // namespace mdc::test
