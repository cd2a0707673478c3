#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/model/tables/batch.hpp"
#include "mdc/model/tables/row.hpp"

#include "tests/support/json_rows.hpp"

// Each row kind with a different value in every field, so that two exchanged columns show, and with
// nothing but its defaults, so that every null shows.

namespace mdc {
namespace {

using test::json_row;

RowHead full_head() {
    RowHead head;
    head.timestamp = {101};
    head.rcv_timestamp = {102};
    head.seq_id = 103;
    head.packet_id = 104;
    head.push_timestamp = 105;
    head.conn_id = 106;
    head.exchange = ExchangeId::okx;
    head.timestamp_is_local = true;
    return head;
}

template <class Row>
std::string appended(const Row& row, std::string_view ticker) {
    Batch batch(kTableOf<Row>, row.head.exchange);
    append_row(batch, row, ticker);
    for (const auto& column : batch.columns) EXPECT_EQ(column.size(), 1u);
    EXPECT_EQ(batch.rows(), 1u);
    return json_row(batch, 0);
}

const std::string kFull =
    R"("timestamp":101,"rcv_timestamp":102,"exchange":4,"ticker":"A-B","seq_id":103,"packet_id":104,)";
const std::string kNone =
    R"("timestamp":0,"rcv_timestamp":0,"exchange":1,"ticker":null,"seq_id":0,"packet_id":0,)";
const std::string kFullEnd = R"("push_timestamp":105,"timestamp_is_local":true,"conn_id":106})";
const std::string kNoneEnd = R"("push_timestamp":null,"timestamp_is_local":false,"conn_id":null})";

std::string line(std::string_view table, const std::string& common, std::string_view own,
                 std::string_view end) {
    return R"({"table":")" + std::string(table) + "\"," + common + std::string(own) +
           std::string(end);
}

template <class Row>
Row none() {
    Row row;
    row.head.exchange = ExchangeId::binance_spot;
    return row;
}

template <class Row>
Row full() {
    Row row;
    row.head = full_head();
    return row;
}

TEST(AppendRow, Orderbook) {
    auto row = full<OrderbookRow>();
    row.level = {1.5, 2.5, Action::update, Side::ask};
    row.first_update_id = 11;
    row.last_update_id = 12;
    row.prev_update_id = 13;
    row.is_snapshot = true;
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "orderbook_l2", kFull,
            R"("action":2,"side":-1,"price":1.5,"qty":2.5,"is_snapshot":true,"is_checkpoint":false,"first_update_id":11,"last_update_id":12,"prev_update_id":13,)",
            kFullEnd));
    auto clear = none<OrderbookRow>();
    clear.level.action = Action::delete_level;
    clear.is_checkpoint = true;
    EXPECT_EQ(
        appended(clear, ""),
        line(
            "orderbook_l2", kNone,
            R"("action":3,"side":0,"price":null,"qty":0,"is_snapshot":false,"is_checkpoint":true,"first_update_id":null,"last_update_id":null,"prev_update_id":null,)",
            kNoneEnd));
}

TEST(AppendRow, Trade) {
    auto row = full<TradeRow>();
    row.price = 1.5;
    row.qty = 2.5;
    row.trade_seq = 11;
    row.trade_count = 12;
    row.side = Side::sell;
    row.kind = TradeKind::adl;
    row.trade_id = std::string_view("t-11");
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "trades", kFull,
            R"("side":-1,"price":1.5,"qty":2.5,"trade_id":"t-11","trade_seq":11,"trade_count":12,"kind":5,)",
            kFullEnd));
    EXPECT_EQ(
        appended(none<TradeRow>(), ""),
        line(
            "trades", kNone,
            R"("side":0,"price":0,"qty":0,"trade_id":"","trade_seq":null,"trade_count":1,"kind":0,)",
            kNoneEnd));
}

