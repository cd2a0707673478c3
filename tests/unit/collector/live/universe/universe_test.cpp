#include "mdc/collector/live/universe/universe.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"
#include "mdc/exchanges/registry.hpp"

#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/collector/live/universe/http_answers.hpp"

namespace mdc::collector {
namespace {

/// A resolver whose exchange answers nothing, unless a test says so: the tickers are taken as they
/// are.
class Universes : public testing::Test {
  protected:
    std::vector<Universe> resolve(const std::string& selector, int threads) {
        config_.selections = {config::parse_selector(selector).value()};
        config_.network.urls = {{"", "ws://127.0.0.1:1", rest_}};
        config_.threads.io = threads;
        for (const auto* exchange : selected_exchanges(config_).value()) {
            venues_.emplace(exchange->facts().id,
                            std::make_unique<VenueAccess>(*exchange, config_.network,
                                                          BanMemory(folder_ / "bans")));
        }
        resolver_.emplace(config_, venues_);
        net::HttpClient http(http_options(config_.network));
        return resolver_->resolve(http).value();
    }
    static std::set<std::string> tickers_of(const Universe& universe) {
        std::set<std::string> tickers;
        for (const auto& stream : universe.streams) {
            if (!stream.is_carrier()) tickers.insert(stream.ticker);
        }
        return tickers;
    }
    using Tickers = std::set<std::string>;

    std::string rest_ = "http://127.0.0.1:1";
    test::TemporaryFolder folder_;
    config::Config config_;
    RestWorker::Venues venues_;
    std::optional<UniverseResolver> resolver_;
};

TEST_F(Universes, AnInstrumentGoesWhereTheFewestStreamsAre) {
    const auto universes = resolve("binance_spot:BTCUSDT,ETHUSDT,SOLUSDT", 2);
    ASSERT_EQ(universes.size(), 2u);
    EXPECT_EQ(tickers_of(universes[0]), (Tickers{"BTCUSDT", "SOLUSDT"}));
    EXPECT_EQ(tickers_of(universes[1]), (Tickers{"ETHUSDT"}));
    for (const auto& universe : universes) {
        for (std::size_t i = 0; i < universe.streams.size(); ++i) {
            EXPECT_EQ(index_of(universe.streams[i].id), i) << "ids are a thread's own";
        }
    }
    ASSERT_EQ(resolver_->warnings().size(), 1u);
    EXPECT_TRUE(resolver_->is_unchecked());
}

TEST_F(Universes, AnIndexIsRecordedOnceHoweverManyArePricedByIt) {
    const auto universes = resolve("okx:BTC-USDT-SWAP,BTC-USDT,ETH-USDT-SWAP", 2);
    std::size_t index_streams = 0;
    std::multiset<std::string> instruments;
    std::map<std::string, InstrumentType> types;
    for (const auto& universe : universes) {
        EXPECT_FALSE(universe.streams.empty());
        for (const auto& instrument : universe.instruments) {
            types[instrument.ticker] = instrument.type;
        }
        for (const auto& stream : universe.streams) {
            index_streams += stream.channel == "index-tickers:BTC-USDT" ? 1 : 0;
        }
        for (const auto& instrument : universe.instruments) instruments.insert(instrument.ticker);
    }
    EXPECT_EQ(index_streams, 1u);
    EXPECT_EQ(types["BTC-USDT"], InstrumentType::spot) << "though met as an index first";
    EXPECT_EQ(types["ETH-USDT"], InstrumentType::index);
    for (const auto& ticker : instruments) EXPECT_EQ(instruments.count(ticker), 1u) << ticker;
}

TEST_F(Universes, ASharedChannelHasACarrierOnEachThreadWithAMember) {
    const auto universes =
        resolve("bybit_option:BTC-25DEC26-70000-C-USDT,BTC-25DEC26-80000-C-USDT@trades", 2);
    for (const auto& universe : universes) {
        ASSERT_EQ(universe.streams.size(), 2u);
        EXPECT_TRUE(universe.streams[0].is_carrier());
        EXPECT_EQ(universe.streams[1].carrier, universe.streams[0].id);
    }
}

TEST_F(Universes, EachThreadHearsWhatHasChangedOfItsOwn) {
    const auto listed = [](const std::string& ticker, const std::string& status) {
        return R"({"symbol":")" + ticker + R"(","status":")" + status +
               R"(","baseAsset":"A","quoteAsset":"USDT"})";
    };
    const test::HttpAnswers server({R"({"symbols":[)" + listed("BTCUSDT", "TRADING") + "," +
                                        listed("ETHUSDT", "TRADING") + "]}",
                                    R"({"symbols":[)" + listed("ETHUSDT", "BREAK") + "]}"});
    rest_ = server.url();
    const auto universes = resolve("binance_spot:BTCUSDT,ETHUSDT", 2);
    ASSERT_EQ(tickers_of(universes[1]), Tickers{"ETHUSDT"});
    net::HttpClient http(http_options(config_.network));
    const auto news = resolver_->refresh(http);
    EXPECT_TRUE(news.problems.empty());
    ASSERT_EQ(news.changes.size(), 2u);
    EXPECT_EQ(news.changes[0].gone.size(), universes[0].streams.size());
    EXPECT_TRUE(news.changes[0].changed.empty());
    EXPECT_TRUE(news.changes[1].gone.empty()) << "what is listed stays, whatever its state";
    ASSERT_EQ(news.changes[1].changed.size(), 1u);
    const auto& [id, instrument] = news.changes[1].changed.front();
    EXPECT_EQ(index_of(id), 0u);
    EXPECT_EQ(instrument.status, "BREAK");
    EXPECT_EQ(instrument.known_depth, config_.book.snapshot_depth)
        << "that is ours, not the list's";
}

}  // namespace
}  // namespace mdc::collector
