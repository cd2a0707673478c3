#pragma once

#include <string_view>

namespace mdc::config {

/// Whether the text has `*` or `?`, so that it stands for several tickers.
constexpr bool is_glob(std::string_view text) noexcept {
    return text.find_first_of("*?") != std::string_view::npos;
}

/// Whether all of `text` fits: `*` is any run of characters, `?` is one, all else is itself.
bool matches_glob(std::string_view text, std::string_view glob) noexcept;

}  // namespace mdc::config
