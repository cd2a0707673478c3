#include "tests/support/storage/power_cut_files.hpp"

#include <algorithm>
#include <fstream>

namespace mdc::test {

namespace fs = std::filesystem;
using Kind = PowerCutFiles::Step::Kind;

/// Passes everything on and writes it down.
class PowerCutFile final : public journal::File {
  public:
    PowerCutFile(PowerCutFiles& disk, int number, std::unique_ptr<journal::File> real)
        : disk_(disk), number_(number), real_(std::move(real)) {}

    Result<void> append(std::span<const std::byte> bytes) override {
        disk_.note({.kind = Kind::append,
                    .file = number_,
                    .path = {},
                    .to = {},
                    .bytes = {reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
        return real_->append(bytes);
    }
    Result<void> truncate(std::uint64_t size) override {
        disk_.note({.kind = Kind::truncate,
                    .file = number_,
                    .path = {},
                    .to = {},
                    .bytes = {},
                    .size = size});
        return real_->truncate(size);
    }
    Result<void> sync() override {
        disk_.note({.kind = Kind::sync, .file = number_, .path = {}, .to = {}, .bytes = {}});
        return {};  // the real disk need not: the model is what counts
    }

  private:
    PowerCutFiles& disk_;
    int number_;
    std::unique_ptr<journal::File> real_;
};

void PowerCutFiles::note(Step step) {
    const std::lock_guard guard(mutex_);
    log_.push_back(std::move(step));
}

std::size_t PowerCutFiles::steps() const {
    const std::lock_guard guard(mutex_);
    return log_.size();
}

std::vector<PowerCutFiles::Step> PowerCutFiles::log() const {
    const std::lock_guard guard(mutex_);
    return log_;
}

std::string PowerCutFiles::below_root(const fs::path& path) const {
    const auto relative = path.lexically_relative(root_).string();
    return relative == "." ? "" : relative;
}

Result<std::unique_ptr<journal::File>> PowerCutFiles::create(const fs::path& path) {
    auto file = real_.create(path);
    if (!file) return file.error();
    int number = 0;
    {
        const std::lock_guard guard(mutex_);
        number = next_file_++;
        log_.push_back({.kind = Kind::create,
                        .file = number,
                        .path = below_root(path),
                        .to = {},
                        .bytes = {}});
    }
    return std::unique_ptr<journal::File>(
        std::make_unique<PowerCutFile>(*this, number, std::move(*file)));
}

Result<void> PowerCutFiles::rename(const fs::path& from, const fs::path& to) {
    note({.kind = Kind::rename, .path = below_root(from), .to = below_root(to), .bytes = {}});
    return real_.rename(from, to);
}

Result<void> PowerCutFiles::remove(const fs::path& path) {
    note({.kind = Kind::remove, .path = below_root(path), .to = {}, .bytes = {}});
    return real_.remove(path);
}

Result<void> PowerCutFiles::make_directory(const fs::path& path) {
    note({.kind = Kind::make_directory, .path = below_root(path), .to = {}, .bytes = {}});
    return real_.make_directory(path);
}

Result<void> PowerCutFiles::sync_directory(const fs::path& path) {
    note({.kind = Kind::sync_dir, .path = below_root(path), .to = {}, .bytes = {}});
    return {};
}

namespace {

struct Content {
    std::string now, safe;
};

/// Names in one directory: file number, or kFolder.
constexpr int kFolder = -2;
using Names = std::map<std::string, int>;

std::pair<std::string, std::string> split(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

/// The disk as the steps so far have made it: what programs see, and what is safe.
struct Disk {
    std::map<int, Content> files;
    std::map<std::string, Names> now, safe;

    void carry_out(const PowerCutFiles::Step& step) {
        const auto [folder, name] = split(step.path);
        switch (step.kind) {
            case Kind::create:
                files[step.file] = {};
                now[folder][name] = step.file;
                break;
            case Kind::append:
                files[step.file].now += step.bytes;
                break;
            case Kind::truncate:
                files[step.file].now.resize(step.size);
                break;
            case Kind::sync:
                files[step.file].safe = files[step.file].now;
                break;
            case Kind::rename: {
                const auto [to_folder, to_name] = split(step.to);
                now[to_folder][to_name] = now[folder].at(name);
                now[folder].erase(name);
                break;
            }
            case Kind::remove:
                now[folder].erase(name);
                break;
            case Kind::make_directory:
                now[folder][name] = kFolder;
                break;
            case Kind::sync_dir:
                safe[step.path] = now[step.path];
                break;
        }
    }
};

/// Bytes behind the synced ones: there up to some length, each 512 of them perhaps as zeros.
std::string random_content(const Content& content, std::mt19937_64& random) {
    if (random() % 3 == 0) return content.safe;
    auto bytes = content.now;
    const auto kept = std::min(content.safe.size(), bytes.size());
    bytes.resize(kept + random() % (bytes.size() - kept + 1));
    for (auto page = kept; page < bytes.size(); page += 512) {
        if (random() % 4 != 0) continue;
        const auto end = std::min(page + 512, bytes.size());
        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(page),
                  bytes.begin() + static_cast<std::ptrdiff_t>(end), '\0');
    }
    return bytes;
}

class Rebuild {
  public:
    Rebuild(const Disk& disk, Survival survival, std::mt19937_64& random)
        : disk_(disk), survival_(survival), random_(random) {}

    void folder(const std::string& path, const fs::path& into) {
        fs::create_directories(into);
        for (const auto& [name, file] : names_of(path)) {
            const auto below = path.empty() ? name : path + '/' + name;
            if (file == kFolder) {
                folder(below, into / name);
            } else {
                std::ofstream(into / name, std::ios::binary) << content_of(file);
            }
        }
    }

  private:
    Names names_of(const std::string& path) {
        const auto find = [&](const std::map<std::string, Names>& in) {
            const auto found = in.find(path);
            return found == in.end() ? Names{} : found->second;
        };
        const bool takes_all = survival_ == Survival::everything ||
                               (survival_ == Survival::random && random_() % 2 == 0);
        return find(takes_all ? disk_.now : disk_.safe);
    }
    std::string content_of(int file) {
        const auto& content = disk_.files.at(file);
        switch (survival_) {
            case Survival::only_synced:
                return content.safe;
            case Survival::everything:
                return content.now;
            case Survival::random:
                break;
        }
        return random_content(content, random_);
    }

    const Disk& disk_;
    Survival survival_;
    std::mt19937_64& random_;
};

}  // namespace

void PowerCutFiles::rebuild(std::size_t steps, std::uint64_t part, const fs::path& into,
                            Survival survival, std::mt19937_64& random) const {
    const auto log = this->log();
    Disk disk;
    for (std::size_t i = 0; i < steps; ++i) disk.carry_out(log[i]);
    if (part > 0 && steps < log.size() && log[steps].kind == Kind::append) {
        auto begun = log[steps];
        begun.bytes.resize(std::min<std::size_t>(begun.bytes.size(), part));
        disk.carry_out(begun);
    }
    fs::remove_all(into);
    Rebuild(disk, survival, random).folder("", into);
}

}  // namespace mdc::test
