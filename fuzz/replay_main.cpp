// The main of a fuzz target that was not built with libFuzzer: an ordinary test.
//
// Runs the target over every file named or found below a folder named: the whole file, each of its
// lines (samples are often JSON lines), and prefixes of each of these, since a cut message is the
// commonest bad input of all. Ends with exit code 2 when there was nothing to run.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kPrefixesPerInput = 16;
constexpr std::size_t kLinesPerFile = 2000;

/// Runs the target on a copy of exactly this size, so that AddressSanitizer sees a read beyond the
/// end.
void run(std::string_view input) {
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::size_t run_with_prefixes(std::string_view input) {
    const std::size_t step = std::max<std::size_t>(1, input.size() / kPrefixesPerInput);
    std::size_t runs = 0;
    for (std::size_t length = 0; length < input.size(); length += step, ++runs) {
        run(input.substr(0, length));
    }
    run(input);
    return runs + 1;
}

std::size_t run_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    std::size_t runs = run_with_prefixes(text);
    std::string_view rest = text;
    for (std::size_t lines = 0; lines < kLinesPerFile && !rest.empty(); ++lines) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        runs += run_with_prefixes(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return runs;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) {
            files.emplace_back(argv[i]);
            continue;
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (entry.is_regular_file()) files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::size_t runs = 0;
    for (const auto& file : files) runs += run_file(file);
    std::printf("%zu inputs from %zu files\n", runs, files.size());
    return files.empty() ? 2 : 0;
}
