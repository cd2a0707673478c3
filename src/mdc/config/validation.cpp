#include "mdc/config/validation.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <tuple>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/core/result.hpp"

namespace mdc::config {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Names = std::span<const std::string_view>;

template <class T>
void require_within(Problems& problems, const std::string& where, std::string_view what, T value,
                    T least, T most) {
    if (value >= least && value <= most) return;
    problems.push_back(
        {where, fmt::format("{} must be from {} to {}, not {}.", what, least, most, value)});
}

/// Adds "There is no exchange 'okxx'; …" unless the name is known.
void require_known(Problems& problems, const std::string& where, std::string_view what,
                   std::string_view name, Names known) {
    if (known.empty() || std::find(known.begin(), known.end(), name) != known.end()) return;
    problems.push_back({where, fmt::format("There is no {} '{}'; there {} {}.{}", what, name,
                                           known.size() == 1 ? "is" : "are", listed(known),
                                           did_you_mean(name, known))});
}

/// The same for two spellings of one place: "d", "d/", "./d" and a link to it.
std::string place_of(const SinkConfig& sink) {
    if (sink.target.empty() || sink.target == "-") return sink.name();
    std::error_code cannot;
    auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(sink.target), cannot);
    if (cannot) path = std::filesystem::path(sink.target).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    return fmt::format("{}:{}", sink.kind, path.string());
}

void check_selections(const Config& config, const Known& known, bool is_complete,
                      Problems& problems) {
    if (config.selections.empty() && is_complete) {
        problems.push_back(
            {"", "Nothing is selected; name what to record, like binance_spot:BTCUSDT."});
    }
    for (const auto& each : config.selections) {
        if (each.exchange.empty()) {
            problems.push_back({each.where, "A selection names no exchange."});
            continue;
        }
        require_known(problems, each.where, "exchange", each.exchange, known.exchanges);
        for (const auto& feed : each.feeds)
            require_known(problems, each.where, "feed", feed, known.feeds);
        if (each.tickers.empty()) {
            problems.push_back(
                {each.where, fmt::format("The selection of '{}' names no ticker; '*' selects all.",
                                         each.exchange)});
        }
    }
}

/// A name that nothing selects would replace nothing: the real exchange would be dialled.
void check_urls(const Config& config, Problems& problems) {
    std::vector<std::string_view> selected;
    for (const auto& each : config.selections) {
        if (std::find(selected.begin(), selected.end(), each.exchange) == selected.end())
            selected.push_back(each.exchange);
    }
    std::set<std::string> seen;
    for (const auto& each : config.network.urls) {
        const auto whose = each.exchange.empty() ? "every market" : each.exchange;
        if (!each.exchange.empty() && !selected.empty() &&
            std::find(selected.begin(), selected.end(), each.exchange) == selected.end()) {
            problems.push_back(
                {each.where, fmt::format("An url is given for '{}', but selected "
                                         "{} {}.{}",
                                         whose, selected.size() == 1 ? "is" : "are",
                                         listed(selected), did_you_mean(whose, selected))});
        }
        for (const auto& [kind, url] :
             {std::pair{"ws_url", each.ws_url}, {"rest_url", each.rest_url}}) {
            if (url.empty() || seen.insert(whose + kind).second) continue;
            problems.push_back(
                {each.where, fmt::format("{} of {} is given twice; keep one.", kind, whose)});
        }
    }
}

// What nobody selects chooses nothing; the feed's and the channels' names the market knows.
void check_channels(const Config& config, const Known& known, Problems& problems) {
    std::set<std::string> seen;
    for (const auto& each : config.channels) {
        const auto is_selected =
            std::any_of(config.selections.begin(), config.selections.end(),
                        [&](const Selection& one) { return one.exchange == each.exchange; });
        if (!is_selected) {
            problems.push_back(
                {each.where, fmt::format("A channel is chosen for '{}', which is not "
                                         "selected.",
                                         each.exchange)});
        }
        if (std::find(known.feeds.begin(), known.feeds.end(), each.feed) == known.feeds.end()) {
            problems.push_back({each.where, fmt::format("There is no feed '{}'; there are {}.{}",
                                                        each.feed, listed(known.feeds),
                                                        did_you_mean(each.feed, known.feeds))});
        }
        if (!seen.insert(each.exchange + ":" + each.feed).second) {
            problems.push_back({each.where, fmt::format("The channel of {} {} is chosen twice.",
                                                        each.exchange, each.feed)});
        }
    }
}

void check_resolve(const std::vector<Resolve>& resolve, Problems& problems) {
    std::set<std::string> seen;
    for (const auto& each : resolve) {
        if (seen.insert(each.host).second) continue;
        problems.push_back(
            {each.where, fmt::format("Host '{}' is resolved twice; name all its addresses at once.",
                                     each.host)});
    }
}

void check_threads(const Config& config, const Known& known, Problems& problems) {
    const auto& threads = config.threads;
    require_within(problems, config.place_of("threads.io"), "threads.io", threads.io, 1, 16);
    const auto where = config.place_of("threads.io_cpu");
    for (const auto cpu : threads.io_cpu) {
        const bool is_listed = known.cpus.empty() || std::find(known.cpus.begin(), known.cpus.end(),
                                                               cpu) != known.cpus.end();
        if (cpu < -1 || cpu > 4095) {
            require_within(problems, where, "threads.io_cpu", cpu, -1, 4095);
        } else if (cpu >= 0 && !is_listed) {
            problems.push_back(
                {where, fmt::format("threads.io_cpu: this process may not use CPU {}, but {}.", cpu,
                                    fmt::join(known.cpus, ", "))});
        }
    }
    std::set<int> taken;
    for (const auto cpu : threads.io_cpu) {
        if (cpu < 0 || taken.insert(cpu).second) continue;
        problems.push_back(
            {where, fmt::format("threads.io_cpu names CPU {} twice: I/O threads that "
                                "share one hold each other up.",
                                cpu)});
    }
    if (!threads.io_cpu.empty() && std::cmp_not_equal(threads.io_cpu.size(), threads.io)) {
        problems.push_back({where, fmt::format("threads.io_cpu names {} CPUs for {} I/O threads: "
                                               "name one for each.",
                                               threads.io_cpu.size(), threads.io)});
    }
    require_within<std::uint64_t>(problems, config.place_of("threads.ring_bytes"),
                                  "threads.ring_bytes", threads.ring_bytes, 256 << 10,
                                  std::uint64_t{4} << 30);
}

