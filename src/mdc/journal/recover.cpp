#include "mdc/journal/recover.hpp"

#include <algorithm>
#include <array>

#include "mdc/core/log.hpp"
#include "mdc/journal/converter.hpp"
#include "mdc/journal/file.hpp"
#include "mdc/journal/lock.hpp"
#include "mdc/journal/names.hpp"
#include "mdc/journal/target.hpp"

namespace mdc::journal {

namespace fs = std::filesystem;

std::string_view to_string(RecoveredJournal::Outcome outcome) noexcept {
    constexpr std::array<std::string_view, 5> kNames = {"converted", "torn", "damaged", "in use",
                                                        "failed"};
    return kNames[static_cast<std::size_t>(outcome)];
}

bool RecoverReport::has_findings() const noexcept {
    using Outcome = RecoveredJournal::Outcome;
    return std::any_of(journals.begin(), journals.end(), [](const RecoveredJournal& each) {
        return each.outcome != Outcome::converted && each.outcome != Outcome::in_use;
    });
}

namespace {

using Outcome = RecoveredJournal::Outcome;

/// The recordings that a target may mean: itself, and the single files whose journals lie in it.
std::vector<TargetPaths> recordings_of(const fs::path& target) {
    std::vector<TargetPaths> found;
    const auto itself = target_paths(target);
    std::error_code code;
    if (fs::is_directory(itself.journals, code)) found.push_back(itself);
    if (itself.is_single_file()) return found;
    constexpr std::string_view kSuffix = ".parquet.journal";
    fs::directory_iterator entries(target, code);
    for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
        const auto name = entries->path().filename().string();
        if (!name.starts_with('_') || !name.ends_with(kSuffix)) continue;
        const auto file = name.substr(1, name.size() - 1 - std::string_view(".journal").size());
        found.push_back(target_paths(target / file));
    }
    return found;
}

struct Work {
    std::vector<fs::path> journals;
    std::uint64_t bytes = 0;
};

Result<Work> find_journals(const TargetPaths& paths) {
    const auto names = posix_files().list(paths.journals);
    if (!names) return names.error();
    Work work;
    for (const auto& name : *names) {
        if (!name.ends_with(kJournalSuffix)) continue;
        work.journals.push_back(paths.journals / name);
        std::error_code code;
        const auto size = fs::file_size(work.journals.back(), code);
        if (!code) work.bytes += size;
    }
    return work;
}

RecoveredJournal describe(const ConversionLine& line) {
    RecoveredJournal journal;
    journal.path = line.path;
    journal.rows = line.rows;
    journal.cut_bytes = line.bytes;
    journal.outcome = line.kind == ConversionLine::Kind::busy ? Outcome::in_use
                      : line.end == JournalEnd::torn          ? Outcome::torn
                      : line.end == JournalEnd::damaged       ? Outcome::damaged
                                                              : Outcome::converted;
    return journal;
}

/// Converts one journal in a process of its own, so that one that fails stops no other.
Result<RecoveredJournal> convert_one(const fs::path& program, const TargetPaths& paths,
                                     const fs::path& journal,
                                     const std::function<void(std::uint64_t)>& on_bytes) {
    RecoveredJournal report;
    report.path = journal;
    report.outcome = Outcome::failed;
    auto conversion = Conversion::start(program, paths, {journal}, [&](const ConversionLine& line) {
        if (line.kind == ConversionLine::Kind::progress) {
            on_bytes(line.done);
        } else if (line.kind != ConversionLine::Kind::file) {
            report = describe(line);
        }
    });
    if (!conversion) return conversion.error();
    while (!conversion->poll(200)) {
    }
    if (const auto outcome = conversion->outcome(); !outcome) {
        report.outcome = Outcome::failed;
        report.problem = outcome.error().message;
    }
    return report;
}

}  // namespace

Result<RecoverReport> recover(const RecoverOptions& options) {
    const auto recordings = recordings_of(options.target);
    if (recordings.empty()) {
        return fail(ErrorKind::target, fmt::format("{} is no recording: it has no _journal folder",
                                                   options.target.string()));
    }
    const auto program = options.converter.empty() ? find_converter() : options.converter;
    if (program.empty()) {
        return fail(ErrorKind::usage, "mdc-parquet is neither beside mdc nor in the PATH");
    }
    RecoverReport report;
    std::vector<std::pair<TargetPaths, Work>> works;
    std::uint64_t total = 0;
    for (const auto& paths : recordings) {
        auto work = find_journals(paths);
        if (!work) return work.error();
        total += work->bytes;
        works.emplace_back(paths, std::move(*work));
    }
    std::uint64_t before = 0;
    for (const auto& [paths, work] : works) {
        for (const auto& journal : work.journals) {
            std::error_code code;
            const auto size = fs::file_size(journal, code);
            const auto on_bytes = [&](std::uint64_t done) {
                if (options.on_progress) options.on_progress(before + done, total);
            };
            auto converted = convert_one(program, paths, journal, on_bytes);
            if (!converted) return converted.error();
            report.journals.push_back(std::move(*converted));
            if (!code) before += size;
            on_bytes(0);
        }
        const auto removed = remove_stray_temporaries(posix_files(), paths.journals);
        report.removed.insert(report.removed.end(), removed.begin(), removed.end());
        if (!paths.is_single_file()) continue;
        const auto lock = Lock::of_target(paths.journals);
        if (lock) remove_finished_folder(paths);
    }
    return report;
}

}  // namespace mdc::journal
