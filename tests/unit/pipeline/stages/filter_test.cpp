#include "mdc/pipeline/stages/filter.hpp"

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/kept.hpp"

namespace mdc::pipeline {
namespace {

using test::rows_of;
using test::texts;
using test::trades;
using Texts = std::vector<std::string_view>;

std::unique_ptr<Stage> filter(std::vector<std::string> feeds, std::vector<std::string> tickers) {
    config::StageConfig config{"filter", {}, ""};
    if (!feeds.empty()) config.options["feeds"] = std::move(feeds);
    if (!tickers.empty()) config.options["tickers"] = std::move(tickers);
    return make_filter(config).value();
}

BatchPtr gaps(const std::vector<std::pair<Feed, std::string_view>>& lines) {
    auto batch = std::make_shared<Batch>(Table::gaps, ExchangeId::binance_spot);
    for (const auto& [feed, ticker] : lines) {
        GapRow row;
        row.feed = feed;
        append_row(*batch, row, ticker);
    }
    return batch;
}

TEST(FilterStage, LetsThroughTheFeedsThatWereNamed) {
    Kept next;
    const auto stage = filter({"trades", "bbo"}, {});
    const auto wanted = rows_of(Table::bbo, 3);
    stage->process(wanted, next);
    stage->process(rows_of(Table::orderbook_l2, 3), next);
    stage->process(rows_of(Table::tickers, 3), next);
    EXPECT_EQ(next.batches, std::vector<BatchPtr>{wanted}) << "the same batch, not a copy";
}

TEST(FilterStage, LetsThroughTheTickersThatFit) {
    Kept next;
    const auto stage = filter({}, {"BTC*", "ETHUSDT"});
    stage->process(trades({{"BTCUSDT", 1}, {"SOLUSDT", 2}, {"ETHUSDT", 3}, {"ETHBTC", 4}}), next);
    ASSERT_EQ(next.batches.size(), 1u);
    EXPECT_EQ(texts(*next.batches[0], "ticker"), (Texts{"BTCUSDT", "ETHUSDT"}));
    stage->process(trades({{"SOLUSDT", 5}, {"SOLUSDT", 6}}), next);
    EXPECT_EQ(next.batches.size(), 1u) << "nothing goes on as an empty batch";
    const auto all = trades({{"BTCUSDT", 7}, {"BTCUSDT", 8}, {"ETHUSDT", 9}});
    stage->process(all, next);
    EXPECT_EQ(next.batches.back(), all);
}

TEST(FilterStage, TheLedgerOfWhatIsLeftOutIsLeftOutToo) {
    Kept next;
    const auto stage = filter({"trades"}, {"A"});
    stage->process(
        gaps({{Feed::trades, "A"}, {Feed::bbo, "A"}, {Feed::trades, "B"}, {Feed::trades, ""}}),
        next);
    ASSERT_EQ(next.batches.size(), 1u);
    EXPECT_EQ(texts(*next.batches[0], "ticker"), (Texts{"A", "(null)"}));
    EXPECT_EQ(texts(*next.batches[0], "feed"), (Texts{"trades", "trades"}));
    stage->process(rows_of(Table::instruments, 1), next);
    EXPECT_EQ(next.batches.size(), 1u) << "BTCUSDT is not wanted";
}

TEST(FilterStage, TablesAboutNoInstrumentPassIt) {
    const auto stage = filter({"trades"}, {});
    for (const auto table : {Table::connections, Table::clock, Table::raw}) {
        EXPECT_FALSE(stage->touches(table));
    }
    for (const auto table : {Table::trades, Table::orderbook_l2, Table::gaps, Table::instruments}) {
        EXPECT_TRUE(stage->touches(table));
    }
}

TEST(MakeFilter, SaysWhatItNeeds) {
    const auto refused = [](config::StageConfig config) {
        const auto stage = make_filter(config);
        return stage ? "" : stage.error().message;
    };
    EXPECT_NE(refused({"filter", {}, ""}).find("'feeds', 'tickers' or both"), std::string::npos);
    EXPECT_NE(refused({"filter", {{"feeds", {"trade"}}}, ""}).find("Did you mean 'trades'?"),
              std::string::npos);
    EXPECT_NE(refused({"filter", {{"ticker", {"A"}}}, ""}).find("Did you mean 'tickers'?"),
              std::string::npos);
}

}  // namespace
}  // namespace mdc::pipeline
