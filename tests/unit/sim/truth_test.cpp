#include "mdc/sim/truth.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/unit/sim/binance_play.hpp"

namespace mdc::sim {
namespace {

class TruthFiles : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::remove_all(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::vector<std::vector<std::string>> rows(const std::string& name) const {
        std::ifstream file(folder_ / name);
        std::vector<std::vector<std::string>> all;
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            std::istringstream stream(line);
            all.emplace_back();
            for (std::string field; std::getline(stream, field, ',');) all.back().push_back(field);
        }
        return all;
    }
    std::unique_ptr<Truth> open() {
        return Truth::open(folder_.string(),
                           {make_instrument("BTCUSDT"), make_instrument("ETHUSDT")}, {})
            .value();
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("mdc-truth-test-" + std::to_string(::getpid()));
};

TEST_F(TruthFiles, ReplayedMakesTheMarketsBook) {
    auto truth = open();
    BinancePlay play(BinancePlay::small(), truth.get());
    play.run(std::chrono::seconds(3));
    ASSERT_TRUE(truth->close());
    std::map<std::pair<std::string, std::string>, std::string> book;
    std::string last_id;
    for (const auto& row : rows("orderbook_l2.csv")) {
        if (row[1] != "ETHUSDT") continue;
        const std::pair level(row[4], row[5]);
        if (row[0] == "C" && std::stod(row[6]) == 0) {
            book.erase(level);
        } else {
            book[level] = row[6];
        }
        last_id = row[2];
    }
    const auto& now = *play.source().book(1, false);
    EXPECT_EQ(last_id, std::to_string(now.update_id));
    ASSERT_EQ(book.size(), now.bids.size() + now.asks.size());
    for (const auto* side : {&now.bids, &now.asks}) {
        side->for_best(side->size(), [&](std::int64_t price, std::int64_t qty) {
            std::string price_text;
            std::string qty_text;
            append_decimal(price_text, price, 2, 2);
            append_decimal(qty_text, qty, 4, 4);
            EXPECT_EQ((book[{side->side() == Side::bid ? "1" : "-1", price_text}]), qty_text);
        });
    }
}

TEST_F(TruthFiles, SayWhatHappenedInExactDecimals) {
    auto truth = open();
    truth->on_trade({1, 77, {123}, Side::ask, 250'211, 34});
    truth->on_top({0, 9, {124}, 6'183'763, 5, 6'183'764, 100'000});
    truth->delivery({2, "s", "trades", "ETHUSDT", Outcome::late, {1}, {2}, 3, 4, 2});
    truth->connection(2, "close", {5}, "client: end, of\nstream");
    truth->snapshot({"BTCUSDT", 9, 1000, 400, 399, true}, {6});
    ASSERT_TRUE(truth->close());
    using Row = std::vector<std::string>;
    EXPECT_EQ(rows("trades.csv").at(0), (Row{"ETHUSDT", "77", "123", "-1", "2502.11", "0.0034"}));
    EXPECT_EQ(rows("bbo.csv").at(0),
              (Row{"BTCUSDT", "9", "124", "61837.63", "0.00005", "61837.64", "1.00000"}));
    EXPECT_EQ(rows("deliveries.csv").at(0),
              (Row{"2", "s", "trades", "ETHUSDT", "late", "1", "2", "3", "4", "2"}));
    EXPECT_EQ(rows("connections.csv").at(0), (Row{"2", "close", "5", "client: end; of;stream"}));
    EXPECT_EQ(rows("snapshots.csv").at(0),
              (Row{"BTCUSDT", "9", "6", "1000", "400", "399", "stale"}));
    EXPECT_EQ(rows("instruments.csv").at(0), (Row{"BTCUSDT", "BTC", "USDT", "0.01", "0.00001"}));
}

TEST_F(TruthFiles, AFolderWithSomethingInItIsRefused) {
    std::filesystem::create_directories(folder_ / "something");
    const auto truth = Truth::open(folder_.string(), {}, {});
    ASSERT_FALSE(truth);
    EXPECT_EQ(truth.error().kind, ErrorKind::target);
}

TEST_F(TruthFiles, AFullDiskIsSaidAtTheEnd) {
    CsvFile file;
    if (!file.open("/dev/full", "a,b")) GTEST_SKIP() << "no /dev/full";
    file.row().append("1,2");
    file.end_row();
    const auto closed = file.close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, ErrorKind::disk);
}

}  // namespace
}  // namespace mdc::sim
