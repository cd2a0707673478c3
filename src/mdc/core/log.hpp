#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>

/// Logging and formatting enter here. Cold threads only: the I/O thread counts and never logs.
namespace mdc::log {

enum class Level : unsigned char { debug, info, warning, error, off };

struct Options {
    Level level = Level::info;  ///< what is less than this is dropped
    std::string file;           ///< "" writes to stderr; else appended to this file
};

/// Opens the log. Lines go to stderr before it was called. Call once, from main.
void set_up(const Options& options);

/// "debug", "info", "warning", "error", "off"; false for anything else.
bool parse_level(std::string_view text, Level& out) noexcept;

/// The text as it may be shown to a person: control characters, and bytes that are no UTF-8, become
/// `\xNN`. Messages quote what strangers sent, and a terminal obeys what it is told.
std::string printable(std::string_view text);

/// One line: time, level, component, message, made printable. Safe from any thread.
void write(Level level, std::string_view component, std::string_view message);

/// Every line is also told to `observer` (tests fail on warnings they did not expect). Empty: none.
void observe(std::function<void(Level, std::string_view component, std::string_view)> observer);

template <class... Args>
void debug(std::string_view component, fmt::format_string<Args...> text, Args&&... args) {
    write(Level::debug, component, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void info(std::string_view component, fmt::format_string<Args...> text, Args&&... args) {
    write(Level::info, component, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warning(std::string_view component, fmt::format_string<Args...> text, Args&&... args) {
    write(Level::warning, component, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view component, fmt::format_string<Args...> text, Args&&... args) {
    write(Level::error, component, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace mdc::log
