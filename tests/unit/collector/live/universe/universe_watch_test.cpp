#include "mdc/collector/live/universe/universe_watch.hpp"

#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"

#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/collector/live/universe/http_answers.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

constexpr const char* kList =
    R"({"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT"}]})";

TEST(UniverseWatch, AListThatDoesNotComeHoldsUpNobodyWhoStops) {
    const test::TemporaryFolder folder;
    test::HttpAnswers server({kList});
    config::Config config;
    config.selections = {config::parse_selector("binance_spot:BTCUSDT").value()};
    config.network.urls = {{"", "ws://127.0.0.1:1", server.url()}};
    RestWorker::Venues venues;
    const auto* exchange = selected_exchanges(config).value().front();
    venues.emplace(exchange->facts().id, std::make_unique<VenueAccess>(*exchange, config.network,
                                                                       BanMemory(folder / "bans")));
    UniverseResolver resolver(config, venues);
    net::HttpClient http(http_options(config.network));
    ASSERT_TRUE(resolver.resolve(http));

    UniverseWatch::Options options{.every = 1s, .http = http_options(config.network)};
    options.http.timeout = 1h;
    std::atomic<int> told{0};
    UniverseWatch watch(std::move(options), resolver, [&](std::vector<UniverseChange>) { ++told; });
    watch.start();
    server.wait_for_the_unanswered();
    watch.stop();  // within the hour
    EXPECT_EQ(told, 0) << "what was not looked at has not changed";
}

}  // namespace
}  // namespace mdc::collector
