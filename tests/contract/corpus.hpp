#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mdc::test {

/// The files of messages that an exchange really sent: `<corpus>/<exchange>/*.jsonl[.gz]` but REST
/// bodies. Empty when there is no corpus: MDC_CORPUS names it, else it lies beside the checkout.
std::vector<std::filesystem::path> captures(std::string_view exchange);

/// Calls `on_line` for each line of a plain or gzipped file. Throws std::runtime_error when it
/// cannot be read.
void for_each_line(const std::filesystem::path& file,
                   const std::function<void(std::string_view)>& on_line);

}  // namespace mdc::test
