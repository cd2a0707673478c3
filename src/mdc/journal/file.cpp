#include "mdc/journal/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mdc/core/log.hpp"

namespace mdc::journal {

namespace fs = std::filesystem;

namespace {

/// The sentence for a failed call. A full or failing disk may get well again; a path does not.
Error failed(std::string_view doing, const fs::path& path, int code) {
    auto message = fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(code));
    switch (code) {
        case ENOSPC:
        case EDQUOT:
            return fail_for_now(ErrorKind::disk, message + "; free some space");
        case EIO:
        case EFBIG:
        case EAGAIN:
        case ENOMEM:
            return fail_for_now(ErrorKind::disk, std::move(message));
        default:
            return fail(ErrorKind::target, std::move(message));
    }
}

class PosixFile final : public File {
  public:
    PosixFile(int descriptor, fs::path path) : descriptor_(descriptor), path_(std::move(path)) {}
    ~PosixFile() override { ::close(descriptor_); }
    PosixFile(const PosixFile&) = delete;
    PosixFile& operator=(const PosixFile&) = delete;

    Result<void> append(std::span<const std::byte> bytes) override {
        while (!bytes.empty()) {
            const auto written =
                ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(end_));
            if (written < 0) {
                if (errno == EINTR) continue;
                return failed("write", path_, errno);
            }
            end_ += static_cast<std::uint64_t>(written);
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
        return {};
    }

    Result<void> truncate(std::uint64_t size) override {
        if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
            return failed("cut", path_, errno);
        }
        end_ = size;
        return {};
    }

    Result<void> sync() override {
        if (::fdatasync(descriptor_) != 0) return failed("sync", path_, errno);
        return {};
    }

  private:
    int descriptor_;
    fs::path path_;
    std::uint64_t end_ = 0;
};

/// True when `path` still names the file of `descriptor`: nobody took it for a left-over one
/// between its creation and its lock.
bool still_names(const fs::path& path, int descriptor) {
    struct stat named {};
    struct stat open {};
    return ::stat(path.c_str(), &named) == 0 && ::fstat(descriptor, &open) == 0 &&
           named.st_ino == open.st_ino && named.st_dev == open.st_dev;
}

class PosixFiles final : public Files {
  public:
    Result<std::unique_ptr<File>> create(const fs::path& path) override {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0) return failed("create", path, errno);
        auto file = std::make_unique<PosixFile>(descriptor, path);
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !still_names(path, descriptor)) {
            return fail_for_now(ErrorKind::target,
                                fmt::format("{} was taken by another process", path.string()));
        }
        return std::unique_ptr<File>(std::move(file));
    }

    Result<void> rename(const fs::path& from, const fs::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename to", to, errno);
        return {};
    }

    Result<void> remove(const fs::path& path) override {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("remove", path, errno);
        return {};
    }

    Result<void> make_directory(const fs::path& path) override {
        struct stat found {};
        if (::mkdir(path.c_str(), 0777) == 0) return {};
        const int code = errno;
        if (code != EEXIST) return failed("make the directory", path, code);
        if (::stat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
            return failed("make the directory", path, ENOTDIR);
        }
        return {};
    }

    Result<void> sync_directory(const fs::path& path) override {
        const char* name = path.empty() ? "." : path.c_str();  // parent of a bare file name
        const int descriptor = ::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) return failed("open", path, errno);
        const bool is_synced = ::fsync(descriptor) == 0;
        const int code = errno;
        ::close(descriptor);
        if (!is_synced) return failed("sync", path, code);
        return {};
    }

    Result<std::vector<std::string>> list(const fs::path& path) override {
        std::vector<std::string> names;
        std::error_code code;
        fs::directory_iterator entries(path, code);
        if (code == std::errc::no_such_file_or_directory) return names;
        for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
            std::error_code of_entry;
            if (entries->is_regular_file(of_entry)) {
                names.push_back(entries->path().filename().string());
            }
        }
        if (code) return failed("read", path, code.value());
        std::sort(names.begin(), names.end());
        return names;
    }
};

}  // namespace

Files& posix_files() noexcept {
    static PosixFiles files;
    return files;
}

Result<void> make_directories(Files& files, const fs::path& path) {
    std::error_code code;
    if (path.empty() || fs::is_directory(path, code)) return {};
    const auto parent = path.parent_path();
    if (auto made = make_directories(files, parent); !made) return made;
    if (auto made = files.make_directory(path); !made) return made;
    return files.sync_directory(parent.empty() ? fs::path(".") : parent);
}

Result<void> replace_file(Files& files, const fs::path& path, std::string_view content) {
    auto temporary = path;
    temporary += ".tmp";
    if (auto removed = files.remove(temporary); !removed) return removed;
    auto file = files.create(temporary);  // open, so locked, until it has its name
    if (!file) return file.error();
    if (auto done = (*file)->append(std::as_bytes(std::span(content))); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
    if (auto renamed = files.rename(temporary, path); !renamed) return renamed;
    return files.sync_directory(path.parent_path());
}

}  // namespace mdc::journal
