#pragma once

#include <cstdlib>
#include <filesystem>

namespace mdc::test {

/// Where messages that exchanges really sent are, a folder an exchange: MDC_CORPUS names it, else
/// it lies beside the checkout. It need not be there: tests skip then.
inline std::filesystem::path corpus_folder() {
    const char* named = std::getenv("MDC_CORPUS");
    return named != nullptr ? named : "../shared/corpus";
}

}  // namespace mdc::test
