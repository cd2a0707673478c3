#include "mdc/model/tables/columns.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/model/exchange_id.hpp"

namespace mdc {
namespace {

using Texts = std::vector<std::string>;

// "price:float64?": a question mark where null is possible.
Texts described(Table table) {
    Texts out;
    for (const auto& column : table_facts(table).columns) {
        out.push_back(std::string(column.name) + ":" + std::string(to_string(column.type)) +
                      (column.is_nullable ? "?" : ""));
    }
    return out;
}

const Texts kCommon = {"timestamp:int64", "rcv_timestamp:int64", "exchange:int16",
                       "ticker:text?",    "seq_id:int64",        "packet_id:int64"};
const Texts kFeedEnd = {"push_timestamp:int64?", "timestamp_is_local:boolean", "conn_id:int64?"};

Texts joined(std::initializer_list<Texts> parts) {
    Texts all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

// The tables of the product, column by column. Names, order and types belong to the users: a change
// here breaks their files. Columns are only appended.
TEST(Columns, OrderbookL2) {
    EXPECT_EQ(described(Table::orderbook_l2),
              joined({kCommon,
                      {"action:int8", "side:int8", "price:float64?", "qty:float64",
                       "is_snapshot:boolean", "is_checkpoint:boolean", "first_update_id:int64?",
                       "last_update_id:int64?", "prev_update_id:int64?"},
                      kFeedEnd}));
}

TEST(Columns, Trades) {
    EXPECT_EQ(described(Table::trades),
              joined({kCommon,
                      {"side:int8", "price:float64", "qty:float64", "trade_id:text",
                       "trade_seq:int64?", "trade_count:int32", "kind:int8"},
                      kFeedEnd}));
}

TEST(Columns, Bbo) {
    EXPECT_EQ(described(Table::bbo),
              joined({kCommon,
                      {"bid_price:float64?", "bid_qty:float64?", "ask_price:float64?",
                       "ask_qty:float64?", "update_id:int64?"},
                      kFeedEnd}));
}

TEST(Columns, Tickers) {
    EXPECT_EQ(described(Table::tickers), joined({kCommon,
                                                 {"channel:int8",
                                                  "last_price:float64?",
                                                  "last_qty:float64?",
                                                  "open_24h:float64?",
                                                  "high_24h:float64?",
                                                  "low_24h:float64?",
                                                  "volume_base_24h:float64?",
                                                  "volume_quote_24h:float64?",
                                                  "volume_contracts_24h:float64?",
                                                  "bid_price:float64?",
                                                  "bid_qty:float64?",
                                                  "ask_price:float64?",
                                                  "ask_qty:float64?",
                                                  "mark_price:float64?",
                                                  "index_price:float64?",
                                                  "funding_rate:float64?",
                                                  "funding_time:int64?",
                                                  "open_interest:float64?",
                                                  "open_interest_value:float64?",
                                                  "underlying_price:float64?",
                                                  "mark_iv:float64?",
                                                  "bid_iv:float64?",
                                                  "ask_iv:float64?",
                                                  "delta:float64?",
                                                  "gamma:float64?",
                                                  "vega:float64?",
                                                  "theta:float64?",
                                                  "rho:float64?"},
                                                 kFeedEnd}));
}

TEST(Columns, Gaps) {
    EXPECT_EQ(described(Table::gaps),
              joined({kCommon,
                      {"feed:text", "cause:text", "from_update_id:int64?", "to_update_id:int64?",
                       "from_timestamp:int64?", "to_timestamp:int64?", "repaired_by:text?",
                       "channel:text?"}}));
}

TEST(Columns, Connections) {
    EXPECT_EQ(described(Table::connections),
              joined({kCommon,
                      {"event:text", "reason:text?", "url:text?", "local_address:text?",
                       "remote_address:text?", "messages:int64?", "bytes:int64?", "reads:int64?",
                       "wins:int64?", "duplicates:int64?", "lag_us_p50:int64?", "lag_us_p99:int64?",
                       "conn_id:int64?"}}));
}

TEST(Columns, Instruments) {
    EXPECT_EQ(
        described(Table::instruments),
        joined({kCommon,
                {"type:text", "status:text?", "base:text?", "quote:text?", "contract_unit:text?",
                 "tick_size:float64?", "lot_size:float64?", "contract_value:float64?",
                 "expiry:int64?", "known_depth:int32?", "underlying:text?"}}));
}

TEST(Columns, Clock) {
    EXPECT_EQ(described(Table::clock),
              joined({kCommon,
                      {"offset_us:int64?", "error_us:int64?", "step_us:int64",
                       "is_synchronised:boolean", "source:text?"}}));
}

TEST(Columns, Raw) {
    EXPECT_EQ(described(Table::raw),
              joined({kCommon, {"kind:text", "request:text?", "payload:text", "conn_id:int64?"}}));
}

TEST(Columns, EveryTableIsDescribedInItsPlace) {
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto table = static_cast<Table>(i);
        EXPECT_EQ(table_facts(table).table, table);
        EXPECT_EQ(parse_table(to_string(table)), table);
        EXPECT_FALSE(table_facts(table).meaning.empty());
    }
    EXPECT_EQ(parse_table("no_table"), std::nullopt);
}

TEST(Columns, NamesAreUniqueFoundAndExplained) {
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto table = static_cast<Table>(i);
        const auto columns = table_facts(table).columns;
        std::set<std::string_view> names;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            EXPECT_TRUE(names.insert(columns[c].name).second) << columns[c].name;
            EXPECT_EQ(column_index(table, columns[c].name), static_cast<int>(c));
            EXPECT_TRUE(columns[c].meaning.ends_with('.')) << columns[c].name;
        }
        EXPECT_EQ(column_index(table, "nothing"), -1);
    }
}

