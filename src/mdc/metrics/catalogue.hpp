#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Every metric of mdc, a line each: name, type, labels, meaning. Whoever counts names the metric; a
// name that is not here does not compile. docs/operations/monitoring.md is made of this table.
//
// Units are base units: seconds, bytes. A histogram's line is followed by the line of its
// quantiles, gauges since the start of the run: `quantile` 0.5 to 0.9999, and 1 for the maximum.

namespace mdc::metrics {

enum class MetricType : std::uint8_t { counter, gauge, histogram };
inline constexpr std::string_view kMetricTypeNames[] = {"counter", "gauge", "histogram"};

struct MetricFacts {
    std::string_view name;  ///< mdc_<noun>_<unit>, counters end in _total
    MetricType type{};
    std::string_view labels;   ///< names with a blank between; empty: one value only
    std::string_view meaning;  ///< one sentence
};

// A line a metric, however long.
// clang-format off
inline constexpr MetricFacts kCatalogue[] = {
    {"mdc_messages_total", MetricType::counter, "", "Messages of all connections, losers of the race included."},
    {"mdc_message_bytes_total", MetricType::counter, "", "Their bytes, after TLS and WebSocket framing."},
    {"mdc_frames_total", MetricType::counter, "status", "Messages by what parsing came to; malformed and unknown should stand still."},
    {"mdc_rows_total", MetricType::counter, "feed", "Rows made, by table."},
    {"mdc_local_timestamps_total", MetricType::counter, "", "Rows whose exchange time was absent or unusable."},
    {"mdc_early_timestamps_total", MetricType::counter, "", "Rows whose exchange time was later than the receive time: our clock is slow."},
    {"mdc_gaps_total", MetricType::counter, "", "Holes written into table gaps, those of start and stop left out."},
    {"mdc_overflows_total", MetricType::counter, "", "Messages whose rows did not fit into the ring: must be 0."},
    {"mdc_ring_rows_total", MetricType::counter, "thread", "Rows handed to the pipeline, ledger tables included."},
    {"mdc_ring_dropped_rows_total", MetricType::counter, "thread", "Rows lost because the ring was full: must be 0."},
    {"mdc_ring_used_bytes", MetricType::gauge, "thread", "Bytes that wait between I/O thread and pipeline."},
    {"mdc_ring_capacity_bytes", MetricType::gauge, "thread", "Bytes that may wait there."},
    {"mdc_pipeline_rows_total", MetricType::counter, "", "Rows that the pipeline took from the ring."},
    {"mdc_pipeline_batches_total", MetricType::counter, "", "Batches that it made of them."},

    {"mdc_race_frames_total", MetricType::counter, "verdict", "Data messages by what the race did with them."},
    {"mdc_race_given_up_total", MetricType::counter, "reason", "Held messages whose predecessors were given up: all passed, time, memory."},
    {"mdc_race_released_total", MetricType::counter, "", "Held messages published after what was missing came."},
    {"mdc_race_resets_total", MetricType::counter, "", "Numberings that began again, said by the exchange or not."},
    {"mdc_race_takeovers_total", MetricType::counter, "", "Times that another connection became the leader of a stream."},
    {"mdc_race_compared_total", MetricType::counter, "", "Duplicates whose content was compared with the winner's."},
    {"mdc_race_mismatches_total", MetricType::counter, "", "Compared duplicates that differed: must be 0."},

    {"mdc_books", MetricType::gauge, "", "Order books of the run."},
    {"mdc_standing_books", MetricType::gauge, "", "Order books that equal the exchange's."},
    {"mdc_book_updates_total", MetricType::counter, "outcome", "Book messages by what became of them."},
    {"mdc_book_snapshots_total", MetricType::counter, "outcome", "Book snapshots by what became of them."},
    {"mdc_book_resyncs_total", MetricType::counter, "", "Standing books that became unknown and ask for a snapshot."},
    {"mdc_book_chain_breaks_total", MetricType::counter, "", "Of these, breaks that nobody had announced."},
    {"mdc_book_checkpoints_total", MetricType::counter, "", "Books that were written again, whole."},

    {"mdc_connections", MetricType::gauge, "", "Connections that the run needs."},
    {"mdc_open_connections", MetricType::gauge, "", "Connections that are open; one more while one is replaced."},
    {"mdc_connection_up", MetricType::gauge, "exchange connection", "1 while the connection is open, else 0."},
    {"mdc_connection_uptime_seconds", MetricType::gauge, "exchange connection", "Time since it opened; 0 while it is not."},
    {"mdc_connection_opens_total", MetricType::counter, "exchange connection", "How often it opened."},
    {"mdc_connection_messages_total", MetricType::counter, "exchange connection", "Messages received."},
    {"mdc_connection_bytes_total", MetricType::counter, "exchange connection", "Their bytes."},
    {"mdc_connection_reads_total", MetricType::counter, "exchange connection", "Reads from the socket that brought bytes."},
    {"mdc_connection_stamped_reads_total", MetricType::counter, "exchange connection", "Of these, reads with the kernel's receive stamp: on Linux all."},
    {"mdc_connection_pings_total", MetricType::counter, "exchange connection", "Pings answered."},
    {"mdc_connection_refusals_total", MetricType::counter, "exchange connection", "Subscriptions that the exchange refused."},
    {"mdc_connection_silent_streams_total", MetricType::counter, "exchange connection", "Streams without a first message although their siblings move."},
    {"mdc_connection_race_frames_total", MetricType::counter, "exchange connection result", "What its messages earned in the race: win, duplicate, superseded, standby, held, repeat."},
    {"mdc_connection_lag_seconds", MetricType::histogram, "exchange connection", "How far its losing messages were behind the winner."},
    {"mdc_connection_lag_quantile_seconds", MetricType::gauge, "exchange connection quantile", "Its quantiles."},
    {"mdc_disconnects_total", MetricType::counter, "exchange cause", "Connections that closed and were opened again, by cause."},
    {"mdc_errors_total", MetricType::counter, "kind", "Failed dials, requests and writes, by kind of error."},
    {"mdc_mailbox_full_total", MetricType::counter, "", "Messages of the I/O thread to the cold thread that had to wait: must be 0."},

    {"mdc_sink_up", MetricType::gauge, "sink", "1 while the target takes rows, 0 once it has ended."},
    {"mdc_sink_rows_total", MetricType::counter, "sink", "Rows written."},
    {"mdc_sink_batches_total", MetricType::counter, "sink", "Batches written."},
    {"mdc_sink_dropped_rows_total", MetricType::counter, "sink", "Rows lost because its queue was full or it had ended: must be 0."},
    {"mdc_sink_abandoned_rows_total", MetricType::counter, "sink", "Rows still queued, or held in its memory, when it ended: must be 0."},
    {"mdc_sink_errors_total", MetricType::counter, "sink", "Failed writes, retries included."},
    {"mdc_sink_queue_bytes", MetricType::gauge, "sink", "Memory of the batches that wait for it."},
    {"mdc_sink_queue_max_bytes", MetricType::gauge, "sink", "The most that it was."},

    {"mdc_recording_rows_total", MetricType::counter, "sink", "Rows appended to journals."},
    {"mdc_recording_journal_bytes_total", MetricType::counter, "sink", "Bytes appended to journals."},
    {"mdc_recording_journals_total", MetricType::counter, "sink", "Journals begun."},
    {"mdc_recording_syncs_total", MetricType::counter, "sink", "Journal data made safe against a power cut."},
    {"mdc_recording_sync_failures_total", MetricType::counter, "sink", "Syncs that failed: a power cut may lose what came before."},
    {"mdc_recording_write_failures_total", MetricType::counter, "sink", "Appends that failed, mostly for want of space."},
    {"mdc_recording_held_bytes", MetricType::gauge, "sink", "Rows kept in memory because the disk takes none."},
    {"mdc_recording_refused_rows_total", MetricType::counter, "sink", "Rows refused because that memory was full; they wait in the queue of the sink: must be 0."},
    {"mdc_recording_free_bytes", MetricType::gauge, "sink", "Free space on the target's disk."},
    {"mdc_recording_waiting_journals", MetricType::gauge, "sink", "Closed journals that are not converted yet."},
    {"mdc_recording_conversions_total", MetricType::counter, "sink", "Journals converted to Parquet."},
    {"mdc_recording_conversion_failures_total", MetricType::counter, "sink", "Conversions that failed; the journal stays and is tried again."},
    {"mdc_recording_converted_rows_total", MetricType::counter, "sink", "Rows in the Parquet files made."},
    {"mdc_recording_converted_bytes_total", MetricType::counter, "sink", "Bytes of the Parquet files made."},
    {"mdc_recording_deleted_files_total", MetricType::counter, "sink", "Parquet files deleted because storage.keep excludes them."},
    {"mdc_recording_deleted_bytes_total", MetricType::counter, "sink", "Their bytes."},
    {"mdc_recording_stage_seconds", MetricType::histogram, "sink stage", "From pipeline to disk: dequeued_to_written, written_to_synced."},
    {"mdc_recording_stage_quantile_seconds", MetricType::gauge, "sink stage quantile", "Its quantiles."},

    {"mdc_stage_seconds", MetricType::histogram, "stage", "Time that a message spends in each stage of our own code."},
    {"mdc_stage_quantile_seconds", MetricType::gauge, "stage quantile", "Its quantiles."},
    {"mdc_exchange_to_receive_seconds", MetricType::histogram, "feed", "Receive time minus exchange time: network, exchange and the error of two clocks."},
    {"mdc_exchange_to_receive_quantile_seconds", MetricType::gauge, "feed quantile", "Its quantiles."},
    {"mdc_clock_steps_total", MetricType::counter, "", "Jumps of this machine's UTC clock: times before and after cannot be compared."},
    {"mdc_clock_synchronised", MetricType::gauge, "", "1 when the kernel says that its clock is synchronised."},
    {"mdc_clock_offset_seconds", MetricType::gauge, "", "What the kernel still has to correct."},
    {"mdc_clock_error_seconds", MetricType::gauge, "", "The kernel's estimate of the clock's error."},
    {"mdc_io_cpu_seconds_total", MetricType::counter, "thread", "CPU time of an I/O thread, kernel included."},
    {"mdc_longest_loop_seconds", MetricType::gauge, "thread", "Longest round of the thread since its start, sleeping left out."},

    {"mdc_start_timestamp_seconds", MetricType::gauge, "", "When the run began, Unix time."},
    {"mdc_process_resident_bytes", MetricType::gauge, "", "Memory of the process."},
    {"mdc_process_cpu_seconds_total", MetricType::counter, "", "CPU time of the process, all threads."},
    {"mdc_build_info", MetricType::gauge, "version commit compiler build_type", "Always 1."},
};
// clang-format on

inline constexpr std::size_t kMetricCount = std::size(kCatalogue);

constexpr std::size_t label_count(const MetricFacts& facts) noexcept {
    if (facts.labels.empty()) return 0;
    return static_cast<std::size_t>(std::count(facts.labels.begin(), facts.labels.end(), ' ')) + 1;
}

/// A metric of the catalogue, by its name.
class Metric {
  public:
    // Not in the catalogue: the throw cannot be evaluated, so it does not compile.
    consteval Metric(const char* name) : index_(0) {  // NOLINT(google-explicit-constructor)
        while (index_ < kMetricCount && kCatalogue[index_].name != name) ++index_;
        if (index_ == kMetricCount) throw "no metric of this name is in the catalogue";
    }
    [[nodiscard]] constexpr std::size_t index() const noexcept { return index_; }
    [[nodiscard]] constexpr const MetricFacts& facts() const noexcept { return kCatalogue[index_]; }

