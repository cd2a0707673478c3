#include "mdc/sinks/text_output.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace mdc::sinks {

namespace {

bool is_regular_file(int descriptor) {
    struct stat facts {};
    return ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

}  // namespace

// A pipe that poll() calls writable takes PIPE_BUF bytes without blocking, whatever its mode; more
// could block, and O_NONBLOCK would change the descriptor of whoever gave it to us.
TextOutput::TextOutput(int descriptor, std::string name, bool owns)
    : descriptor_(descriptor),
      name_(std::move(name)),
      owns_(owns),
      most_at_once_(is_regular_file(descriptor) ? SSIZE_MAX : PIPE_BUF) {}

TextOutput::TextOutput(TextOutput&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      owns_(other.owns_),
      most_at_once_(other.most_at_once_),
      text_(std::move(other.text_)),
      written_(other.written_) {}

TextOutput::~TextOutput() {
    if (owns_ && descriptor_ >= 0) ::close(descriptor_);
}

Result<TextOutput> TextOutput::create(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return fail(ErrorKind::disk,
                    fmt::format("'{}' cannot be made: {}.", path.string(), std::strerror(errno)));
    }
    return TextOutput(descriptor, fmt::format("'{}'", path.string()), true);
}

TextOutput TextOutput::borrow(int descriptor, std::string name) {
    return {descriptor, std::move(name), false};
}

bool TextOutput::wait_for_room(std::chrono::milliseconds patience) const {
    pollfd wanted{descriptor_, POLLOUT, 0};
    // An error on the descriptor counts as room: the write that follows says which.
    return ::poll(&wanted, 1, static_cast<int>(patience.count())) > 0;
}

Result<void> TextOutput::flush(std::chrono::milliseconds patience) {
    while (buffered() > 0) {
        if (!wait_for_room(patience)) {
            text_.erase(0, std::exchange(written_, 0));  // or it would grow with a slow reader
            return fail_for_now(ErrorKind::target,
                                fmt::format("The reader of {} does not read.", name_));
        }
        const auto size = std::min(buffered(), most_at_once_);
        const auto done = ::write(descriptor_, text_.data() + written_, size);
        if (done >= 0) {
            written_ += static_cast<std::size_t>(done);
        } else if (errno != EINTR && errno != EAGAIN) {
            return error_of(errno);
        }
    }
    text_.clear();
    written_ = 0;
    return {};
}

Error TextOutput::error_of(int number) const {
    if (number == EPIPE) {
        return fail(ErrorKind::target, fmt::format("The reader of {} went away.", name_));
    }
    const auto message = fmt::format("{} cannot be written: {}.", name_, std::strerror(number));
    const bool is_full = number == ENOSPC || number == EDQUOT;
    return is_full ? fail_for_now(ErrorKind::disk, message) : fail(ErrorKind::disk, message);
}

Result<void> TextOutput::close(std::chrono::milliseconds patience) {
    auto flushed = flush(patience);
    if (!owns_ || descriptor_ < 0) return flushed;
    const int closed = ::close(std::exchange(descriptor_, -1));
    if (flushed && closed != 0) return error_of(errno);
    return flushed;
}

}  // namespace mdc::sinks
