#include "mdc/sinks/recording/recording.hpp"

#include <deque>
#include <map>
#include <span>
#include <utility>

#include "mdc/core/log.hpp"
#include "mdc/core/time.hpp"
#include "mdc/journal/converter.hpp"
#include "mdc/journal/target.hpp"
#include "mdc/sinks/recording/conversions.hpp"
#include "mdc/sinks/recording/journal_chain.hpp"
#include "mdc/sinks/recording/retention.hpp"
#include "mdc/sinks/recording/syncer.hpp"

namespace mdc::sinks {

namespace fs = std::filesystem;
using Kind = RecordingEvent::Kind;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

std::uint16_t bits_of(const std::vector<Table>& feeds) {
    unsigned bits = 0;
    for (const auto table : feeds) bits |= 1u << static_cast<unsigned>(table);
    return static_cast<std::uint16_t>(bits);
}

/// The rows of each UTC day of receipt; empty when all are of one day.
std::vector<Batch> split_at_midnight(const Batch& batch) {
    const auto& received = batch.columns[journal::kRcvTimestampColumn];
    const auto day_of = [&](std::size_t row) { return utc_day({received.at<std::int64_t>(row)}); };
    bool is_one_day = true;
    for (std::size_t row = 1; row < batch.rows(); ++row) {
        is_one_day = is_one_day && day_of(row) == day_of(0);
    }
    if (is_one_day) return {};
    std::map<std::int64_t, std::vector<std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) rows[day_of(row)].push_back(row);
    std::vector<Batch> parts;
    for (const auto& [day, positions] : rows) parts.push_back(batch.select(positions));
    return parts;
}

}  // namespace

struct Recording::Parts {
    Parts(RecordingOptions given, RecordingHooks given_hooks, journal::OpenTarget opened)
        : options(std::move(given)),
          hooks(std::move(given_hooks)),
          files(options.files != nullptr ? *options.files : journal::posix_files()),
          target(std::move(opened)),
          syncer(options.sync_every, statistics.syncs, statistics.sync_failures, hooks.on_synced),
          conversions(options.converter, target.paths, conversion_hooks()),
          chain(files, target, bits_of(options.feeds),
                {options.rotate_span, options.rotate_bytes, target.paths.is_single_file()}, syncer,
                [this](const fs::path& journal) { conversions.add(journal); }) {
        const auto& keep = options.keep;
        const bool is_limited = keep.age != std::chrono::seconds(0) || keep.bytes != 0;
        if (!is_limited || target.paths.is_single_file()) return;
        retention.emplace(files, target.paths.root, keep, statistics.deleted_files,
                          statistics.deleted_bytes);
    }

    Conversions::Hooks conversion_hooks();
    void tell(Kind kind, std::string text) {
        if (hooks.on_event) hooks.on_event({kind, std::move(text)});
    }

    Result<void> write_days(std::span<const Batch> days);
    Result<void> append(const Batch& batch);
    void hold(const Batch& batch);
    Result<void> refuse(std::span<const Batch> days);
    void write_held();
    void look_at_space(SteadyTime now);
    void count();
    [[nodiscard]] bool has_begun() const { return chain.journals() > 0 || !held.empty(); }
    Result<void> note_end();

    RecordingOptions options;
    RecordingHooks hooks;
    RecordingStatistics statistics;
    journal::Files& files;
    journal::OpenTarget target;
    Syncer syncer;
    Conversions conversions;
    JournalChain chain;
    std::optional<Retention> retention;  ///< when something is not kept

    std::deque<Batch> held;  ///< waits for the disk, in order
    std::uint64_t held_bytes = 0;
    std::int64_t refused_id = 0;  ///< seq_id that the batch which was refused last begins with
    bool is_closed = false;
    SteadyTime next_retry{};
    SteadyTime next_look_at_space{};
    bool is_space_low = false;
    const SteadyTime opened_at = std::chrono::steady_clock::now();
    std::vector<fs::path> left;
};

