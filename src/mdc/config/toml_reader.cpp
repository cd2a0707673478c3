#include "mdc/config/toml_reader.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "mdc/config/parse_text.hpp"
#include "mdc/config/toml_table.hpp"

namespace mdc::config {

namespace {

constexpr auto duration_into = [](auto& out) {
    return [&out](std::chrono::microseconds value) {
        out = std::chrono::duration_cast<std::remove_reference_t<decltype(out)>>(value);
    };
};
constexpr auto into = [](auto& out) { return [&out](auto& value) { out = std::move(value); }; };

/// A selector as the command line has it, or a table that says the same.
void read_selection(const toml::node& node, TomlProblems& problems, Config& config) {
    Selection out;
    const auto problems_before = problems.found.size();
    if (const auto* table = node.as_table()) {
        TomlTable reader(*table, problems);
        reader.read("exchange", out.exchange);
        reader.read("tickers", out.tickers);
        reader.read("feeds", out.feeds);
        reader.finish();
        const bool is_whole = !out.exchange.empty() && !out.tickers.empty();
        if (!is_whole && problems.found.size() > problems_before) return;  // it was said why
    } else if (const auto text = node.value_exact<std::string>()) {
        auto selection = parse_selector(*text);
        if (!selection) return problems.add(node.source(), selection.error().message);
        out = std::move(*selection);
    } else {
        return problems.add(node.source(), "A selection is a text or a table.");
    }
    out.where = problems.place(node.source());
    config.selections.push_back(std::move(out));
}

void read_stage(const toml::node& node, TomlProblems& problems, SinkConfig& sink) {
    StageConfig out;
    out.where = problems.place(node.source());
    if (const auto name = node.value_exact<std::string>()) {
        out.name = *name;
    } else if (const auto* table = node.as_table()) {
        TomlTable reader(*table, problems);
        reader.read("name", out.name);
        reader.read_all([&](std::string_view key, const toml::node& value) {
            if (key == "name") return;
            if (!texts_of(value, out.options[std::string(key)])) {
                problems.add(value.source(),
                             fmt::format("'{}' must be a text, a whole number or a list.", key));
            }
        });
    } else {
        return problems.add(node.source(), "A stage is a table, like { name = \"batch\" }.");
    }
    if (out.name.empty()) return problems.add(node.source(), "A stage needs a name.");
    sink.stages.push_back(std::move(out));
}

void read_sink(const toml::node& node, TomlProblems& problems, Config& config) {
    const auto* table = node.as_table();
    if (table == nullptr) return problems.add(node.source(), "A sink is a table: [[sink]].");
    TomlTable reader(*table, problems);
    SinkConfig out;
    const auto problems_before = problems.found.size();
    if (table->contains("kind")) {
        reader.read("kind", out.kind);
        reader.read("target", out.target);
    } else {
        reader.read_as("target", parse_target, into(out));
    }
    out.where = reader.place();
    if (out.target.empty() && problems.found.size() > problems_before) {
        // It was said why. Something stands in, so that the rest is looked at, too.
        out.kind = "null";
        out.target = out.where;
    }
    reader.read_array("stages", [&](const toml::node& each) { read_stage(each, problems, out); });
    reader.read_as("rotate", parse_rotation, into(out.rotate));
    reader.read_as("queue_bytes", parse_bytes, into(out.queue_bytes));
    reader.finish();
    config.sinks.push_back(std::move(out));
}

void read_urls(const toml::node& node, TomlProblems& problems, Config& config) {
    const auto* table = node.as_table();
    if (table == nullptr) return problems.add(node.source(), "Write [[network.urls]].");
    TomlTable reader(*table, problems);
    VenueUrls out;
    reader.read("exchange", out.exchange);
    reader.read_as("ws_url", parse_ws_url, [&](auto& urls) { out.ws_url = urls.ws_url; });
    reader.read_as("rest_url", parse_rest_url, [&](auto& urls) { out.rest_url = urls.rest_url; });
    reader.read("preset", out.preset);
    out.where = reader.place();
    reader.finish();
    config.network.urls.push_back(std::move(out));
}

// [channels.okx]
// orderbook_l2 = ["books-l2-tbt", "books"]
void read_channels(TomlTable& reader, Config& config) {
    auto& problems = reader.problems();
    reader.read_all([&](std::string_view exchange, const toml::node& node) {
        const auto* feeds = node.as_table();
        if (feeds == nullptr) return problems.add(node.source(), "Write [channels.EXCHANGE].");
        for (const auto& [feed, value] : *feeds) {
            ChannelsConfig out{std::string(exchange), std::string(feed.str()), {}};
            if (!texts_of(value, out.variants) || out.variants.empty()) {
                problems.add(value.source(), "Give a feed a channel or a list of channels.");
                continue;
            }
            out.where = problems.place(value.source());
            config.channels.push_back(std::move(out));
        }
    });
}

void read_network(TomlTable& reader, Config& config) {
    auto& problems = reader.problems();
    reader.read("ca_file", config.network.ca_file);
    reader.read_array("urls", [&](const toml::node& each) { read_urls(each, problems, config); });
    reader.read_table("resolve", [&](TomlTable& hosts) {
        hosts.read_all([&](std::string_view host, const toml::node& value) {
            std::vector<std::string> ips;
            if (!texts_of(value, ips)) {
                return problems.add(value.source(), "Give a host a list of IP addresses.");
            }
            auto resolve = parse_resolve(fmt::format("{}={}", host, fmt::join(ips, ",")));
            if (!resolve) return problems.add(value.source(), resolve.error().message);
            resolve->where = problems.place(value.source());
            config.network.resolve.push_back(std::move(*resolve));
        });
    });
}

void read_storage(TomlTable& reader, StorageConfig& out) {
    reader.read("write_ms", out.write_ms);
    reader.read("sync_ms", out.sync_ms);
    reader.read_as("min_free", parse_bytes, into(out.min_free));
    reader.read_as("stop_within", parse_duration, duration_into(out.stop_within));
    reader.read_as("keep", parse_keep, into(out.keep));
}

void read_top(TomlTable& reader, Config& config) {
    auto& problems = reader.problems();
    reader.read("raw", config.raw);
    reader.read_as("refresh", parse_duration, duration_into(config.refresh));
    reader.read_as("run_for", parse_duration, into(config.run_for));
    reader.read_array("select",
                      [&](const toml::node& each) { read_selection(each, problems, config); });
    reader.read_array("sink", [&](const toml::node& each) { read_sink(each, problems, config); });
    reader.read_table("channels", [&](TomlTable& below) { read_channels(below, config); });
    reader.read_table("network", [&](TomlTable& below) { read_network(below, config); });
    reader.read_table("threads", [&](TomlTable& below) {
        below.read("io", config.threads.io);
        below.read("spin", config.threads.spin);
        below.read("io_cpu", config.threads.io_cpu);
        below.read_as("ring_bytes", parse_bytes, into(config.threads.ring_bytes));
    });
    reader.read_table("book", [&](TomlTable& below) {
        below.read("snapshot_depth", config.book.snapshot_depth);
        below.read_as("checkpoint", parse_duration, duration_into(config.book.checkpoint));
    });
    reader.read_table("storage", [&](TomlTable& below) { read_storage(below, config.storage); });
    reader.read_table("metrics", [&](TomlTable& below) {
        below.read_as("listen", parse_listen, into(config.metrics));
    });
    reader.read_table("log", [&](TomlTable& below) {
        below.read_as("level", parse_log, [&](auto& log) { config.log.level = log.level; });
        below.read("file", config.log.file);
    });
    reader.finish();
}

}  // namespace

Config parse_toml(std::string_view text, const std::string& name, Problems& problems) {
    TomlProblems of_file{name, {}, {}};
    Config config;
    try {
        const auto table = toml::parse(text, name);
        TomlTable reader(table, of_file);
        read_top(reader, config);
    } catch (const toml::parse_error& problem) {  // what toml++ throws becomes what mdc says
        of_file.add(problem.source(), fmt::format("{}.", problem.description()));
    }
    config.places = std::move(of_file.places);
    std::move(of_file.found.begin(), of_file.found.end(), std::back_inserter(problems));
    return config;
}

Config parse_toml(std::string_view text, const std::string& name) {
    Problems problems;
    auto config = parse_toml(text, name, problems);
    require_none(std::move(problems));
    return config;
}

Config read_toml(const std::string& path, Problems& problems) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    std::error_code none;
    const int problem = !file ? errno : std::filesystem::is_directory(path, none) ? EISDIR : 0;
    if (problem != 0) {
        throw Failure{
            fail(ErrorKind::usage, fmt::format("The configuration file '{}' cannot be read: {}.",
                                               path, std::strerror(problem)))};
    }
    text << file.rdbuf();
    return parse_toml(text.str(), path, problems);
}

}  // namespace mdc::config
