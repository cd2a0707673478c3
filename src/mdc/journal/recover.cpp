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
    using Kind = ConversionLine::Kind;
    RecoveredJournal journal;
    journal.path = line.path;
    journal.rows = line.rows;
    journal.cut_bytes = line.bytes;
    journal.problem = line.problem;
    journal.outcome = line.kind == Kind::busy           ? Outcome::in_use
                      : line.kind == Kind::failed       ? Outcome::failed
                      : line.end == JournalEnd::torn    ? Outcome::torn
                      : line.end == JournalEnd::damaged ? Outcome::damaged
                                                        : Outcome::converted;
    return journal;
}

/// Converts journals in one process, and in another one those behind a journal that ended it.
class Recovery {
  public:
    Recovery(const RecoverOptions& options, fs::path program)
        : options_(options), program_(std::move(program)) {}

    void add(const TargetPaths& paths, Work work) {
        bytes_total_ += work.bytes;
        works_.emplace_back(paths, std::move(work.journals));
    }

    Result<RecoverReport> run() {
        for (const auto& [paths, journals] : works_) {
            auto left = journals;
            while (!left.empty()) {
                if (auto done = convert(paths, left); !done) return done.error();
            }
            clean_up(paths);
        }
        return std::move(report_);
    }

  private:
    /// Takes what has an outcome out of `left`; at least one.
    Result<void> convert(const TargetPaths& paths, std::vector<fs::path>& left) {
        const auto before = report_.journals.size();
        auto conversion = Conversion::start(program_, paths, left,
                                            [&](const ConversionLine& line) { note(line); });
        if (!conversion) return conversion.error();
        while (!conversion->poll(200)) {
        }
        const auto outcome = conversion->outcome();
        const auto is_noted = [&](const fs::path& path) {
            return std::any_of(report_.journals.begin() + static_cast<std::ptrdiff_t>(before),
                               report_.journals.end(),
                               [&](const auto& each) { return each.path == path; });
        };
        std::erase_if(left, is_noted);
        std::error_code code;
        // Without a word of it: another process converted it meanwhile.
        if (outcome) std::erase_if(left, [&](const auto& each) { return !fs::exists(each, code); });
        if (!left.empty()) {
            const auto* problem = outcome ? "mdc-parquet said nothing of it" : nullptr;
            report_.journals.push_back({Outcome::failed, left.front(), 0, 0,
                                        problem != nullptr ? problem : outcome.error().message});
            left.erase(left.begin());
        }
        return {};
    }

    void note(const ConversionLine& line) {
        using Kind = ConversionLine::Kind;
        if (line.kind == Kind::progress) {
            tell(line.done);
        } else if (line.kind != Kind::file) {
            report_.journals.push_back(describe(line));
            bytes_done_ += line.total;
            tell(0);
        }
    }
    void tell(std::uint64_t more) const {
        if (options_.on_progress) options_.on_progress(bytes_done_ + more, bytes_total_);
    }

    void clean_up(const TargetPaths& paths) {
        const auto removed = remove_stray_temporaries(posix_files(), paths.journals);
        report_.removed.insert(report_.removed.end(), removed.begin(), removed.end());
        if (!paths.is_single_file()) return;
        const auto lock = Lock::of_target(paths.journals);
        if (lock) remove_finished_folder(paths);
    }

    const RecoverOptions& options_;
    const fs::path program_;
    std::vector<std::pair<TargetPaths, std::vector<fs::path>>> works_;
    std::uint64_t bytes_total_ = 0;
    std::uint64_t bytes_done_ = 0;
    RecoverReport report_;
};

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
    Recovery recovery(options, program);
    for (const auto& paths : recordings) {
        auto work = find_journals(paths);
        if (!work) return work.error();
        recovery.add(paths, std::move(*work));
    }
    return recovery.run();
}

}  // namespace mdc::journal
