#include "mdc/cli/commands/record_flags.hpp"

#include <CLI/CLI.hpp>

#include "mdc/cli/commands/known_names.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/config/toml_reader.hpp"

namespace mdc::cli {

void RecordFlags::add_to(CLI::App& command) {
    command.add_option("selectors", selectors_,
                       "EXCHANGE:TICKER,…[@FEED,…], as in binance_spot:BTCUSDT,ETHUSDT@trades,bbo");
    command.add_option("-c,--config", file_, "TOML file with the same and more")->type_name("FILE");
    sinks_.add_to(command);
    command.add_option("--for", run_for_, "Stop by itself after this time: 90s, 1h")
        ->type_name("TIME");
    command
        .add_option("--ws-url", ws_urls_,
                    "Replace the exchange's WebSocket base url ([EXCHANGE=]URL, repeatable)")
        ->type_name("URL")
        ->allow_extra_args(false);
    command
        .add_option("--rest-url", rest_urls_,
                    "Replace the exchange's REST base url ([EXCHANGE=]URL, repeatable)")
        ->type_name("URL")
        ->allow_extra_args(false);
    command
        .add_option("--host", hosts_,
                    "Use other hosts of the exchange, by their name: okx=eea (repeatable)")
        ->type_name("EXCHANGE=NAME")
        ->allow_extra_args(false);
    command
        .add_option("--channel", channels_,
                    "Choose the channel of a feed: okx:orderbook_l2=books-l2-tbt,books; the next "
                    "one stands in when there is no login for the one before (repeatable)")
        ->type_name("EXCHANGE:FEED=CHANNEL,…")
        ->allow_extra_args(false);
    command.add_option("--resolve", resolves_, "Answer HOST with these addresses instead of DNS")
        ->type_name("HOST=IP,IP")
        ->allow_extra_args(false);
    command.add_option("--ca-file", ca_file_, "Trust these CAs, too (PEM)")->type_name("FILE");
    command.add_option("--depth", depth_, "Levels a side that a book snapshot asks for (1000)")
        ->type_name("LEVELS");
    command.add_flag("--raw", raw_, "Record every message as received, too");
    command.add_flag("--spin", spin_, "Never sleep: 30 us faster, for a whole CPU");
    command.add_option("--metrics", metrics_, "Serve metrics: :9100 or 127.0.0.1:9100")
        ->type_name("[HOST]:PORT");
    command.add_option("--log", log_, "debug, info, warning, error or off; and a file: info,FILE")
        ->type_name("LEVEL[,FILE]");
    command.add_flag("--dry-run", dry_run_, "Print the plan and end");
}

void RecordFlags::apply_network(config::Config& config) const {
    for (const auto& text : ws_urls_) {
        config.network.urls.push_back(config::parse_ws_url(text).value());
    }
    for (const auto& text : rest_urls_) {
        config.network.urls.push_back(config::parse_rest_url(text).value());
    }
    for (const auto& text : hosts_) {
        config.network.urls.push_back(config::parse_preset(text).value());
    }
    for (const auto& text : resolves_) {
        config.network.resolve.push_back(config::parse_resolve(text).value());
    }
    if (!ca_file_.empty()) config.network.ca_file = ca_file_;
}

config::Config RecordFlags::config() const {
    config::Problems problems;
    auto config = file_.empty() ? config::Config{} : config::read_toml(file_, problems);
    for (const auto& text : selectors_) {
        config.selections.push_back(config::parse_selector(text).value());
    }
    config.selections = config::merge_selections(config.selections);
    for (auto& sink : sinks_.sinks()) config.sinks.push_back(std::move(sink));
    for (const auto& text : channels_) {
        auto chosen = config::parse_channels(text).value();
        std::erase_if(config.channels, [&](const auto& each) {  // a flag goes over the file
            return each.exchange == chosen.exchange && each.feed == chosen.feed &&
                   !each.where.empty();
        });
        config.channels.push_back(std::move(chosen));
    }
    apply_network(config);
    if (!run_for_.empty()) config.run_for = config::parse_duration(run_for_).value();
    if (!metrics_.empty()) config.metrics = config::parse_listen(metrics_).value();
    if (!log_.empty()) config.log = config::parse_log(log_).value();
    if (depth_ != 0) config.book.snapshot_depth = depth_;
    config.raw = config.raw || raw_;
    config.threads.spin = config.threads.spin || spin_;
    config.dry_run = dry_run_;
    config::require_none(config::validate(config, known_names(), std::move(problems)));
    return config;
}

}  // namespace mdc::cli
