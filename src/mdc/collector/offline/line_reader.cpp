#include "mdc/collector/offline/line_reader.hpp"

#include <cstring>
#include <sys/stat.h>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

#include "mdc/collector/offline/recording_folder.hpp"
#include "mdc/journal/converter.hpp"

namespace mdc::collector {

namespace {

constexpr unsigned kChunkBytes = 1u << 20;

gzFile gz(void* file) { return static_cast<gzFile>(file); }

}  // namespace

void LineReader::Close::operator()(void* file) const noexcept { ::gzclose_r(gz(file)); }

LineReader::LineReader(void* file, std::uint64_t bytes_total, std::string path)
    : file_(file), bytes_total_(bytes_total), path_(std::move(path)) {}
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

Result<LineReader> LineReader::open(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        return fail(ErrorKind::target,
                    fmt::format("{} cannot be read: {}.", path, std::strerror(errno)));
    }
    if (S_ISDIR(facts.st_mode) || path.ends_with(".parquet")) return open_recording(path);
    gzFile file = ::gzopen(path.c_str(), "rb");
    if (file == nullptr) {
        return fail(ErrorKind::target,
                    fmt::format("{} cannot be read: {}.", path, std::strerror(errno)));
    }
    ::gzbuffer(file, kChunkBytes);
    return LineReader(file, static_cast<std::uint64_t>(facts.st_size), path);
}

// mdc has no Parquet: the program that has it prints the messages.
Result<LineReader> LineReader::open_recording(const std::string& path) {
    if (const auto waiting = waiting_journals(path); waiting != 0) {
        return fail(
            ErrorKind::target,
            fmt::format("{} journal{} of a run that did not finish wait{} in {}: run "
                        "'mdc recover {}' first.",
                        waiting, waiting == 1 ? "" : "s", waiting == 1 ? "s" : "", path, path));
    }
    const auto program = journal::find_converter();
    if (program.empty()) {
        return fail(ErrorKind::internal,
                    fmt::format("{} is a recording, but mdc-parquet, which reads it, is not beside "
                                "mdc.",
                                path));
    }
    auto child = ChildOutput::start({program.string(), "raw", path});
    if (!child) return child.error();
    gzFile file = ::gzdopen(child->take_fd(), "rb");
    if (file == nullptr) return fail(ErrorKind::internal, "out of memory");
    ::gzbuffer(file, kChunkBytes);
    LineReader reader(file, 0, path);
    reader.program_ = std::move(*child);
    return reader;
}

// Makes room, then appends a chunk. False at the end of the input.
Result<bool> LineReader::fill() {
    if (at_ > 0) {
        buffer_.erase(0, at_);
        end_ -= at_;
        at_ = 0;
    }
    if (end_ > kLineBytesMax) {
        return fail(ErrorKind::malformed,
                    fmt::format("{} has a line of more than {} MiB; it is no file of frames.",
                                path_, kLineBytesMax >> 20));
    }
    if (buffer_.size() < end_ + kChunkBytes) buffer_.resize(end_ + kChunkBytes);
    const int size = ::gzread(gz(file_.get()), buffer_.data() + end_, kChunkBytes);
    int problem = Z_OK;
    const char* text = ::gzerror(gz(file_.get()), &problem);
    // gzread hands out what it could decompress before it says that the rest is damaged.
    if (size < 0 || (size == 0 && problem != Z_OK)) {
        return fail(ErrorKind::malformed, fmt::format("{} is damaged or cut: {}.", path_, text));
    }
    end_ += static_cast<std::size_t>(size);
    if (size == 0 && program_) {
        if (auto ended = program_->finish(); !ended) return ended.error();
    }
    return size > 0;
}

Result<bool> LineReader::next(std::string_view& line) {
    std::size_t searched = at_;
    for (;;) {
        const auto* found = static_cast<const char*>(
            searched < end_ ? std::memchr(buffer_.data() + searched, '\n', end_ - searched)
                            : nullptr);
        if (found != nullptr) {
            line = {buffer_.data() + at_, static_cast<std::size_t>(found - buffer_.data()) - at_};
            at_ += line.size() + 1;
            if (line.ends_with('\r')) line.remove_suffix(1);
            return true;
        }
        const auto kept = end_ - at_;
        const auto more = fill();
        if (!more) return more.error();
        searched = kept;
        if (*more) continue;
        if (kept == 0) return false;
        line = {buffer_.data() + at_, kept};  // the last line has no end
        at_ = end_;
        return true;
    }
}

std::uint64_t LineReader::bytes_read() const noexcept {
    const auto at = ::gzoffset(gz(file_.get()));
    return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

}  // namespace mdc::collector
