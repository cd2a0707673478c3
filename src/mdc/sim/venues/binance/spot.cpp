#include <fmt/format.h>

#include "mdc/sim/venues/binance/market.hpp"

// Binance Spot: numbers with eight decimals, times in the unit that a connection asks for.

namespace mdc::sim::binance {
namespace {

constexpr StreamFacts kStreams[] = {
    {Kind::trade, "@trade", "trades"},
    {Kind::agg_trade, "@aggTrade", "other"},
    {Kind::book_ticker, "@bookTicker", "bbo"},
    {Kind::ticker, "@ticker", "tickers"},
    {Kind::depth, "@depth@100ms", "orderbook_l2"},
    {Kind::depth, "@depth", "orderbook_l2", "", 10},
    {Kind::partial, "@depth5@100ms", "other", "", 1, 5},
    {Kind::partial, "@depth10@100ms", "other", "", 1, 10},
    {Kind::partial, "@depth20@100ms", "other", "", 1, 20},
    {Kind::partial, "@depth5", "other", "", 10, 5},
    {Kind::partial, "@depth10", "other", "", 10, 10},
    {Kind::partial, "@depth20", "other", "", 10, 20},
};

constexpr std::string_view kRoutes[] = {""};
constexpr DepthWeight kDepthWeights[] = {{100, 5}, {500, 25}, {1000, 50}, {5000, 250}};

const MarketFacts kFacts = {
    .limits = {.ping_every = std::chrono::seconds(20),
               .pong_within = std::chrono::seconds(60),
               .lifetime = std::chrono::hours(24),
               .client_frames_per_second = 5,
               .streams_per_connection = 1024,
               .connects_per_5_minutes = 300,
               .rest_weight_per_minute = 6000},
    .beat = std::chrono::milliseconds(100),
    .routes = kRoutes,
    .streams = kStreams,
    .decimals = 8,
    .has_microseconds = true,
    .has_shutdown_notice = true,
    .has_any_id = true,
    .rest_prefix = "/api/v3/",
    .list_weight = 20,
    .depth_weights = kDepthWeights,
    .has_any_depth = true,
    .has_retry_after = true,
    .too_much =
        "Too much request weight used; current limit is {} request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API.",
    .banned =
        "Way too much request weight used; IP banned until {}. Please use WebSocket Streams "
        "for live updates to avoid bans.",
};

class Spot final : public Market {
  public:
    [[nodiscard]] const MarketFacts& facts() const noexcept override { return kFacts; }

