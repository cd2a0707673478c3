#include "mdc/collector/metrics/run_metrics.hpp"

#include <ctime>
#include <fstream>
#include <map>
#include <unistd.h>

#include <fmt/format.h>

#include "mdc/collector/live/cold/clock_watch.hpp"
#include "mdc/core/build_info.hpp"

namespace mdc::collector {

namespace {

using metrics::Snapshot;

constexpr double kNanos = 1e9;
constexpr double kMicros = 1e6;

constexpr std::array kEndings = {GapCause::disconnect, GapCause::server_drop, GapCause::planned};

double seconds(UnixMicros at) { return static_cast<double>(at.value) / kMicros; }
double seconds(const Counter& nanos) { return static_cast<double>(nanos.value()) / kNanos; }

// Successors, and what waits for instruments that are listed later, are shown once they were
// needed.
bool is_shown(const ConnectionStats& stats) {
    return stats.is_used.value() != 0 || stats.opened.value() != 0;
}

void add_messages(Snapshot& out, const RunSources& run, const PathStats& path) {
    out.add("mdc_messages_total", path.frames);
    out.add("mdc_message_bytes_total", path.bytes);
    for (std::size_t i = 0; i < kParseStatusNames.size(); ++i) {
        out.add("mdc_frames_total", path.frames_by_status[i], {kParseStatusNames[i]});
    }
    for (std::size_t i = 0; i < kFeedNames.size(); ++i) {
        out.add("mdc_rows_total", path.rows_by_feed[i], {kFeedNames[i]});
    }
    out.add("mdc_local_timestamps_total", path.local_timestamps);
    out.add("mdc_early_timestamps_total", path.early_timestamps);
    out.add("mdc_gaps_total", path.gaps);
    out.add("mdc_overflows_total", path.overflows);
    for (const auto* io : run.io_threads) {
        const auto name = io->name();
        const Snapshot::Labels labels = {name};
        out.add("mdc_ring_rows_total", io->row_stats().rows, labels);
        out.add("mdc_ring_dropped_rows_total", io->row_stats().rows_dropped, labels);
        out.add("mdc_ring_used_bytes", std::uint64_t{io->ring().used()}, labels);
        out.add("mdc_ring_capacity_bytes", std::uint64_t{io->ring().capacity()}, labels);
    }
    out.add("mdc_pipeline_rows_total", run.pipeline.stats().rows);
    out.add("mdc_pipeline_batches_total", run.pipeline.stats().batches);
}

void add_race(Snapshot& out, const RunSources& run) {
    race::RaceStats race;
    for (const auto* io : run.io_threads) race = io->stats().race_counts.plus(race);
    out.add("mdc_race_frames_total", race.accepted, {"accept"});
    out.add("mdc_race_frames_total", race.duplicates, {"duplicate"});
    out.add("mdc_race_frames_total", race.superseded, {"superseded"});
    out.add("mdc_race_frames_total", race.standby, {"standby"});
    out.add("mdc_race_frames_total", race.held, {"held"});
    out.add("mdc_race_frames_total", race.repeats, {"repeat"});
    out.add("mdc_race_given_up_total", race.given_up_passed, {"passed"});
    out.add("mdc_race_given_up_total", race.given_up_time, {"time"});
    out.add("mdc_race_given_up_total", race.given_up_pool, {"memory"});
    out.add("mdc_race_released_total", race.released);
    out.add("mdc_race_resets_total", race.resets + race.restarts);
    out.add("mdc_race_takeovers_total", race.takeovers);
    out.add("mdc_race_compared_total", race.compared);
    out.add("mdc_race_mismatches_total", race.mismatches);
}

void add_books(Snapshot& out, const RunSources& run) {
    book::BookStats book;
    std::uint64_t books = 0;
    std::uint64_t standing = 0;
    for (const auto* io : run.io_threads) {
        book = io->stats().book_counts.plus(book);
        books += io->stats().books.value();
        standing += io->stats().books_standing.value();
    }
    out.add("mdc_books", books);
    out.add("mdc_standing_books", standing);
    out.add("mdc_book_updates_total", book.updates_applied, {"applied"});
    out.add("mdc_book_updates_total", book.updates_buffered, {"buffered"});
    out.add("mdc_book_updates_total", book.updates_dropped, {"dropped"});
    out.add("mdc_book_updates_total", book.updates_stale, {"stale"});
    out.add("mdc_book_snapshots_total", book.snapshots_asked, {"asked"});
    out.add("mdc_book_snapshots_total", book.snapshots_applied, {"applied"});
    out.add("mdc_book_snapshots_total", book.snapshots_stale, {"stale"});
    out.add("mdc_book_snapshots_total", book.snapshots_too_old, {"too_old"});
    out.add("mdc_book_snapshots_total", book.snapshots_failed, {"failed"});
    out.add("mdc_book_resyncs_total", book.resyncs);
    out.add("mdc_book_chain_breaks_total", book.chain_breaks);
    out.add("mdc_book_checkpoints_total", book.checkpoints);
}

void add_connection(Snapshot& out, const IoThread& io, ConnectionIndex i, UnixMicros now) {
    const auto& stats = io.connection_stats(i);
    const auto exchange = to_string(io.plan(i).exchange);
    const auto number = fmt::format("{}", io.number_of(i));  // as the log names it
    const Snapshot::Labels labels = {exchange, number};
    const bool is_open = stats.is_open.value() != 0;
    const auto opened = UnixMicros{static_cast<std::int64_t>(stats.opened_at_us.value())};
    out.add("mdc_connection_up", stats.is_open, labels);
    out.add("mdc_connection_uptime_seconds", is_open ? seconds(now) - seconds(opened) : 0, labels);
    out.add("mdc_connection_opens_total", stats.opened, labels);
    out.add("mdc_connection_messages_total", stats.messages, labels);
    out.add("mdc_connection_bytes_total", stats.bytes, labels);
    out.add("mdc_connection_reads_total", stats.reads, labels);
    out.add("mdc_connection_stamped_reads_total", stats.reads_with_kernel_stamp, labels);
    out.add("mdc_connection_pings_total", stats.pings, labels);
    out.add("mdc_connection_refusals_total", stats.refused, labels);
    out.add("mdc_connection_silent_streams_total", stats.silent, labels);
    const auto* race = stats.race.load();
    if (race == nullptr) return;
    const auto add = [&](const Counter& counter, std::string_view result) {
        out.add("mdc_connection_race_frames_total", counter, {exchange, number, result});
    };
    add(race->wins, "win");
    add(race->duplicates, "duplicate");
    add(race->superseded, "superseded");
    add(race->standby, "standby");
    add(race->held, "held");
    add(race->repeats, "repeat");
    if (race->lag.count() != 0) out.add("mdc_connection_lag_seconds", race->lag, labels);
}

void add_connections(Snapshot& out, const RunSources& run, UnixMicros now) {
    std::uint64_t open = 0;
    std::uint64_t all = 0;
    std::uint64_t mailbox_full = 0;
    std::map<std::pair<ExchangeId, GapCause>, std::uint64_t> closed;
    for (const auto* io : run.io_threads) {
        for (ConnectionIndex i = 0; i < io->connection_count(); ++i) {
            const auto& stats = io->connection_stats(i);
            open += stats.is_open.value();
            for (const auto cause : kEndings) {
                closed[{io->plan(i).exchange, cause}] +=
                    stats.closed[static_cast<std::size_t>(cause)].value();
            }
            if (is_shown(stats)) add_connection(out, *io, i, now);
        }
        all += io->stats().connections.value();
        mailbox_full += io->stats().outbox_full.value();
    }
    out.add("mdc_connections", all);
    out.add("mdc_open_connections", open);
    for (const auto& [which, count] : closed) {
        out.add("mdc_disconnects_total", count, {to_string(which.first), to_string(which.second)});
    }
    for (std::size_t i = 0; i < ErrorCounts::kKinds; ++i) {
        const auto kind = static_cast<ErrorKind>(i);
        out.add("mdc_errors_total", run.errors.of(kind), {to_string(kind)});
    }
    out.add("mdc_mailbox_full_total", mailbox_full);
}

void add_sinks(Snapshot& out, const pipeline::Pipeline& pipeline) {
    for (std::size_t i = 0; i < pipeline.sink_count(); ++i) {
        const auto& sink = pipeline.sink(i);
        const auto& stats = sink.stats();
        const Snapshot::Labels labels = {sink.name()};
        out.add("mdc_sink_up", sink.has_ended() ? 0.0 : 1.0, labels);
        out.add("mdc_sink_rows_total", stats.rows_written, labels);
        out.add("mdc_sink_batches_total", stats.batches_written, labels);
        out.add("mdc_sink_dropped_rows_total", stats.rows_dropped, labels);
        out.add("mdc_sink_abandoned_rows_total", stats.rows_abandoned, labels);
        out.add("mdc_sink_errors_total", stats.errors, labels);
        out.add("mdc_sink_queue_bytes", stats.queued_bytes, labels);
        out.add("mdc_sink_queue_max_bytes", stats.queued_bytes_max, labels);
    }
}

void add_recording(Snapshot& out, const Targets::RecordingEntry& entry) {
    const auto& stats = entry.recording->statistics();
    const std::string_view sink = entry.name;
    const Snapshot::Labels labels = {sink};
    out.add("mdc_recording_rows_total", stats.rows, labels);
    out.add("mdc_recording_journal_bytes_total", stats.bytes, labels);
    out.add("mdc_recording_journals_total", stats.journals, labels);
    out.add("mdc_recording_syncs_total", stats.syncs, labels);
    out.add("mdc_recording_sync_failures_total", stats.sync_failures, labels);
    out.add("mdc_recording_write_failures_total", stats.write_failures, labels);
    out.add("mdc_recording_held_bytes", stats.held_bytes, labels);
    out.add("mdc_recording_refused_rows_total", stats.refused_rows, labels);
    out.add("mdc_recording_free_bytes", stats.free_bytes, labels);
    out.add("mdc_recording_waiting_journals", stats.journals_waiting, labels);
    out.add("mdc_recording_conversions_total", stats.conversions, labels);
    out.add("mdc_recording_conversion_failures_total", stats.conversion_failures, labels);
    out.add("mdc_recording_converted_rows_total", stats.converted_rows, labels);
    out.add("mdc_recording_converted_bytes_total", stats.converted_bytes, labels);
    out.add("mdc_recording_deleted_files_total", stats.deleted_files, labels);
    out.add("mdc_recording_deleted_bytes_total", stats.deleted_bytes, labels);
    out.add("mdc_recording_stage_seconds", entry.watch->dequeued_to_written,
            {sink, "dequeued_to_written"});
    out.add("mdc_recording_stage_seconds", entry.watch->written_to_synced,
            {sink, "written_to_synced"});
}

void add_stages(Snapshot& out, const RunSources& run, const PathStats& path) {
    out.add("mdc_stage_seconds", path.kernel_to_read, {"kernel_to_read"});
    out.add("mdc_stage_seconds", path.read_to_frame, {"read_to_frame"});
    out.add("mdc_stage_seconds", path.frame_to_parsed, {"frame_to_parsed"});
    out.add("mdc_stage_seconds", path.parsed_to_ring, {"parsed_to_ring"});
    out.add("mdc_stage_seconds", path.read_to_ring, {"read_to_ring"});
    out.add("mdc_stage_seconds", run.pipeline.stats().ring_to_dequeued, {"ring_to_dequeued"});
    for (std::size_t i = 0; i < kFeedNames.size(); ++i) {
        out.add("mdc_exchange_to_receive_seconds", path.exchange_to_receive[i], {kFeedNames[i]});
    }
    out.add("mdc_clock_steps_total", path.clock_steps);
    const auto clock = clock_row({});
    if (!is_null(clock.error_us)) {
        out.add("mdc_clock_synchronised", clock.is_synchronised ? 1.0 : 0.0);
        out.add("mdc_clock_offset_seconds", static_cast<double>(clock.offset_us) / kMicros);
        out.add("mdc_clock_error_seconds", static_cast<double>(clock.error_us) / kMicros);
    }
    for (const auto* io : run.io_threads) {
        const auto name = io->name();
        out.add("mdc_io_cpu_seconds_total", seconds(io->stats().cpu_ns), {name});
        out.add("mdc_longest_loop_seconds", seconds(io->stats().loop_ns_max), {name});
    }
    out.add("mdc_longest_loop_seconds", seconds(run.pipeline.stats().loop_ns_max), {"pipeline"});
}

void add_process(Snapshot& out, UnixMicros started) {
    out.add("mdc_start_timestamp_seconds", seconds(started));
    std::ifstream statm("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    if (statm >> pages >> resident) {
        out.add("mdc_process_resident_bytes",
                resident * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    }
    timespec cpu{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    out.add("mdc_process_cpu_seconds_total",
            static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) / kNanos);
    out.add("mdc_build_info", 1.0, {kVersion, kCommit, kCompiler, kBuildType});
}

}  // namespace

metrics::Snapshot take_snapshot(const RunSources& run, UnixMicros now) {
    Snapshot out;
    const auto path = std::make_unique<PathStats>();
    for (const auto* io : run.io_threads) path->add(io->path_stats());
    add_messages(out, run, *path);
    add_race(out, run);
    add_books(out, run);
    add_connections(out, run, now);
    add_sinks(out, run.pipeline);
    for (const auto& each : run.recordings) add_recording(out, each);
    add_stages(out, run, *path);
    add_process(out, run.started);
    return out;
}

std::optional<std::string> trouble_of(const RunSources& run) {
    std::size_t missing = 0;
    std::size_t all = 0;
    for (const auto* io : run.io_threads) {
        for (ConnectionIndex i = 0; i < io->connection_count(); i += 2) {
            const auto& stats = io->connection_stats(i);
            if (stats.is_used.value() == 0) continue;
            if (stats.is_open.value() + io->connection_stats(i + 1).is_open.value() == 0) {
                ++missing;
            }
            ++all;
        }
    }
    if (missing != 0) return fmt::format("{} of {} connections not open.", missing, all);
    for (std::size_t i = 0; i < run.pipeline.sink_count(); ++i) {
        const auto& sink = run.pipeline.sink(i);
        if (sink.has_ended()) return fmt::format("Target {} has ended.", sink.name());
    }
    for (const auto& each : run.recordings) {
        const auto held = each.recording->statistics().held_bytes.value();
        if (held == 0) continue;
        return fmt::format("Target {} takes no rows; {} bytes wait in memory.", each.name, held);
    }
    return std::nullopt;
}

}  // namespace mdc::collector
