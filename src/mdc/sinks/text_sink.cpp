#include "mdc/sinks/text_sink.hpp"

#include <array>
#include <cstring>
#include <filesystem>
#include <optional>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "mdc/sinks/text_output.hpp"

namespace mdc::sinks {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kWriteAt = 64 << 10;      // buffered bytes that are worth a system call
constexpr std::size_t kMostBuffered = 1 << 20;  // with more, the next batch has to wait
constexpr milliseconds kPatience{100};          // for a reader that does not read, each time
constexpr milliseconds kLastPatience{1000};     // at the end

/// Writes on when it is worth it. What stays buffered is tried again, so only a final error counts.
Result<void> written_on(TextOutput& output) {
    if (output.buffered() < kWriteAt) return {};
    auto flushed = output.flush(kPatience);
    if (!flushed && !flushed.error().is_retryable) return flushed;
    return {};
}

/// Before a batch is taken: what is not taken can be given again.
Result<void> make_room(TextOutput& output) {
    if (output.buffered() < kMostBuffered) return {};
    return output.flush(kPatience);
}

class TextStream final : public Sink {
  public:
    TextStream(TextOutput output, const TextFormat& format)
        : output_(std::move(output)), format_(format) {}

    Result<void> write(const Batch& batch) override {
        if (auto room = make_room(output_); !room) return room;
        format_.append(batch, output_.text());
        return written_on(output_);
    }
    Result<void> on_time(UnixMicros) override { return output_.flush(kPatience); }
    Result<void> close() override { return output_.close(kLastPatience); }

  private:
    TextOutput output_;
    TextFormat format_;
};

class TextFiles final : public Sink {
  public:
    TextFiles(std::filesystem::path directory, const TextFormat& format)
        : directory_(std::move(directory)), format_(format) {}

    [[nodiscard]] std::filesystem::path path_of(Table table) const {
        return directory_ / fmt::format("{}.{}", to_string(table), format_.kind);
    }

    Result<void> write(const Batch& batch) override {
        auto& file = files_[static_cast<std::size_t>(batch.table)];
        if (!file) {
            auto made = TextOutput::create(path_of(batch.table));
            if (!made) return made.error();
            file.emplace(std::move(*made));
            if (format_.begin != nullptr) format_.begin(batch.table, file->text());
        }
        if (auto room = make_room(*file); !room) return room;
        format_.append(batch, file->text());
        return written_on(*file);
    }
    Result<void> on_time(UnixMicros) override {
        return for_each([](TextOutput& file) { return file.flush(kPatience); });
    }
    Result<void> close() override {
        return for_each([](TextOutput& file) { return file.close(kPatience); });
    }

  private:
    /// All of them, whatever becomes of one; the first error.
    template <class Do>
    Result<void> for_each(Do&& do_it) {
        Result<void> result;
        for (auto& file : files_) {
            if (!file) continue;
            auto done = do_it(*file);
            if (result && !done) result = done;
        }
        return result;
    }

    std::filesystem::path directory_;
    TextFormat format_;
    std::array<std::optional<TextOutput>, kTableCount> files_;
};

Error unusable(const std::string& directory, std::string_view why) {
    return fail(ErrorKind::target, fmt::format("Target '{}' cannot be used: {}.", directory, why));
}

}  // namespace

Result<std::unique_ptr<Sink>> open_text_files(const std::string& directory,
                                              const TextFormat& format) {
    if (directory.ends_with(fmt::format(".{}", format.kind))) {
        return fail(ErrorKind::usage,
                    fmt::format("'{}' looks like a file; {} makes a directory with one file per "
                                "table: write {}:DIR.",
                                directory, format.kind, format.kind));
    }
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    if (problem) return unusable(directory, problem.message());
    if (!std::filesystem::is_directory(directory)) return unusable(directory, "it is no directory");
    if (::access(directory.c_str(), W_OK | X_OK) != 0) {
        return unusable(directory, std::strerror(errno));
    }
    auto sink = std::make_unique<TextFiles>(directory, format);
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto path = sink->path_of(static_cast<Table>(i));
        if (!std::filesystem::exists(std::filesystem::symlink_status(path, problem))) continue;
        return fail(ErrorKind::target,
                    fmt::format("'{}' is there already and nothing is overwritten; name an empty "
                                "directory.",
                                path.string()));
    }
    return sink;
}

std::unique_ptr<Sink> open_text_stream(int descriptor, std::string name, const TextFormat& format) {
    return std::make_unique<TextStream>(TextOutput::borrow(descriptor, std::move(name)), format);
}

}  // namespace mdc::sinks