Conversions::Hooks Recording::Parts::conversion_hooks() {
    using Line = journal::ConversionLine;
    Conversions::Hooks to;
    to.on_line = [this](const Line& line) {
        if (line.kind == Line::Kind::file) {
            statistics.converted_rows.add(line.rows);
            statistics.converted_bytes.add(line.bytes);
        } else if (line.kind == Line::Kind::journal && line.end != journal::JournalEnd::clean) {
            tell(Kind::journal_torn,
                 fmt::format("{} was {}: {} bytes behind its {} whole rows "
                             "could not be read",
                             line.path, journal::to_string(line.end), line.bytes, line.rows));
        }
    };
    to.on_converted = [this](const fs::path& journal) {
        statistics.conversions.add();
        tell(Kind::converted, journal.string());
    };
    to.on_failed = [this](const fs::path& journal, const Error& error) {
        statistics.conversion_failures.add();
        tell(Kind::conversion_failed,
             fmt::format("{} stays a journal: {}", journal.string(), error.message));
    };
    to.on_progress = hooks.on_progress;
    return to;
}

// Writing

/// Takes all these rows, into the journal or into memory, or none: who still has a refused batch
/// tries all of it again.
Result<void> Recording::Parts::write_days(std::span<const Batch> days) {
    const auto memory_of_all = [&] {
        std::uint64_t bytes = 0;
        for (const auto& day : days) bytes += memory_of(day);
        return bytes;
    };
    if (!held.empty() && held_bytes + memory_of_all() > options.held_bytes) return refuse(days);
    for (const auto& day : days) {
        if (!held.empty()) {
            hold(day);
        } else if (auto done = append(day); !done) {
            if (done.error().kind == ErrorKind::internal) return done;
            statistics.write_failures.add();
            next_retry = std::chrono::steady_clock::now() + options.retry_every;
            tell(Kind::disk_failed, done.error().message);
            hold(day);  // however large: of a batch whose first day is written none is refused
        }
    }
    return {};
}

Result<void> Recording::Parts::append(const Batch& batch) {
    auto done = chain.append(batch);
    if (!done) return done;
    statistics.rows.add(batch.rows());
    if (hooks.on_written) hooks.on_written(batch.t_dequeued, monotonic_ticks());
    return done;
}

void Recording::Parts::hold(const Batch& batch) {
    held.push_back(batch);
    held_bytes += memory_of(batch);
    statistics.held_bytes.set(held_bytes);
}

Result<void> Recording::Parts::refuse(std::span<const Batch> days) {
    const auto id = days.front().columns[journal::kSeqIdColumn].at<std::int64_t>(0);
    if (std::exchange(refused_id, id) != id) {
        for (const auto& day : days) statistics.refused_rows.add(day.rows());
    }
    return fail_for_now(ErrorKind::disk,
                        fmt::format("{} cannot be written and {} MB of rows wait in memory: "
                                    "no more are taken until there is room",
                                    target.paths.journals.string(), held_bytes / 1'000'000));
}

void Recording::Parts::write_held() {
    while (!held.empty()) {
        if (!append(held.front())) {
            statistics.write_failures.add();
            next_retry = std::chrono::steady_clock::now() + options.retry_every;
            return;
        }
        held_bytes -= memory_of(held.front());
        held.pop_front();
        statistics.held_bytes.set(held_bytes);
    }
    tell(Kind::disk_recovered, fmt::format("{} is written again", target.paths.journals.string()));
}

void Recording::Parts::look_at_space(SteadyTime now) {
    if (now < next_look_at_space) return;
    next_look_at_space = now + std::chrono::seconds(10);
    std::error_code code;
    const auto space = fs::space(target.paths.root, code);
    if (code) return;
    statistics.free_bytes.set(space.available);
    const bool was_low = std::exchange(is_space_low, space.available < options.min_free);
    if (!is_space_low || was_low) return;
    const auto seconds = std::chrono::duration<double>(now - opened_at).count();
    const auto rate = static_cast<double>(chain.bytes()) / std::max(seconds, 1.0);
    const auto hours = rate > 0 ? static_cast<double>(space.available) / rate / 3600 : 0;
    const auto left_time =
        rate > 0 ? fmt::format("full in at least {:.1f} h at this rate", hours) : "";
    tell(Kind::low_space, fmt::format("{} has {} MB left; {}", target.paths.root.string(),
                                      space.available / 1'000'000, left_time));
}

