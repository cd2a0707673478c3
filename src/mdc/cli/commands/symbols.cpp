#include "mdc/cli/commands/symbols.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/cli/exchange_argument.hpp"
#include "mdc/cli/text_table.hpp"
#include "mdc/collector/live/universe/listing.hpp"
#include "mdc/config/glob.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/core/time.hpp"

namespace mdc::cli {

namespace {

struct SymbolsFlags {
    std::string exchange, grep, type, host, rest_url, ca_file;
    bool has_all = false;
    bool only_tickers = false;
};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

// A glob has to fit as a whole, anything else is looked for within.
bool fits(const Instrument& instrument, const SymbolsFlags& flags) {
    if (!flags.has_all && !instrument.is_trading) return false;
    if (!flags.type.empty() && to_string(instrument.type) != flags.type) return false;
    const auto ticker = lower(instrument.ticker);
    const auto wanted = lower(flags.grep);
    if (config::is_glob(wanted)) return config::matches_glob(ticker, wanted);
    return ticker.find(wanted) != std::string::npos;
}

std::string number(double value) {
    return is_null(value) ? std::string() : fmt::format("{}", value);
}

std::string contract(const Instrument& instrument) {
    if (is_null(instrument.contract_value)) return {};
    return fmt::format("{} {}", instrument.contract_value, instrument.contract_unit);
}

config::NetworkConfig network_of(const SymbolsFlags& flags) {
    config::NetworkConfig network;
    network.ca_file = flags.ca_file;
    config::VenueUrls urls;
    urls.exchange = flags.exchange;
    urls.preset = flags.host;
    if (!flags.rest_url.empty()) {
        urls.rest_url = config::parse_rest_url(flags.rest_url).value().rest_url;
    }
    network.urls.push_back(std::move(urls));
    return network;
}

void print(const std::vector<const Instrument*>& found) {
    TextTable table(
        {"ticker", "type", "status", "base", "quote", "tick", "lot", "contract", "expiry"});
    for (const auto* each : found) {
        const auto expiry =
            is_null(each->expiry) ? std::string() : format_timestamp({each->expiry}).substr(0, 16);
        table.add({each->ticker, std::string(to_string(each->type)), each->status, each->base,
                   each->quote, number(each->tick_size), number(each->lot_size), contract(*each),
                   expiry});
    }
    std::fputs(table.text().c_str(), stdout);
}

void run(const SymbolsFlags& flags) {
    const auto& exchange = exchange_argument(flags.exchange);
    const auto network = network_of(flags);
    if (auto known = collector::check_preset(exchange.facts(), network); !known) {
        throw Failure{known.error()};
    }
    collector::VenueAccess venue(exchange, network);
    net::HttpClient http(collector::http_options(network));
    const auto listing = collector::fetch_listing(venue, http, {});
    if (!listing.problem.empty()) {
        throw Failure{fail_for_now(ErrorKind::network,
                                   fmt::format("{}: the instrument list could not be had: {}",
                                               flags.exchange, listing.problem))};
    }
    std::vector<const Instrument*> found;
    for (const auto& [ticker, instrument] : listing.by_ticker) {
        if (fits(instrument, flags)) found.push_back(&instrument);
    }
    if (flags.only_tickers) {
        for (const auto* each : found) std::fputs((each->ticker + "\n").c_str(), stdout);
    } else if (!found.empty()) {
        print(found);
    }
    std::fputs(fmt::format("{} of {} instruments of {}\n", found.size(), listing.by_ticker.size(),
                           flags.exchange)
                   .c_str(),
               stderr);
    if (found.empty()) throw CLI::RuntimeError(1);
}

}  // namespace

void add_symbols(CLI::App& app) {
    auto* command = app.add_subcommand("symbols", "List the instruments of an exchange");
    auto flags = std::make_shared<SymbolsFlags>();
    command->add_option("exchange", flags->exchange, "Whose instruments: " + exchange_list())
        ->required();
    command->add_option("--grep", flags->grep, "Only tickers that hold this text or fit this glob");
    command->add_option("--type", flags->type, "Only spot, perpetual, future or option")
        ->check(CLI::IsMember({"spot", "perpetual", "future", "option", "other"}));
    command->add_flag("--all", flags->has_all, "Also what does not trade now");
    command->add_flag("--tickers", flags->only_tickers, "Only the tickers, a line each");
    command->add_option("--host", flags->host, "Other hosts of the exchange, by their name: eea");
    command->add_option("--rest-url", flags->rest_url, "Replace the exchange's REST base url");
    command->add_option("--ca-file", flags->ca_file, "Trust these CAs, too (PEM)");
    command->callback([flags] { run(*flags); });
}

}  // namespace mdc::cli