void check_storage(const Config& config, Problems& problems) {
    const auto& storage = config.storage;
    require_within(problems, config.place_of("storage.write_ms"), "storage.write_ms",
                   storage.write_ms, milliseconds(1), milliseconds(60'000));
    require_within(problems, config.place_of("storage.sync_ms"), "storage.sync_ms", storage.sync_ms,
                   milliseconds(1), milliseconds(60'000));
    require_within(problems, config.place_of("storage.stop_within"), "storage.stop_within",
                   storage.stop_within, milliseconds(0), milliseconds(3'600'000));
    const auto keep = config.place_of("storage.keep");
    if (storage.keep.age != seconds(0)) {
        require_within(problems, keep, "storage.keep's age", storage.keep.age, seconds(86'400),
                       seconds(86'400) * 36'500);
    }
    if (storage.keep.bytes != 0) {
        require_within<std::uint64_t>(problems, keep, "storage.keep's bytes", storage.keep.bytes,
                                      1'000'000, 1'000'000'000'000'000);
    }
}

void check_sink(const SinkConfig& sink, const Known& known, Problems& problems) {
    const auto about = fmt::format("Target '{}': ", sink.name());
    require_known(problems, sink.where, "sink", sink.kind, known.sinks);
    if (sink.target.empty() && sink.kind != "null") {
        problems.push_back(
            {sink.where, fmt::format("The {} sink needs a target, like '{}'.", sink.kind,
                                     sink.kind == "recording" ? "data/" : sink.kind + ":data/")});
    }
    for (const auto& stage : sink.stages) {
        auto wrong = known.wrong_in_stage ? known.wrong_in_stage(stage) : std::string();
        if (!wrong.empty()) problems.push_back({stage.where, std::move(wrong)});
    }
    require_within(problems, sink.where, about + "rotate's span", sink.rotate.span, seconds(1),
                   seconds(86'400));
    require_within<std::uint64_t>(problems, sink.where, about + "rotate's bytes", sink.rotate.bytes,
                                  1'000'000, 1'000'000'000'000);
    require_within<std::uint64_t>(problems, sink.where, about + "queue_bytes", sink.queue_bytes,
                                  1'000'000, 64'000'000'000);
}

/// "mdc.toml:12:3" → line and column; the command line comes behind every file.
std::pair<int, int> position_of(std::string_view where) {
    constexpr int kBehindAll = 1 << 30;
    const auto column_at = where.rfind(':');
    const auto line_at = where.rfind(':', column_at - 1);
    if (column_at == where.npos || line_at == where.npos) return {kBehindAll, 0};
    int line = kBehindAll, column = 0;
    std::from_chars(where.data() + line_at + 1, where.data() + column_at, line);
    std::from_chars(where.data() + column_at + 1, where.data() + where.size(), column);
    return {line, column};
}

}  // namespace

Problems validate_sinks(const std::vector<SinkConfig>& sinks, const Known& known) {
    Problems problems;
    std::set<std::string> places;
    for (const auto& each : sinks) {
        check_sink(each, known, problems);
        const bool has_place = !each.target.empty() || each.kind == "null";
        if (!has_place || places.insert(place_of(each)).second) continue;
        problems.push_back(
            {each.where,
             fmt::format("Target '{}': it is named twice; give each sink its own.", each.name())});
    }
    return problems;
}

Problems validate(const Config& config, const Known& known, Problems read) {
    auto problems = std::move(read);
    const bool is_complete = problems.empty();
    check_selections(config, known, is_complete, problems);
    if (config.sinks.empty() && is_complete) {
        problems.push_back({"", "There is no target; name one with -o, like -o data/."});
    }
    auto of_sinks = validate_sinks(config.sinks, known);
    std::move(of_sinks.begin(), of_sinks.end(), std::back_inserter(problems));
    check_urls(config, problems);
    check_channels(config, known, problems);
    check_resolve(config.network.resolve, problems);
    check_threads(config, known, problems);
    require_within(problems, config.place_of("book.snapshot_depth"), "book.snapshot_depth",
                   config.book.snapshot_depth, 1, 10'000);
    require_within(problems, config.place_of("book.checkpoint"), "book.checkpoint",
                   config.book.checkpoint, seconds(10), seconds(86'400));
    check_storage(config, problems);
    if (config.run_for.count() < 0) {
        problems.push_back({config.place_of("run_for"), "run_for must not be negative."});
    }
    return problems;
}

void require_none(Problems problems) {
    if (problems.empty()) return;
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return position_of(a.where) < position_of(b.where);
    });
    std::string text;
    for (const auto& each : problems) {
        if (!text.empty()) text += '\n';
        text += each.where.empty() ? each.sentence : each.where + ": " + each.sentence;
    }
    throw Failure{fail(ErrorKind::usage, std::move(text))};
}

}  // namespace mdc::config
