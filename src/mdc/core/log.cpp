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

void write(Level level, std::string_view component, std::string_view message) {
    const std::lock_guard lock(book().mutex);
    book().logger->log(to_spdlog(level), "{}: {}", component, message);
    if (book().observer) book().observer(level, component, message);
}

void observe(std::function<void(Level, std::string_view, std::string_view)> observer) {
    const std::lock_guard lock(book().mutex);
    book().observer = std::move(observer);
}

}  // namespace mdc::log
