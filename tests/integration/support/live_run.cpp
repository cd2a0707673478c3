#include "tests/integration/support/live_run.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"
#include "mdc/model/exchange_id.hpp"

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/program.hpp"

namespace mdc::test {

namespace {

constexpr std::uint64_t kSeed = 20'261'125;

std::unique_ptr<sim::Ensemble> exchanges_of(const LiveSetting& setting,
                                            const TemporaryFolder& folder) {
    std::vector<sim::SimulatorOptions> all;
    for (const auto& [market, symbols, streams, faults] : setting.markets) {
        auto& options = all.emplace_back();
        options.venue = market;
        options.symbols = symbols;
        options.seed = kSeed;
        options.duration = setting.market;
        options.wait_for_streams = streams;
        options.truth_directory = folder / ("truth/" + market);
        std::filesystem::create_directories(options.truth_directory);
        for (const auto* list : {&setting.faults, &faults}) {
            for (const auto& fault : *list) {
                options.faults.push_back(sim::parse_fault(fault).value());
            }
        }
        setting.play(options);
    }
    auto started = sim::Ensemble::start(std::move(all), folder / "ca.pem");
    if (!started) throw Failure{started.error()};
    return std::move(*started);
}

config::SinkConfig target_of(std::string text, const TemporaryFolder& folder) {
    auto sink = config::parse_target(text).value();
    if (!sink.target.empty() && sink.target != "-") sink.target = folder / sink.target;
    return sink;
}

config::Config config_of(const LiveSetting& setting, const TemporaryFolder& folder,
                         const sim::Ensemble& exchanges) {
    config::Config config;
    const auto feeds = setting.feeds.empty() ? std::string() : "@" + setting.feeds;
    for (std::size_t i = 0; i < setting.markets.size(); ++i) {
        const auto& [market, symbols, streams, faults] = setting.markets[i];
        const auto& exchange = *exchanges.exchanges()[i];
        config.selections.push_back(
            config::parse_selector(fmt::format("{}:{}{}", market, fmt::join(symbols, ","), feeds))
                .value());
        config.network.urls.push_back({market, exchange.ws_url(), exchange.rest_url()});
    }
    for (const auto& target : setting.targets) config.sinks.push_back(target_of(target, folder));
    config.network.ca_file = exchanges.ca_file();
    config.raw = setting.keep_raw;
    setting.record(config);
    return config;
}

}  // namespace

LiveRun::LiveRun(LiveSetting setting)
    : markets_(setting.markets), exchanges_(exchanges_of(setting, folder_)) {
    testing::Test::RecordProperty("seed", std::to_string(kSeed));
    auto prepared =
        collector::Collector::prepare(config_of(setting, folder_, *exchanges_), setting.rehearsal);
    if (!prepared) throw Failure{prepared.error()};
    collector_ = std::move(*prepared);
    const auto started = collector_->start();
    if (!started) throw Failure{started.error()};
}

void LiveRun::wait_until_read() {
    ASSERT_TRUE(exchanges_->wait_finished(std::chrono::seconds{120}));
    // All of it lies in the kernel now. Each round of an I/O thread reads what is there: when two
    // rounds brought nothing, there was nothing.
    for (const auto& lane : collector_->lanes()) {
        const auto& io = lane->io();
        auto messages = io.path_stats().frames.value();
        auto quiet_since = io.stats().loops.value();
        ASSERT_TRUE(eventually([&] {
            const auto loops = io.stats().loops.value();
            const auto now = io.path_stats().frames.value();
            if (now != messages) quiet_since = loops;
            messages = now;
            return loops > quiet_since + 2;
        }));
    }
}

void LiveRun::stop() {
    outcomes_ = collector_->stop();
    for (const auto& sink : outcomes_) {
        EXPECT_FALSE(sink.error) << sink.name << ": " << sink.error->message;
        EXPECT_EQ(sink.rows_dropped, 0u) << sink.name;
    }
    const auto stopped = exchanges_->stop();
    EXPECT_TRUE(stopped) << stopped.error().message;
}

void LiveRun::abandon() {
    collector_.reset();
    const auto stopped = exchanges_->stop();
    EXPECT_TRUE(stopped) << stopped.error().message;
}

void LiveRun::expect_truth(bool is_strict) const {
    for (const auto& played : markets_) {
        const auto code = static_cast<int>(*parse_exchange(played.market));
        std::vector<std::string> arguments = {python(),
                                              "tests/support/truth/compare_truth.py",
                                              folder_ / ("truth/" + played.market),
                                              folder_ / "tables",
                                              "--exchange",
                                              std::to_string(code)};
        if (is_strict) arguments.emplace_back("--strict");
        const auto compared = run(arguments);
        EXPECT_EQ(compared.code, 0) << played.market << ", seed " << kSeed << "\n"
                                    << compared.out << compared.err << "The ledger:\n"
                                    << ledger_text();
        EXPECT_NE(compared.out.find("equal to truth\n"), std::string::npos) << played.market;
    }
}

std::string LiveRun::ledger_text() const {
    std::ifstream file(folder_ / "rows" / "gaps.jsonl");
    return {std::istreambuf_iterator<char>(file), {}};
}

JsonRows LiveRun::rows(const std::string& table) const {
    const auto file = folder_ / "rows" / (table + ".jsonl");
    return std::filesystem::exists(file) ? rows_of_file(file) : JsonRows();
}

JsonRows LiveRun::holes(std::string_view feed, std::string_view cause) const {
    JsonRows found;
    for (const auto& row : rows("gaps")) {
        const auto why = row.at("cause");
        const bool is_hole = why != "start" && why != "stop";
        if (row.at("feed") != feed || !is_hole) continue;
        if (cause.empty() || why == cause) found.push_back(row);
    }
    return found;
}

}  // namespace mdc::test
