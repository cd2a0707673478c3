#include <charconv>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <malloc.h>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <vector>

#include "mdc/core/build_info.hpp"
#include "mdc/core/log.hpp"
#include "mdc/parquet/commands.hpp"
#include "mdc/parquet/convert.hpp"
#include "mdc/parquet/raw_lines.hpp"

// mdc-parquet: the only program that links Arrow. mdc starts it to convert journals and to read
// recordings back; a person may, too.

namespace {

using mdc::Error;
using mdc::ErrorKind;
using mdc::Result;

constexpr std::string_view kHelp = R"(mdc-parquet: journals of mdc become Parquet files

  mdc-parquet convert JOURNAL... --into DIR       each journal into the tables of DIR
  mdc-parquet convert JOURNAL... --single FILE    all of them into one file (or FILE's per table)
      --progress      machine-readable lines on stdout
      --nice N        run at this low priority
      --memory-mb N   rows sorted in memory (default 96); more go to the disk meanwhile
  mdc-parquet head DIR|FILE [--rows N]            first rows of each table, as text
  mdc-parquet rows DIR|FILE                       rows per table and ticker, as JSON lines
  mdc-parquet raw DIR|FILE                        messages as received, as mdc parse reads them
  mdc-parquet export DIR|FILE --journal OUT [--table NAME]   tables back into a journal
  mdc-parquet --version | --help

Exit codes: 0 ok, 1 malformed input, 2 usage, 3 target, 5 disk.
)";

struct Arguments {
    std::string command;
    std::vector<std::string> paths;
    std::string into, single, journal, table;
    std::uint64_t rows = 5, nice = 0, memory_mb = 96;
    bool progress = false;
};

Error usage(std::string message) {
    return mdc::fail(ErrorKind::usage, std::move(message) + "; see mdc-parquet --help");
}

bool parse_number(std::string_view text, std::uint64_t& out) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
    return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
}

/// The value of one option. Errors: usage.
Result<void> parse_option(Arguments& arguments, std::string_view name, std::string_view value) {
    const std::pair<std::string_view, std::string*> texts[] = {{"--into", &arguments.into},
                                                               {"--single", &arguments.single},
                                                               {"--journal", &arguments.journal},
                                                               {"--table", &arguments.table}};
    const std::pair<std::string_view, std::uint64_t*> numbers[] = {
        {"--rows", &arguments.rows},
        {"--nice", &arguments.nice},
        {"--memory-mb", &arguments.memory_mb}};
    for (const auto& [known, out] : texts) {
        if (known == name) {
            *out = value;
            return {};
        }
    }
    for (const auto& [known, out] : numbers) {
        if (known != name) continue;
        if (!parse_number(value, *out)) {
            return usage(fmt::format("{} wants a number, not '{}'", name, value));
        }
        return {};
    }
    return usage(fmt::format("unknown option {}", name));
}

Result<Arguments> parse(const std::vector<std::string>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word == "--progress") {
            arguments.progress = true;
        } else if (word.starts_with("--")) {
            if (i + 1 == words.size()) return usage(fmt::format("{} wants a value", word));
            if (auto done = parse_option(arguments, word, words[++i]); !done) return done.error();
        } else if (arguments.command.empty()) {
            arguments.command = word;
        } else {
            arguments.paths.push_back(word);
        }
    }
    if (arguments.command.empty()) return usage("no command");
    if (arguments.paths.empty()) return usage(fmt::format("{} wants a path", arguments.command));
    return arguments;
}

Result<void> run_convert(const Arguments& arguments) {
    if (arguments.into.empty() == arguments.single.empty()) {
        return usage("convert wants either --into or --single");
    }
    // Ctrl-C goes to the whole terminal; whether to wait for this process is its parent's decision.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    if (arguments.progress) std::signal(SIGTERM, SIG_IGN);
    // Memory that is freed is wanted again at once; giving it back cost 6 % of the CPU.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    ::mallopt(M_TOP_PAD, 16 << 20);
    if (arguments.nice > 0) ::setpriority(PRIO_PROCESS, 0, static_cast<int>(arguments.nice));

    mdc::parquet::ConvertOptions options;
    if (arguments.single.empty()) {
        options.target = {arguments.into, {}, std::filesystem::path(arguments.into) / "_journal"};
    } else {
        options.target = mdc::journal::target_paths(arguments.single);
        if (!options.target.is_single_file()) return usage("--single wants a name.parquet");
    }
    options.journals.assign(arguments.paths.begin(), arguments.paths.end());
    options.memory_bytes = arguments.memory_mb << 20;
    for (const auto& path : options.journals) {
        if (std::filesystem::exists(path)) continue;  // else another process was quicker, or a typo
        std::cerr << fmt::format("{} does not exist: nothing to convert\n", path.string());
    }
    if (arguments.progress) {
        options.on_line = [](const mdc::journal::ConversionLine& line) {
            std::fputs(mdc::journal::to_text(line).c_str(), stdout);
            std::fflush(stdout);
        };
    }
    return mdc::parquet::convert(options);
}

Result<void> run(const Arguments& arguments) {
    const auto& path = arguments.paths.front();
    if (arguments.command == "convert") return run_convert(arguments);
    if (arguments.command == "head") {
        return mdc::parquet::print_head(path, arguments.rows, std::cout);
    }
    if (arguments.command == "rows") return mdc::parquet::print_row_counts(path, std::cout);
    if (arguments.command == "raw") return mdc::parquet::print_raw(path, std::cout);
    if (arguments.command == "export") {
        if (arguments.journal.empty()) return usage("export wants --journal");
        return mdc::parquet::export_journal(path, arguments.table, arguments.journal);
    }
    return usage(fmt::format("unknown command '{}'", arguments.command));
}

int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::usage:
            return 2;
        case ErrorKind::target:
            return 3;
        case ErrorKind::disk:
            return 5;
        default:
            return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && (words.front() == "--help" || words.front() == "-h")) {
        std::cout << kHelp;
        return 0;
    }
    if (!words.empty() && words.front() == "--version") {
        std::cout << fmt::format("mdc-parquet {} ({})\n", mdc::kVersion, mdc::kCommit);
        return 0;
    }
    const auto arguments = parse(words);
    const auto outcome = arguments ? run(*arguments) : Result<void>(arguments.error());
    if (outcome) return 0;
    std::cerr << outcome.error().message << '\n';
    return exit_code(outcome.error().kind);
}