TEST(AppendRow, Bbo) {
    auto row = full<BboRow>();
    row.bid_price = 1.5;
    row.bid_qty = 2.5;
    row.ask_price = 3.5;
    row.ask_qty = 4.5;
    row.update_id = 11;
    EXPECT_EQ(appended(row, "A-B"),
              line("bbo", kFull,
                   R"("bid_price":1.5,"bid_qty":2.5,"ask_price":3.5,"ask_qty":4.5,"update_id":11,)",
                   kFullEnd));
    EXPECT_EQ(
        appended(none<BboRow>(), ""),
        line("bbo", kNone,
             R"("bid_price":null,"bid_qty":null,"ask_price":null,"ask_qty":null,"update_id":null,)",
             kNoneEnd));
}

TEST(AppendRow, Ticker) {
    auto row = full<TickerRow>();
    double value = 0.5;
    for (auto* field : {&row.last_price,
                        &row.last_qty,
                        &row.open_24h,
                        &row.high_24h,
                        &row.low_24h,
                        &row.volume_base_24h,
                        &row.volume_quote_24h,
                        &row.volume_contracts_24h,
                        &row.bid_price,
                        &row.bid_qty,
                        &row.ask_price,
                        &row.ask_qty,
                        &row.mark_price,
                        &row.index_price,
                        &row.funding_rate,
                        &row.open_interest,
                        &row.open_interest_value,
                        &row.underlying_price,
                        &row.mark_iv,
                        &row.bid_iv,
                        &row.ask_iv,
                        &row.delta,
                        &row.gamma,
                        &row.vega,
                        &row.theta,
                        &row.rho}) {
        *field = value += 1;
    }
    row.channel = TickerChannel::option_summary;
    row.funding_time = 99;
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "tickers", kFull,
            R"("channel":5,"last_price":1.5,"last_qty":2.5,"open_24h":3.5,"high_24h":4.5,"low_24h":5.5,)"
            R"("volume_base_24h":6.5,"volume_quote_24h":7.5,"volume_contracts_24h":8.5,"bid_price":9.5,)"
            R"("bid_qty":10.5,"ask_price":11.5,"ask_qty":12.5,"mark_price":13.5,"index_price":14.5,)"
            R"("funding_rate":15.5,"funding_time":99,"open_interest":16.5,"open_interest_value":17.5,)"
            R"("underlying_price":18.5,"mark_iv":19.5,"bid_iv":20.5,"ask_iv":21.5,"delta":22.5,)"
            R"("gamma":23.5,"vega":24.5,"theta":25.5,"rho":26.5,)",
            kFullEnd));
    EXPECT_EQ(
        appended(none<TickerRow>(), ""),
        line(
            "tickers", kNone,
            R"("channel":0,"last_price":null,"last_qty":null,"open_24h":null,"high_24h":null,)"
            R"("low_24h":null,"volume_base_24h":null,"volume_quote_24h":null,"volume_contracts_24h":null,)"
            R"("bid_price":null,"bid_qty":null,"ask_price":null,"ask_qty":null,"mark_price":null,)"
            R"("index_price":null,"funding_rate":null,"funding_time":null,"open_interest":null,)"
            R"("open_interest_value":null,"underlying_price":null,"mark_iv":null,"bid_iv":null,)"
            R"("ask_iv":null,"delta":null,"gamma":null,"vega":null,"theta":null,"rho":null,)",
            kNoneEnd));
}

TEST(AppendRow, Gap) {
    auto row = full<GapRow>();
    row.feed = Feed::trades;
    row.cause = GapCause::server_drop;
    row.from_update_id = 11;
    row.to_update_id = 12;
    row.from_timestamp = 13;
    row.to_timestamp = 14;
    row.repaired_by = std::string_view("snapshot");
    row.channel = std::string_view("books:A-B");
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "gaps", kFull,
            R"("feed":"trades","cause":"server_drop","from_update_id":11,"to_update_id":12,"from_timestamp":13,"to_timestamp":14,"repaired_by":"snapshot","channel":"books:A-B"})",
            ""));
    EXPECT_EQ(
        appended(none<GapRow>(), ""),
        line(
            "gaps", kNone,
            R"("feed":"orderbook_l2","cause":"start","from_update_id":null,"to_update_id":null,"from_timestamp":null,"to_timestamp":null,"repaired_by":null,"channel":null})",
            ""));
}

