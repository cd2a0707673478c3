#include "mdc/core/log.hpp"

#include <array>
#include <memory>
#include <mutex>
#include <utility>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "mdc/core/result.hpp"

namespace mdc::log {

namespace {

constexpr std::array<std::pair<std::string_view, spdlog::level::level_enum>, 5> kLevels = {{
    {"debug", spdlog::level::debug},
    {"info", spdlog::level::info},
    {"warning", spdlog::level::warn},
    {"error", spdlog::level::err},
    {"off", spdlog::level::off},
}};

spdlog::level::level_enum to_spdlog(Level level) {
    return kLevels[static_cast<std::size_t>(level)].second;
}

// The one log of the process; a function-local static so that it exists before any caller.
struct Book {
    std::mutex mutex;
    std::shared_ptr<spdlog::logger> logger =
        make(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    std::function<void(Level, std::string_view, std::string_view)> observer;

    static std::shared_ptr<spdlog::logger> make(spdlog::sink_ptr sink) {
        auto logger = std::make_shared<spdlog::logger>("mdc", std::move(sink));
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %l %v", spdlog::pattern_time_type::utc);
        logger->flush_on(spdlog::level::debug);
        return logger;
    }
};

Book& book() {
    static Book instance;
    return instance;
}

}  // namespace

void set_up(const Options& options) {
    std::shared_ptr<spdlog::logger> logger;
    try {
        if (!options.file.empty()) {
            logger = Book::make(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file));
        }
    } catch (const spdlog::spdlog_ex& problem) {
        throw Failure{fail(ErrorKind::target,
                           std::string("The log file cannot be opened: ") + problem.what())};
    }
    const std::lock_guard lock(book().mutex);
    if (logger) book().logger = std::move(logger);
    book().logger->set_level(to_spdlog(options.level));
}

bool parse_level(std::string_view text, Level& out) noexcept {
    for (std::size_t i = 0; i < kLevels.size(); ++i) {
        if (kLevels[i].first != text) continue;
        out = static_cast<Level>(i);
        return true;
    }
    return false;
}

namespace {

// Bytes of the character that begins here; 0: control character, or no UTF-8. C1 controls (U+0080
// to U+009F) count as controls, overlong forms and surrogates as no UTF-8.
std::size_t shown_bytes(std::string_view text) {
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const auto follow = [&](std::size_t count) {
        for (std::size_t at = 1; at <= count; ++at) {
            if ((byte(at) & 0xC0) != 0x80) return std::size_t{0};
        }
        return count + 1;
    };
    const unsigned first = byte(0);
    const unsigned second = byte(1);
    if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
    if (first < 0xC2 || first > 0xF4) return 0;
    if (first < 0xE0) return first == 0xC2 && second < 0xA0 ? 0 : follow(1);
    const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool is_beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    if (is_overlong || is_beyond) return 0;
    return follow(first < 0xF0 ? 2 : 3);
}

}  // namespace

std::string printable(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const auto bytes = shown_bytes(text);
        if (bytes == 0) {
            shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        } else {
            shown += text.substr(0, bytes);
        }
        text.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return shown;
}

void write(Level level, std::string_view component, std::string_view message) {
    const auto shown = printable(message);
    const std::lock_guard lock(book().mutex);
    book().logger->log(to_spdlog(level), "{}: {}", component, shown);
    if (book().observer) book().observer(level, component, shown);
}

void observe(std::function<void(Level, std::string_view, std::string_view)> observer) {
    const std::lock_guard lock(book().mutex);
    book().observer = std::move(observer);
}

}  // namespace mdc::log
