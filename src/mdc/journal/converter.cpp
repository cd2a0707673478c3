#include "mdc/journal/converter.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "mdc/core/log.hpp"

namespace mdc::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 5> kKindNames = {"progress", "file", "journal", "busy",
                                                        "failed"};
constexpr std::array<std::string_view, 4> kEndNames = {"clean", "torn", "damaged", "newer"};

/// Index of the name; the array's size when there is none.
std::size_t index_of(std::span<const std::string_view> names, std::string_view name) {
    std::size_t i = 0;
    while (i < names.size() && names[i] != name) ++i;
    return i;
}

std::string_view next_part(std::string_view& text) {
    const auto end = text.find('\t');
    const auto part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return part;
}

bool read_number(std::string_view text, std::uint64_t& out) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
    return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
}

bool is_program(const fs::path& path) { return ::access(path.c_str(), X_OK) == 0; }

constexpr const char* kProgram = "mdc-parquet";

}  // namespace

std::string to_text(const ConversionLine& line) {
    return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                       kKindNames[static_cast<std::size_t>(line.kind)], line.done, line.total,
                       line.rows, line.bytes, to_string(line.end), line.path, line.problem);
}

std::optional<ConversionLine> parse_conversion_line(std::string_view text) {
    ConversionLine line;
    const auto kind = index_of(kKindNames, next_part(text));
    if (kind == kKindNames.size()) return std::nullopt;
    line.kind = static_cast<ConversionLine::Kind>(kind);
    for (auto* number : {&line.done, &line.total, &line.rows, &line.bytes}) {
        if (!read_number(next_part(text), *number)) return std::nullopt;
    }
    const auto end = index_of(kEndNames, next_part(text));
    if (end == kEndNames.size()) return std::nullopt;
    line.end = static_cast<JournalEnd>(end);
    line.path = next_part(text);
    line.problem = text;
    return line;
}

fs::path find_converter() {
    std::error_code code;
    const auto self = fs::read_symlink("/proc/self/exe", code).parent_path();
    for (const auto& beside : {self / kProgram, self / "../libexec/mdc" / kProgram}) {
        if (!code && is_program(beside)) return beside.lexically_normal();
    }
    const char* path = std::getenv("PATH");
    std::string_view folders = path != nullptr ? path : "";
    while (!folders.empty()) {
        const auto end = folders.find(':');
        const auto candidate = fs::path(folders.substr(0, end)) / kProgram;
        if (is_program(candidate)) return candidate;
        folders = end == std::string_view::npos ? std::string_view{} : folders.substr(end + 1);
    }
    return {};
}

// The child

namespace {

/// Two ends of a pipe; ours does not block, both close on exec.
struct Pipe {
    Descriptor ours, theirs;
    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return;
        ours = Descriptor(ends[0]);
        theirs = Descriptor(ends[1]);
        ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    }
};

std::vector<std::string> arguments_for(const fs::path& program, const TargetPaths& target,
                                       const std::vector<fs::path>& journals) {
    std::vector<std::string> arguments = {program.string(), "convert", "--progress", "--nice",
                                          "10"};
    if (target.is_single_file()) {
        arguments.insert(arguments.end(), {"--single", target.file.string()});
    } else {
        arguments.insert(arguments.end(), {"--into", target.root.string()});
    }
    for (const auto& journal : journals) arguments.push_back(journal.string());
    return arguments;
}

/// The pid, or -1 and errno.
int spawn(std::vector<std::string> arguments, int out, int err) {
    std::vector<char*> raw;
    for (auto& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);

    pid_t pid = -1;
    const int code = ::posix_spawn(&pid, raw.front(), &actions, &attributes, raw.data(), ::environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    errno = code;
    return code == 0 ? pid : -1;
}

}  // namespace

Result<Conversion> Conversion::start(const fs::path& program, const TargetPaths& target,
                                     const std::vector<fs::path>& journals, OnLine on_line) {
    Pipe out;
    Pipe err;
    Conversion conversion;
    conversion.on_line_ = std::move(on_line);
    if (out.theirs.is_open() && err.theirs.is_open()) {
        conversion.pid_ =
            spawn(arguments_for(program, target, journals), out.theirs.get(), err.theirs.get());
    }
    const int code = errno;
    conversion.out_ = std::move(out.ours);
    conversion.err_ = std::move(err.ours);
    if (conversion.pid_ < 0) {
        return fail_for_now(
            ErrorKind::internal,
            fmt::format("cannot start {}: {}", program.string(), std::strerror(code)));
    }
    return conversion;
}

Conversion::Conversion(Conversion&& other) noexcept { *this = std::move(other); }

Conversion& Conversion::operator=(Conversion&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(out_, other.out_);
    std::swap(err_, other.err_);
    std::swap(status_, other.status_);
    std::swap(line_, other.line_);
    std::swap(words_, other.words_);
    std::swap(on_line_, other.on_line_);
    return *this;
}

Conversion::~Conversion() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
}

namespace {

/// Appends what there is to `text`. False when the other side has closed.
bool read_some(int descriptor, std::string& text) {
    char bytes[4096];
    while (true) {
        const auto got = ::read(descriptor, bytes, sizeof bytes);
        if (got > 0) {
            text.append(bytes, static_cast<std::size_t>(got));
        } else if (got == 0) {
            return false;
        } else if (errno != EINTR) {
            return errno == EAGAIN;
        }
    }
}

}  // namespace

bool Conversion::poll(int wait_ms) {
    if (pid_ < 0) return true;
    std::array<pollfd, 2> ends = {{{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), wait_ms) < 0 && errno != EINTR) return false;
    constexpr std::size_t kMostWords = 4096;
    if (out_.is_open() && !read_some(out_.get(), line_)) out_.reset();
    if (err_.is_open() && !read_some(err_.get(), words_)) err_.reset();
    if (words_.size() > kMostWords) words_.erase(0, words_.size() - kMostWords);
    hand_on_lines();
    if (out_.is_open() || err_.is_open()) return false;
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return true;
}

void Conversion::hand_on_lines() {
    std::size_t begin = 0;
    for (auto end = line_.find('\n'); end != std::string::npos; end = line_.find('\n', begin)) {
        const auto line = parse_conversion_line(std::string_view(line_).substr(begin, end - begin));
        if (line && on_line_) on_line_(*line);
        begin = end + 1;
    }
    line_.erase(0, begin);
}

Result<void> Conversion::outcome() const {
    if (WIFEXITED(status_) && WEXITSTATUS(status_) == 0) return {};
    auto words = words_;
    while (!words.empty() && words.back() == '\n') words.pop_back();
    if (!WIFEXITED(status_)) {
        return fail_for_now(ErrorKind::internal,
                            fmt::format("mdc-parquet was ended by signal {}", WTERMSIG(status_)));
    }
    const int code = WEXITSTATUS(status_);
    if (words.empty()) words = fmt::format("mdc-parquet ended with code {}", code);
    switch (code) {
        case 1:
            return fail(ErrorKind::malformed, std::move(words));
        case 3:
            return fail(ErrorKind::target, std::move(words));
        case 5:
            return fail_for_now(ErrorKind::disk, std::move(words));
        default:
            return fail(ErrorKind::internal, std::move(words));
    }
}

}  // namespace mdc::journal
