#include "tests/contract/corpus.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <zlib.h>

#include "tests/support/corpus.hpp"

namespace mdc::test {

namespace {

bool is_capture(const std::filesystem::path& file) {
    const auto name = file.filename().string();
    return !name.starts_with("rest_") && (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz"));
}

}  // namespace

std::vector<std::filesystem::path> captures(std::string_view exchange) {
    std::vector<std::filesystem::path> files;
    std::error_code missing;
    // Bybit's markets were captured together: their messages do not say which one they are of.
    const auto folder = exchange.substr(0, exchange.starts_with("bybit_") ? 5 : exchange.npos);
    for (const auto& entry :
         std::filesystem::directory_iterator(corpus_folder() / folder, missing)) {
        if (is_capture(entry.path())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void for_each_line(const std::filesystem::path& file,
                   const std::function<void(std::string_view)>& on_line) {
    const auto input = ::gzopen(file.c_str(), "rb");
    if (input == nullptr) throw std::runtime_error("cannot open " + file.string());
    std::string line;
    std::array<char, 1 << 16> part;
    while (::gzgets(input, part.data(), part.size()) != nullptr) {
        line += part.data();
        if (!line.ends_with('\n')) continue;
        line.pop_back();
        on_line(line);
        line.clear();
    }
    int error = Z_OK;
    ::gzerror(input, &error);
    ::gzclose(input);
    if (!line.empty()) on_line(line);
    if (error != Z_OK && error != Z_STREAM_END) {
        throw std::runtime_error("cannot read " + file.string());
    }
}

}  // namespace mdc::test