TEST(AppendRow, Connection) {
    auto row = full<ConnectionRow>();
    row.event = ConnectionEvent::replaced;
    row.reason = std::string_view("slow");
    row.url = std::string_view("wss://x");
    row.local_address = std::string_view("l:1");
    row.remote_address = std::string_view("r:2");
    row.messages = 11;
    row.bytes = 12;
    row.reads = 13;
    row.wins = 14;
    row.duplicates = 15;
    row.lag_us_p50 = 16;
    row.lag_us_p99 = 17;
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "connections", kFull,
            R"("event":"replaced","reason":"slow","url":"wss://x","local_address":"l:1","remote_address":"r:2",)"
            R"("messages":11,"bytes":12,"reads":13,"wins":14,"duplicates":15,"lag_us_p50":16,"lag_us_p99":17,"conn_id":106})",
            ""));
    EXPECT_EQ(
        appended(none<ConnectionRow>(), ""),
        line(
            "connections", kNone,
            R"("event":"opened","reason":null,"url":null,"local_address":null,"remote_address":null,)"
            R"("messages":null,"bytes":null,"reads":null,"wins":null,"duplicates":null,"lag_us_p50":null,"lag_us_p99":null,"conn_id":null})",
            ""));
}

TEST(AppendRow, Instrument) {
    auto row = full<InstrumentRow>();
    row.type = std::string_view("option");
    row.status = std::string_view("TRADING");
    row.base = std::string_view("BTC");
    row.quote = std::string_view("USD");
    row.contract_unit = std::string_view("coin");
    row.tick_size = 1.5;
    row.lot_size = 2.5;
    row.contract_value = 3.5;
    row.expiry = 11;
    row.known_depth = 12;
    row.underlying = std::string_view("BTC-USD");
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "instruments", kFull,
            R"("type":"option","status":"TRADING","base":"BTC","quote":"USD","contract_unit":"coin",)"
            R"("tick_size":1.5,"lot_size":2.5,"contract_value":3.5,"expiry":11,"known_depth":12,"underlying":"BTC-USD"})",
            ""));
    EXPECT_EQ(appended(none<InstrumentRow>(), ""),
              line("instruments", kNone,
                   R"("type":"","status":null,"base":null,"quote":null,"contract_unit":null,)"
                   R"("tick_size":null,"lot_size":null,"contract_value":null,"expiry":null,)"
                   R"("known_depth":null,"underlying":null})",
                   ""));
}

TEST(AppendRow, Clock) {
    auto row = full<ClockRow>();
    row.offset_us = 11;
    row.error_us = 12;
    row.step_us = 13;
    row.is_synchronised = true;
    row.source = std::string_view("adjtimex");
    EXPECT_EQ(
        appended(row, "A-B"),
        line(
            "clock", kFull,
            R"("offset_us":11,"error_us":12,"step_us":13,"is_synchronised":true,"source":"adjtimex"})",
            ""));
    EXPECT_EQ(
        appended(none<ClockRow>(), ""),
        line(
            "clock", kNone,
            R"("offset_us":null,"error_us":null,"step_us":0,"is_synchronised":false,"source":null})",
            ""));
}

TEST(AppendRow, Raw) {
    auto row = full<RawRow>();
    row.kind = std::string_view("rest");
    row.request = std::string_view("/depth");
    row.payload = "{\"a\":\"\x01\"}";
    EXPECT_EQ(
        appended(row, "A-B"),
        line("raw", kFull,
             R"("kind":"rest","request":"/depth","payload":"{\"a\":\"\u0001\"}","conn_id":106})",
             ""));
    EXPECT_EQ(appended(none<RawRow>(), ""),
              line("raw", kNone, R"("kind":"","request":null,"payload":"","conn_id":null})", ""));
}

}  // namespace
}  // namespace mdc