    void trade(std::string& out, const Instrument& of, const Trade& one,
               Clock clock) const override {
        clock.push(out.append(R"({"e":"trade","E":)"), one.time);
        append_integer(out.append(R"(,"s":")").append(of.symbol).append(R"(","t":)"), one.id);
        price_of(out, R"(,"p":")", of, one.price);
        qty_of(out, R"(","q":")", of, one.qty);
        clock.engine(out.append(R"(","T":)"), one.time);
        out.append(end_of(one.taker));
    }

    void aggregate(std::string& out, const Instrument& of, const AggregateTrade& one,
                   UnixMicros pushed, Clock clock) const override {
        clock.push(out.append(R"({"e":"aggTrade","E":)"), pushed);
        append_integer(out.append(R"(,"s":")").append(of.symbol).append(R"(","a":)"), one.id);
        price_of(out, R"(,"p":")", of, one.price);
        qty_of(out, R"(","q":")", of, one.qty);
        append_integer(out.append(R"(","f":)"), one.first_trade_id);
        append_integer(out.append(R"(,"l":)"), one.last_trade_id);
        clock.engine(out.append(R"(,"T":)"), one.time);
        out.append(end_of(one.taker));
    }

    void top(std::string& out, const Instrument& of, const TopOfBook& one, Clock) const override {
        append_integer(out.append(R"({"u":)"), one.update_id);
        out.append(R"(,"s":")").append(of.symbol);
        price_of(out, R"(","b":")", of, one.bid_price);
        qty_of(out, R"(","B":")", of, one.bid_qty);
        price_of(out, R"(","a":")", of, one.ask_price);
        qty_of(out, R"(","A":")", of, one.ask_qty);
        out.append(R"("})");
    }

    void statistics(std::string& out, const Instrument& of, const DayStatistics& day,
                    Clock clock) const override {
        clock.push(out.append(R"({"e":"24hrTicker","E":)"), day.time);
        out.append(R"(,"s":")").append(of.symbol);
        price_of(out, R"(","p":")", of, day.last - day.open);
        out += fmt::format(R"(","P":"{:.3f}","w":"{:.8f})", percent_change(day),
                           average_price(of, day));
        price_of(out, R"(","x":")", of, day.previous_close);
        price_of(out, R"(","c":")", of, day.last);
        qty_of(out, R"(","Q":")", of, day.last_qty);
        price_of(out, R"(","b":")", of, day.top.bid_price);
        qty_of(out, R"(","B":")", of, day.top.bid_qty);
        price_of(out, R"(","a":")", of, day.top.ask_price);
        qty_of(out, R"(","A":")", of, day.top.ask_qty);
        append_day(out, of, day, clock);
        out.push_back('}');
    }

    void depth(std::string& out, const Instrument& of, const Cut& cut, std::string_view bids,
               std::string_view asks, Clock clock) const override {
        clock.push(out.append(R"({"e":"depthUpdate","E":)"), cut.time);
        append_integer(out.append(R"(,"s":")").append(of.symbol).append(R"(","U":)"),
                       cut.previous + 1);
        append_integer(out.append(R"(,"u":)"), cut.last);
        out.append(R"(,"b":[)").append(bids).append(R"(],"a":[)").append(asks).append("]}");
    }

    void partial(std::string& out, const Instrument&, const Cut& cut, std::string_view bids,
                 std::string_view asks, Clock) const override {
        snapshot_head(out, cut.last, cut.time);
        out.append(R"("bids":[)").append(bids).append(R"(],"asks":[)").append(asks).append("]}");
    }

    void snapshot_head(std::string& out, std::int64_t update_id, UnixMicros) const override {
        append_integer(out.append(R"({"lastUpdateId":)"), update_id);
        out.push_back(',');
    }

    void list_head(std::string& out, UnixMicros now, int weight_per_minute) const override {
        out += fmt::format(
            R"({{"timezone":"UTC","serverTime":{},"rateLimits":[{{"rateLimitType":)"
            R"("REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":{}}},{{)"
            R"("rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":300000)"
            R"(}}],"exchangeFilters":[],"symbols":[)",
            now.value / 1000, weight_per_minute);
    }

    void symbol(std::string& out, const Instrument& one) const override {
        std::string tick;
        std::string lot;
        append_price(tick, one, 1);
        append_qty(lot, one, 1);
        out += fmt::format(
            R"({{"symbol":"{0}","status":"TRADING","baseAsset":"{1}","baseAssetPrecision":8,)"
            R"("quoteAsset":"{2}","quotePrecision":8,"quoteAssetPrecision":8,)"
            R"("baseCommissionPrecision":8,"quoteCommissionPrecision":8,)"
            R"("orderTypes":["LIMIT","LIMIT_MAKER","MARKET"],"icebergAllowed":true,)"
            R"("ocoAllowed":true,"otoAllowed":true,"quoteOrderQtyMarketAllowed":true,)"
            R"("allowTrailingStop":true,"cancelReplaceAllowed":true,"amendAllowed":true,)"
            R"("isSpotTradingAllowed":true,"isMarginTradingAllowed":true,)"
            R"("filters":[{{"filterType":"PRICE_FILTER","minPrice":"{3}",)"
            R"("maxPrice":"1000000.00000000","tickSize":"{3}"}},{{"filterType":"LOT_SIZE",)"
            R"("minQty":"{4}","maxQty":"9000.00000000","stepSize":"{4}"}},)"
            R"({{"filterType":"ICEBERG_PARTS","limit":10}},{{"filterType":"NOTIONAL",)"
            R"("minNotional":"5.00000000","applyMinToMarket":true,)"
            R"("maxNotional":"9000000.00000000","applyMaxToMarket":false,"avgPriceMins":5}},)"
            R"({{"filterType":"MAX_NUM_ORDERS","maxNumOrders":200}}],"permissions":[],)"
            R"("permissionSets":[["SPOT","MARGIN"]],)"
            R"("defaultSelfTradePreventionMode":"EXPIRE_MAKER",)"
            R"("allowedSelfTradePreventionModes":["EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH"]}})",
            one.symbol, one.base, one.quote, tick, lot);
    }

  private:
    static std::string_view end_of(Side taker) {
        return taker == Side::ask ? R"(,"m":true,"M":true})" : R"(,"m":false,"M":true})";
    }
};

}  // namespace

const Market& spot() {
    static const Spot market;
    return market;
}

}  // namespace mdc::sim::binance
