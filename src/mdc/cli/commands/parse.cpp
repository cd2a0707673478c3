#include "mdc/cli/commands/parse.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/cli/commands/known_names.hpp"
#include "mdc/cli/commands/sink_flags.hpp"
#include "mdc/cli/exchange_argument.hpp"
#include "mdc/cli/exit_code.hpp"
#include "mdc/cli/progress_bar.hpp"
#include "mdc/cli/sink_errors.hpp"
#include "mdc/cli/text_table.hpp"
#include "mdc/collector/offline/line_reader.hpp"
#include "mdc/collector/offline/recording_folder.hpp"
#include "mdc/collector/offline/replay.hpp"
#include "mdc/collector/offline/start_time.hpp"
#include "mdc/collector/targets.hpp"
#include "mdc/core/log.hpp"

namespace mdc::cli {

namespace {

using collector::InputLineParser;
using collector::LineReader;
using collector::Replay;
using collector::ReplaySummary;

struct ParseFlags {
    std::string exchange;
    std::vector<std::string> files;
    std::string symbol;
    bool no_book = false;
    SinkFlags sinks;
};

/// How the reading of the input went.
struct InputOutcome {
    std::vector<Error> problems;  ///< of files that could not be read to their end
};

// A damaged file does not spoil the good frames before the damage: it is told at the end.
InputOutcome feed_files(const std::vector<std::string>& files, Replay& replay,
                        pipeline::Pipeline& pipeline) {
    InputOutcome outcome;
    InputLineParser parser;
    ProgressBar bar("parse");
    for (const auto& file : files) {
        auto reader = LineReader::open(file).value();
        std::string_view text;
        for (;;) {
            const auto more = reader.next(text);
            if (!more) outcome.problems.push_back(more.error());
            if (!more || !*more) break;
            if (text.empty()) continue;
            if (pipeline.all_sinks_ended()) return outcome;  // nobody is left to read for
            if (const auto line = parser.parse(text)) {
                replay.feed(*line);
            } else {
                replay.feed_unreadable(text);
            }
            if (replay.needs_drain()) pipeline.drain_once(replay.now());
            bar.show(reader.bytes_read(), reader.bytes_total(), file);
        }
    }
    replay.finish();
    pipeline.drain_once(replay.now());
    return outcome;
}

void print_summary(const ReplaySummary& summary, const std::vector<pipeline::SinkOutcome>& sinks) {
    TextTable counts({"frames", "count"});
    for (std::size_t i = 0; i < summary.frames.size(); ++i) {
        counts.add({std::string(kParseStatusNames[i]), with_commas(summary.frames[i])});
    }
    counts.add({"unreadable lines", with_commas(summary.unreadable_lines)});
    counts.add({"snapshots of no book", with_commas(summary.unassigned_bodies)});
    if (summary.foreign_lines != 0)
        counts.add({"of other exchanges", with_commas(summary.foreign_lines)});
    for (std::size_t i = 0; i < summary.controls.size(); ++i) {
        if (summary.controls[i] == 0) continue;
        counts.add(
            {fmt::format("control: {}", kControlKindNames[i]), with_commas(summary.controls[i])});
    }
    TextTable targets({"target", "rows"});
    for (const auto& sink : sinks) targets.add({sink.name, with_commas(sink.rows_written)});
    std::fputs(fmt::format("{} lines, {} streams, {} gaps\n\n{}\n{}", with_commas(summary.lines),
                           summary.streams, summary.gaps, counts.text(), targets.text())
                   .c_str(),
               stderr);
    for (const auto& sample : summary.samples) {
        std::fputs(fmt::format("malformed: {}\n", log::printable(sample)).c_str(), stderr);
    }
}

// Rows of an input that was parsed before would be doubled, and a run that crashed would be hidden.
void refuse_recordings(const std::vector<config::SinkConfig>& sinks) {
    for (const auto& sink : sinks) {
        if (sink.kind != "recording" || !collector::has_been_recorded_into(sink.target)) continue;
        throw Failure{
            fail(ErrorKind::target,
                 fmt::format("{} has been recorded into already; choose another directory.",
                             sink.target))};
    }
}

// The worst thing that happened decides the exit code.
void end_with(std::string_view exchange, const InputOutcome& input, const ReplaySummary& summary,
              const std::vector<pipeline::SinkOutcome>& sinks) {
    throw_worst_of(sinks);
    for (const auto& problem : input.problems) {
        std::fputs(fmt::format("mdc: {}\n", problem.message).c_str(), stderr);
    }
    if (summary.unassigned_bodies != 0) {
        std::fputs(
            "mdc: A snapshot says not whose it is and not exactly one book waits for one: "
            "name its instrument with --symbol.\n",
            stderr);
    }
    if (!input.problems.empty()) throw CLI::RuntimeError(exit_code(input.problems.front().kind));
    if (summary.has_understood_nothing()) {
        std::fputs(fmt::format("mdc: Nothing in the input is a message of {}: was it another "
                               "exchange's?\n",
                               exchange)
                       .c_str(),
                   stderr);
        throw CLI::RuntimeError(1);
    }
    if (summary.has_findings()) throw CLI::RuntimeError(1);
}

void run(const ParseFlags& flags) {
    const auto& exchange = exchange_argument(flags.exchange);
    const auto configs = flags.sinks.sinks();
    if (configs.empty()) {
        throw Failure{
            fail(ErrorKind::usage, "Say with -o where the rows should go, as in -o jsonl:-.")};
    }
    config::require_none(config::validate_sinks(configs, known_names()));
    refuse_recordings(configs);
    const auto start = collector::start_time(exchange, flags.files).value();
    ProgressBar bar("convert");
    sinks::RecordingHooks hooks;
    hooks.on_progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
    // Offline nobody waits for a market: the files are finished, however long it takes.
    const sinks::SinkContext context{.storage = {},
                                     .feeds = collector::tables_of(kAllFeeds, false),
                                     .is_interactive = true,
                                     .abandon = nullptr,
                                     .recording = &hooks};
    auto targets = collector::Targets::open(configs, context, pipeline::WhenFull::wait).value();

    collector::ReplayOptions options;
    options.symbol = flags.symbol;
    options.path.use_books = !flags.no_book;
    Replay replay(exchange, options, start);
    pipeline::PipelineOptions pipe;
    pipe.write_every =
        std::chrono::hours{1};  // of the input's time; batches end when they are full
    pipeline::Pipeline pipeline({&replay.ring()}, targets.take_setups(), pipe);

    const auto input = feed_files(flags.files, replay, pipeline);
    const auto outcomes = pipeline.stop();
    print_summary(replay.summary(), outcomes);
    end_with(flags.exchange, input, replay.summary(), outcomes);
}

}  // namespace

void add_parse(CLI::App& app) {
    auto* command = app.add_subcommand(
        "parse", "Turn raw frames out of files into tables, through the path of a live recording");
    auto flags = std::make_shared<ParseFlags>();
    command->add_option("exchange", flags->exchange, "Whose messages: " + exchange_list())
        ->required();
    command
        ->add_option(
            "files", flags->files,
            "JSON lines (.gz too): bare frames, envelopes or rows of a raw table; or what was "
            "recorded with --raw: a directory or a .parquet file")
        ->required();
    flags->sinks.add_to(*command);
    command->add_option("--symbol", flags->symbol, "Whose book a bare snapshot body is");
    command->add_flag("--no-book", flags->no_book,
                      "Write levels as the messages say them, without keeping the book");
    command->callback([flags] { run(*flags); });
}

}  // namespace mdc::cli