void Recording::Parts::count() {
    statistics.bytes.set(chain.bytes());
    statistics.blocks.set(chain.blocks());
    statistics.journals.set(chain.journals());
    statistics.journals_waiting.set(conversions.waiting_count());
}

/// All rows are in journals. A run that had none leaves a crash before it to the next one, which
/// then tells of it.
Result<void> Recording::Parts::note_end() {
    if (target.crashed && !has_begun()) return {};
    return journal::note_end(files, target);
}

// The sink

Recording::Recording(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Recording::~Recording() {
    if (parts_->is_closed || parts_->has_begun()) return;
    // Set-up went wrong elsewhere: a run that never began did not crash.
    static_cast<void>(parts_->note_end());
    journal::remove_finished_folder(parts_->target.paths);
}

Result<std::unique_ptr<Recording>> Recording::open(RecordingOptions options, RecordingHooks hooks) {
    if (options.converter.empty()) options.converter = journal::find_converter();
    if (options.convert && options.converter.empty()) {
        return fail(ErrorKind::usage,
                    "mdc-parquet is neither beside mdc nor in the PATH: recordings could not "
                    "become Parquet; install it, or record to jsonl or csv");
    }
    auto& files = options.files != nullptr ? *options.files : journal::posix_files();
    auto target = journal::open_target(files, options.target, utc_now());
    if (!target) return target.error();
    journal::remove_stray_temporaries(files, target->paths.journals);
    const auto names = files.list(target->paths.journals);
    if (!names) return names.error();
    auto parts = std::make_unique<Parts>(std::move(options), std::move(hooks), std::move(*target));
    for (const auto& name : *names) {
        if (name.ends_with(journal::kJournalSuffix)) {
            parts->conversions.add(parts->target.paths.journals / name);
        }
    }
    return std::unique_ptr<Recording>(new Recording(std::move(parts)));
}

Result<void> Recording::write(const Batch& batch) {
    if (batch.rows() == 0) return {};
    const auto days = split_at_midnight(batch);
    auto outcome = parts_->write_days(days.empty() ? std::span(&batch, 1) : std::span(days));
    parts_->count();
    return outcome;
}

Result<void> Recording::on_time(UnixMicros now) {
    const auto steady = std::chrono::steady_clock::now();
    if (!parts_->held.empty() && steady >= parts_->next_retry) parts_->write_held();
    parts_->chain.on_time(now);
    if (const auto failure = parts_->syncer.take_failure()) {
        parts_->tell(Kind::sync_failed, *failure);
    }
    if (parts_->options.convert) parts_->conversions.poll(steady);
    parts_->look_at_space(steady);
    parts_->count();
    return {};
}

Result<void> Recording::close() {
    auto& parts = *parts_;
    parts.is_closed = true;
    if (!parts.held.empty()) parts.write_held();
    auto outcome = parts.chain.close();
    if (!parts.held.empty()) {
        for (const auto& batch : parts.held) parts.statistics.lost_rows.add(batch.rows());
        outcome = fail(ErrorKind::disk, fmt::format("{} rows could not be written to {}",
                                                    parts.statistics.lost_rows.value(),
                                                    parts.target.paths.journals.string()));
    }
    if (outcome) outcome = parts.note_end();
    if (parts.options.convert) {
        std::optional<SteadyTime> deadline;
        if (!parts.options.is_interactive) {
            deadline = std::chrono::steady_clock::now() + parts.options.stop_within;
        }
        parts.conversions.finish(deadline, parts.options.abandon);
    }
    parts.left = parts.conversions.waiting();
    parts.count();
    if (parts.left.empty()) journal::remove_finished_folder(parts.target.paths);
    return outcome;
}

Remembered Recording::remembered() const {
    return {parts_->target.highest_id, parts_->target.crashed};
}

std::uint64_t Recording::lost_rows() const noexcept { return statistics().lost_rows.value(); }

const RecordingStatistics& Recording::statistics() const noexcept { return parts_->statistics; }

std::vector<fs::path> Recording::left_journals() const { return parts_->left; }

}  // namespace mdc::sinks
