#pragma once

#include <array>

#include "mdc/model/exchange_id.hpp"
#include "mdc/model/tables/fields.hpp"

// The columns of the feeds' tables (ledger_fields.hpp has the others), in the order of the files.
// Columns are only ever appended (then kSchemaVersion goes up), never changed. The ticker is given
// beside the row.

namespace mdc::fields {

inline constexpr EnumName kActionNames[] = {{1, "NEW"}, {2, "UPDATE"}, {3, "DELETE"}};
inline constexpr EnumName kBookSideNames[] = {{1, "BID"}, {-1, "ASK"}, {0, "UNKNOWN"}};
inline constexpr EnumName kTradeSideNames[] = {{1, "BUY"}, {-1, "SELL"}, {0, "UNKNOWN"}};
inline constexpr EnumName kTradeKindNames[] = {
    {0, "normal"},         {1, "block"}, {2, "liquidation"}, {3, "rpi"},
    {4, "insurance_fund"}, {5, "adl"},   {6, "other"}};
inline constexpr EnumName kTickerChannelNames[] = {{0, "ticker"},        {1, "mark_price"},
                                                   {2, "index_price"},   {3, "funding_rate"},
                                                   {4, "open_interest"}, {5, "option_summary"}};
inline constexpr auto kExchangeCodes = [] {
    std::array<EnumName, kExchangeNames.size()> codes{};
    for (std::size_t i = 0; i < codes.size(); ++i) {
        codes[i] = {static_cast<std::int64_t>(kExchangeNames[i].id), kExchangeNames[i].symbol};
    }
    return codes;
}();

template <class Row>
constexpr auto common_before_ticker() {
    return std::tuple{
        field<Row>("timestamp", [](const Row& r) { return r.head.timestamp; },
                   {"us UTC", "When it happened at the exchange."}),
        field<Row>("rcv_timestamp", [](const Row& r) { return r.head.rcv_timestamp; },
                   {"us UTC", "When its packet arrived here; kernel stamp where available."}),
        field<Row>("exchange", [](const Row& r) { return r.head.exchange; },
                   {"", "Market of the venue.", false, kExchangeCodes})};
}

inline constexpr ColumnFacts kTickerFacts = {
    "ticker", ColumnType::text, true, "",
    "Instrument as the exchange writes it; null in rows that are about no instrument."};

template <class Row>
constexpr auto common_after_ticker() {
    return std::tuple{field<Row>("seq_id", [](const Row& r) { return r.head.seq_id; },
                                 {"", "Local number, increasing per row, also across restarts."}),
                      field<Row>("packet_id", [](const Row& r) { return r.head.packet_id; },
                                 {"", "Local number, equal for all rows of one network read."})};
}

template <class Row>
constexpr auto connection_column() {
    return std::tuple{field<Row>(
        "conn_id", [](const Row& r) { return r.head.conn_id; },
        {"", "seq_id of the `opened` row of the connection that brought it; null when none did.",
         true})};
}

template <class Row>
constexpr auto feed_columns() {
    return std::tuple_cat(
        std::tuple{
            field<Row>("push_timestamp", [](const Row& r) { return r.head.push_timestamp; },
                       {"us UTC", "When the venue sent it.", true}),
            field<Row>("timestamp_is_local", [](const Row& r) { return r.head.timestamp_is_local; },
                       {"", "True: the exchange sent no usable time, `timestamp` is ours."})},
        connection_column<Row>());
}

/// The table's own columns, behind the common ones.
template <class Row>
constexpr auto own_columns();

template <>
constexpr auto own_columns<OrderbookRow>() {
    using R = OrderbookRow;
    constexpr std::string_view kPrice = "quote currency";
    return std::tuple_cat(
        std::tuple{
            field<R>("action", [](const R& r) { return r.level.action; },
                     {"", "What happened to the level.", false, kActionNames}),
            field<R>(
                "side", [](const R& r) { return r.level.side; },
                {"", "UNKNOWN only in a row that says: forget all levels.", false, kBookSideNames}),
            field<R>("price", [](const R& r) { return r.level.price; },
                     {kPrice, "Price of the level; null in a row that forgets the book.", true}),
            field<R>("qty", [](const R& r) { return r.level.qty; },
                     {"as sent", "New absolute quantity of the level; 0 with DELETE."}),
            field<R>("is_snapshot", [](const R& r) { return r.is_snapshot; },
                     {"", "Part of the difference to a book snapshot."}),
            field<R>("is_checkpoint", [](const R& r) { return r.is_checkpoint; },
                     {"", "Part of the maintained book written again."}),
            field<R>("first_update_id", [](const R& r) { return r.first_update_id; },
                     {"", "First id of the message, as the exchange says.", true}),
            field<R>("last_update_id", [](const R& r) { return r.last_update_id; },
                     {"", "Id of the book after the message.", true}),
            field<R>("prev_update_id", [](const R& r) { return r.prev_update_id; },
                     {"", "Id of the book before the message, where the exchange says it.", true})},
        feed_columns<R>());
}

template <>
constexpr auto own_columns<TradeRow>() {
    using R = TradeRow;
    return std::tuple_cat(
        std::tuple{
            field<R>("side", [](const R& r) { return r.side; },
                     {"", "Side of the aggressor.", false, kTradeSideNames}),
            field<R>("price", [](const R& r) { return r.price; }, {"quote currency", "Price."}),
            field<R>("qty", [](const R& r) { return r.qty; },
                     {"as sent", "Quantity; contracts stay contracts."}),
            field<R>("trade_id", [](const R& r) { return r.trade_id.view(); },
                     {"", "The exchange's id of the trade."}),
            field<R>("trade_seq", [](const R& r) { return r.trade_seq; },
                     {"", "Dense number of the trade; null where the venue has none.", true}),
            field<R>("trade_count", [](const R& r) { return r.trade_count; },
                     {"", "Matches in this row."}),
            field<R>("kind", [](const R& r) { return r.kind; },
                     {"", "Kind of the trade.", false, kTradeKindNames})},
        feed_columns<R>());
}

template <>
constexpr auto own_columns<BboRow>() {
    using R = BboRow;
    return std::tuple_cat(
        std::tuple{field<R>("bid_price", [](const R& r) { return r.bid_price; },
                            {"quote currency", "Best bid; null when there is none.", true}),
                   field<R>("bid_qty", [](const R& r) { return r.bid_qty; },
                            {"as sent", "Quantity at the best bid.", true}),
                   field<R>("ask_price", [](const R& r) { return r.ask_price; },
                            {"quote currency", "Best ask; null when there is none.", true}),
                   field<R>("ask_qty", [](const R& r) { return r.ask_qty; },
                            {"as sent", "Quantity at the best ask.", true}),
                   field<R>("update_id", [](const R& r) { return r.update_id; },
                            {"", "The exchange's id of this top of book.", true})},
        feed_columns<R>());
}

template <>
constexpr auto own_columns<TickerRow>() {
    using R = TickerRow;
    constexpr std::string_view kPrice = "quote currency";
    constexpr std::string_view kQty = "as sent";
    return std::tuple_cat(
        std::tuple{
            field<R>("channel", [](const R& r) { return r.channel; },
                     {"", "Which channel of the venue said it.", false, kTickerChannelNames}),
            field<R>("last_price", [](const R& r) { return r.last_price; },
                     {kPrice, "Price of the last trade.", true}),
            field<R>("last_qty", [](const R& r) { return r.last_qty; },
                     {kQty, "Quantity of the last trade.", true}),
            field<R>("open_24h", [](const R& r) { return r.open_24h; },
                     {kPrice, "Price 24 h ago.", true}),
            field<R>("high_24h", [](const R& r) { return r.high_24h; },
                     {kPrice, "High of 24 h.", true}),
            field<R>("low_24h", [](const R& r) { return r.low_24h; },
                     {kPrice, "Low of 24 h.", true}),
            field<R>("volume_base_24h", [](const R& r) { return r.volume_base_24h; },
                     {"base currency", "Traded in 24 h.", true}),
            field<R>("volume_quote_24h", [](const R& r) { return r.volume_quote_24h; },
                     {kPrice, "Turnover of 24 h.", true}),
            field<R>("volume_contracts_24h", [](const R& r) { return r.volume_contracts_24h; },
                     {"contracts", "Traded in 24 h.", true}),
            field<R>("bid_price", [](const R& r) { return r.bid_price; },
                     {kPrice, "Best bid.", true}),
            field<R>("bid_qty", [](const R& r) { return r.bid_qty; },
                     {kQty, "Quantity at the best bid.", true}),
            field<R>("ask_price", [](const R& r) { return r.ask_price; },
                     {kPrice, "Best ask.", true}),
            field<R>("ask_qty", [](const R& r) { return r.ask_qty; },
                     {kQty, "Quantity at the best ask.", true}),
            field<R>("mark_price", [](const R& r) { return r.mark_price; },
                     {kPrice, "Mark price.", true}),
            field<R>("index_price", [](const R& r) { return r.index_price; },
                     {kPrice, "Index price.", true}),
            field<R>("funding_rate", [](const R& r) { return r.funding_rate; },
                     {"1", "Funding rate of the running period.", true}),
            field<R>("funding_time", [](const R& r) { return r.funding_time; },
                     {"us UTC", "Next funding.", true}),
            field<R>("open_interest", [](const R& r) { return r.open_interest; },
                     {kQty, "Open interest.", true}),
            field<R>("open_interest_value", [](const R& r) { return r.open_interest_value; },
                     {kPrice, "Open interest in money.", true}),
            field<R>("underlying_price", [](const R& r) { return r.underlying_price; },
                     {kPrice, "Underlying of an option.", true}),
            field<R>("mark_iv", [](const R& r) { return r.mark_iv; },
                     {"1", "Implied volatility at mark.", true}),
            field<R>("bid_iv", [](const R& r) { return r.bid_iv; },
                     {"1", "Implied volatility at bid.", true}),
            field<R>("ask_iv", [](const R& r) { return r.ask_iv; },
                     {"1", "Implied volatility at ask.", true}),
            field<R>("delta", [](const R& r) { return r.delta; }, {"1", "Option delta.", true}),
            field<R>("gamma", [](const R& r) { return r.gamma; }, {"", "Option gamma.", true}),
            field<R>("vega", [](const R& r) { return r.vega; }, {"", "Option vega.", true}),
            field<R>("theta", [](const R& r) { return r.theta; }, {"", "Option theta.", true}),
            field<R>("rho", [](const R& r) { return r.rho; }, {"", "Option rho.", true})},
        feed_columns<R>());
}

}  // namespace mdc::fields