  private:
    std::size_t index_;
};

namespace rules {

constexpr bool is_name(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

constexpr bool names_are_good() noexcept {
    for (const auto& each : kCatalogue) {
        const bool is_counter = each.type == MetricType::counter;
        if (!is_name(each.name) || !each.name.starts_with("mdc_")) return false;
        if (each.name.ends_with("_total") != is_counter) return false;
        if (!each.meaning.ends_with('.')) return false;
        const auto same = [&](const MetricFacts& other) { return other.name == each.name; };
        if (std::count_if(std::begin(kCatalogue), std::end(kCatalogue), same) != 1) return false;
    }
    return true;
}

constexpr bool histograms_have_quantiles() noexcept {
    constexpr std::string_view kUnit = "_seconds", kQuantile = "_quantile_seconds";
    for (std::size_t i = 0; i < kMetricCount; ++i) {
        const auto& each = kCatalogue[i];
        if (each.type != MetricType::histogram) continue;
        if (i + 1 == kMetricCount || !each.name.ends_with(kUnit)) return false;
        const auto& next = kCatalogue[i + 1];
        const auto noun = each.name.substr(0, each.name.size() - kUnit.size());
        if (!next.name.starts_with(noun) || next.name.substr(noun.size()) != kQuantile)
            return false;
        if (next.type != MetricType::gauge || !next.labels.starts_with(each.labels)) return false;
        if (!next.labels.ends_with(" quantile") || label_count(next) != label_count(each) + 1) {
            return false;
        }
    }
    return true;
}

}  // namespace rules

static_assert(rules::names_are_good());
static_assert(rules::histograms_have_quantiles());

}  // namespace mdc::metrics