TEST(Columns, OnlyIntegersHaveNamesAndNamesAreUnique) {
    for (std::size_t i = 0; i < kTableCount; ++i) {
        for (const auto& column : table_facts(static_cast<Table>(i)).columns) {
            std::set<std::int64_t> values;
            std::set<std::string_view> names;
            for (const auto& each : column.names) {
                EXPECT_LE(column.type, ColumnType::int64) << column.name;
                EXPECT_TRUE(values.insert(each.value).second) << column.name << ' ' << each.name;
                EXPECT_TRUE(names.insert(each.name).second) << column.name << ' ' << each.name;
            }
        }
    }
}

// The numbers stand in files.
TEST(Columns, CodesNeverChange) {
    EXPECT_EQ(static_cast<int>(ExchangeId::binance_spot), 1);
    EXPECT_EQ(static_cast<int>(ExchangeId::binance_usdm), 2);
    EXPECT_EQ(static_cast<int>(ExchangeId::deribit), 3);
    EXPECT_EQ(static_cast<int>(ExchangeId::okx), 4);
    EXPECT_EQ(static_cast<int>(ExchangeId::bybit_spot), 5);
    EXPECT_EQ(static_cast<int>(ExchangeId::bybit_linear), 6);
    EXPECT_EQ(static_cast<int>(ExchangeId::bybit_inverse), 7);
    EXPECT_EQ(static_cast<int>(ExchangeId::bybit_option), 8);
    EXPECT_EQ(static_cast<int>(ColumnType::text), 6);
    EXPECT_EQ(static_cast<int>(Table::raw), 8);
}

TEST(Exchanges, NamesAreReadBack) {
    for (const auto& each : kExchangeNames) {
        EXPECT_EQ(parse_exchange(each.name), each.id);
        EXPECT_EQ(to_string(each.id), each.name);
    }
    EXPECT_EQ(parse_exchange("BINANCE_SPOT"), std::nullopt);
    EXPECT_EQ(parse_exchange(""), std::nullopt);
    EXPECT_EQ(to_string(ExchangeId{99}), "unknown");
}

}  // namespace
}  // namespace mdc
