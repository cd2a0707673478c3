#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "mdc/sim/venues/binance/binance.hpp"
#include "mdc/sim/venues/binance/market.hpp"

// Binance USD-M futures: two routes, numbers with the decimals of their instrument, milliseconds.

namespace mdc::sim::binance {
namespace {

constexpr std::string_view kPublic = "/public";
constexpr std::string_view kMarket = "/market";
constexpr std::string_view kRoutes[] = {kPublic, kMarket};

// A beat is 25 ms.
constexpr StreamFacts kStreams[] = {
    {Kind::depth, "@depth@100ms", "orderbook_l2", kPublic, 4},
    {Kind::depth, "@depth@0ms", "orderbook_l2", kPublic, 1},
    {Kind::depth, "@depth@500ms", "orderbook_l2", kPublic, 20},
    {Kind::depth, "@depth", "orderbook_l2", kPublic, 10},
    {Kind::partial, "@depth5@100ms", "other", kPublic, 4, 5},
    {Kind::partial, "@depth10@100ms", "other", kPublic, 4, 10},
    {Kind::partial, "@depth20@100ms", "other", kPublic, 4, 20},
    {Kind::partial, "@depth5@500ms", "other", kPublic, 20, 5},
    {Kind::partial, "@depth10@500ms", "other", kPublic, 20, 10},
    {Kind::partial, "@depth20@500ms", "other", kPublic, 20, 20},
    {Kind::partial, "@depth5", "other", kPublic, 10, 5},
    {Kind::partial, "@depth10", "other", kPublic, 10, 10},
    {Kind::partial, "@depth20", "other", kPublic, 10, 20},
    {Kind::book_ticker, "@bookTicker", "bbo", kPublic},
    {Kind::trade, "@trade", "trades", kPublic},
    {Kind::agg_trade, "@aggTrade", "trades", kMarket, 4},
    {Kind::ticker, "@ticker", "tickers", kMarket, 2},
    {Kind::mark_price, "@markPrice@1s", "tickers", kMarket, 1},
    {Kind::mark_price, "@markPrice", "tickers", kMarket, 3},
};

constexpr DepthWeight kDepthWeights[] = {{5, 2},   {10, 2},   {20, 2},   {50, 2},
                                         {100, 5}, {500, 10}, {1000, 20}};

const MarketFacts kFacts = {
    .limits = {.ping_every = std::chrono::minutes(3),
               .pong_within = std::chrono::minutes(10),
               .lifetime = std::chrono::hours(24),
               .client_frames_per_second = 10,
               .streams_per_connection = 1024,
               .connects_per_5_minutes = 300,  // not documented: as Spot
               .rest_weight_per_minute = 2400},
    .beat = std::chrono::milliseconds(25),
    .routes = kRoutes,
    .streams = kStreams,
    .closes_on_nonsense = true,
    .is_batched = true,
    .rest_prefix = "/fapi/v1/",
    .usual_levels = 500,
    .depth_weights = kDepthWeights,
    .too_much =
        "Too many requests; current limit is {} requests per minute. Please use the "
        "websocket for live updates to avoid polling the API.",
    .banned =
        "Way too many requests; IP banned until {}. Please use the websocket for live "
        "updates to avoid bans.",
};

std::string_view pair_of(const Instrument& of) {
    const std::string_view symbol = of.symbol;
    return symbol.substr(0, symbol.find('_'));
}

// A few ids are of trades that do not come from the book.
std::string_view special_of(std::int64_t id) {
    if (id % 1000 == 7) return "INSURANCE_FUND";
    return id % 1000 == 13 ? "ADL" : "MARKET";
}

class Usdm final : public Market {
  public:
    [[nodiscard]] const MarketFacts& facts() const noexcept override { return kFacts; }

    void trade(std::string& out, const Instrument& of, const Trade& one,
               Clock clock) const override {
        append_trade_head(out, of, one, clock);
        price_of(out, R"(,"p":")", of, one.price);
        qty_of(out, R"(","q":")", of, one.qty);
        out.append(R"(","X":")").append(special_of(one.id));
        out.append(one.taker == Side::ask ? R"(","m":true,"st":1})" : R"(","m":false,"st":1})");
    }

    // A placeholder without price and size.
    bool after_trade(std::string& out, const Instrument& of, const Trade& one,
                     Clock clock) const override {
        if (one.id % 100 != 0) return false;
        append_trade_head(out, of, one, clock);
        out.append(R"(,"p":"0","q":"0","X":"NA","m":false,"st":1})");
        return true;
    }

    void aggregate(std::string& out, const Instrument& of, const AggregateTrade& one,
                   UnixMicros pushed, Clock clock) const override {
        clock.push(out.append(R"({"e":"aggTrade","E":)"), pushed);
        append_integer(out.append(R"(,"a":)"), one.id);
        out.append(R"(,"s":")").append(of.symbol);
        price_of(out, R"(","p":")", of, one.price);
        qty_of(out, R"(","q":")", of, one.qty);
        qty_of(out, R"(","nq":")", of, one.qty);
        append_integer(out.append(R"(","f":)"), one.first_trade_id);
        append_integer(out.append(R"(,"l":)"), one.last_trade_id);
        clock.engine(out.append(R"(,"T":)"), one.time);
        out.append(one.taker == Side::ask ? R"(,"m":true,"st":1})" : R"(,"m":false,"st":1})");
    }

    void top(std::string& out, const Instrument& of, const TopOfBook& one,
             Clock clock) const override {
        append_integer(out.append(R"({"e":"bookTicker","u":)"), one.update_id);
        append_symbol_and_pair(out, of);
        price_of(out, R"(,"b":")", of, one.bid_price);
        qty_of(out, R"(","B":")", of, one.bid_qty);
        price_of(out, R"(","a":")", of, one.ask_price);
        qty_of(out, R"(","A":")", of, one.ask_qty);
        clock.engine(out.append(R"(","T":)"), one.time);
        clock.push(out.append(R"(,"E":)"), one.time);
        out.append(R"(,"st":1})");
    }

    void statistics(std::string& out, const Instrument& of, const DayStatistics& day,
                    Clock clock) const override {
        clock.push(out.append(R"({"e":"24hrTicker","E":)"), day.time);
        out.append(R"(,"s":")").append(of.symbol);
        price_of(out, R"(","p":")", of, day.last - day.open);
        out += fmt::format(R"(","P":"{:.3f}","w":"{:.{}f})", percent_change(day),
                           average_price(of, day), of.price_decimals);
        price_of(out, R"(","c":")", of, day.last);
        qty_of(out, R"(","Q":")", of, day.last_qty);
        append_day(out, of, day, clock);
        out.append(R"(,"ps":")").append(pair_of(of)).append(R"(","st":1})");
    }

    // Its time is the same on every machine. What is dated has no funding.
    void mark(std::string& out, const Instrument& of, const MarkPrice& one,
              Clock clock) const override {
        const bool is_dated = of.type == Type::future;
        const auto mark_of = [&](std::string_view key, std::int64_t price) {
            append_decimal(out.append(key), price, of.price_decimals, kRateDecimals);
        };
        clock.engine(out.append(R"({"e":"markPriceUpdate","E":)"), one.time);
        out.append(R"(,"s":")").append(of.symbol);
        mark_of(R"(","p":")", one.mark);
        mark_of(R"(","ap":")", one.mark - 1);
        mark_of(R"(","P":")", one.mark + 1);
        mark_of(R"(","i":")", one.index);
        out.append(R"(","r":")");
        if (!is_dated) append_decimal(out, one.funding_rate, kRateDecimals, kRateDecimals);
        clock.engine(out.append(R"(","T":)"), is_dated ? UnixMicros{0} : one.next_funding);
        out.append(R"(,"st":1})");
    }

    // Ids are shared with what is not shown: the first of an event lies somewhere behind the last
    // of the one before.
    void depth(std::string& out, const Instrument& of, const Cut& cut, std::string_view bids,
               std::string_view asks, Clock clock) const override {
        clock.push(out.append(R"({"e":"depthUpdate","E":)"), cut.time);
        clock.engine(out.append(R"(,"T":)"), cut.changed);
        append_symbol_and_pair(out, of);
        append_integer(out.append(R"(,"U":)"), cut.last - (cut.last - cut.previous - 1) / 3);
        append_integer(out.append(R"(,"u":)"), cut.last);
        append_integer(out.append(R"(,"pu":)"), cut.previous);
        out.append(R"(,"b":[)").append(bids).append(R"(],"a":[)").append(asks);
        out.append(R"(],"st":1})");
    }

    // Looks like an update: only the stream's name tells.
    void partial(std::string& out, const Instrument& of, const Cut& cut, std::string_view bids,
                 std::string_view asks, Clock clock) const override {
        depth(out, of, cut, bids, asks, clock);
    }

    void snapshot_head(std::string& out, std::int64_t update_id, UnixMicros now) const override {
        const Clock clock;
        append_integer(out.append(R"({"lastUpdateId":)"), update_id);
        clock.push(out.append(R"(,"E":)"), now);
        clock.engine(out.append(R"(,"T":)"), now);
        out.push_back(',');
    }

    void list_head(std::string& out, UnixMicros now, int weight_per_minute) const override {
        out += fmt::format(
            R"({{"timezone":"UTC","serverTime":{},"futuresType":"U_MARGINED","rateLimits":[)"
            R"({{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":{})"
            R"(}}],"exchangeFilters":[],"assets":[{{"asset":"USDT","marginAvailable":true,)"
            R"("autoAssetExchange":"-10000"}}],"symbols":[)",
            now.value / 1000, weight_per_minute);
    }

    void symbol(std::string& out, const Instrument& one) const override {
        constexpr std::int64_t kNever = 4'133'404'800'000;
        std::string tick;
        std::string lot;
        append_price(tick, one, 1);
        append_qty(lot, one, 1);
        const bool is_dated = one.type == Type::future;
        out += fmt::format(
            R"({{"symbol":"{0}","pair":"{1}","contractType":"{2}","deliveryDate":{3},)"
            R"("onboardDate":1569398400000,"status":"TRADING","maintMarginPercent":"2.5000",)"
            R"("requiredMarginPercent":"5.0000","baseAsset":"{4}","quoteAsset":"{5}",)"
            R"("marginAsset":"{5}","pricePrecision":{6},"quantityPrecision":{7},)"
            R"("baseAssetPrecision":8,"quotePrecision":8,"underlyingType":"COIN",)"
            R"("underlyingSubType":[],"triggerProtect":"0.0500","liquidationFee":"0.012500",)"
            R"("marketTakeBound":"0.05","filters":[{{"minPrice":"{8}","maxPrice":"4529764",)"
            R"("filterType":"PRICE_FILTER","tickSize":"{8}"}},{{"stepSize":"{9}",)"
            R"("filterType":"LOT_SIZE","maxQty":"1000","minQty":"{9}"}},{{"stepSize":"{9}",)"
            R"("filterType":"MARKET_LOT_SIZE","maxQty":"120","minQty":"{9}"}},{{"limit":200,)"
            R"("filterType":"MAX_NUM_ORDERS"}},{{"notional":"5","filterType":"MIN_NOTIONAL"}},)"
            R"({{"multiplierDown":"0.9500","multiplierUp":"1.0500","multiplierDecimal":"4",)"
            R"("filterType":"PERCENT_PRICE"}}],"orderTypes":["LIMIT","MARKET"],)"
            R"("timeInForce":["GTC","IOC","FOK","GTX"]}})",
            one.symbol, pair_of(one), is_dated ? "CURRENT_QUARTER" : "PERPETUAL",
            is_dated ? delivery_of(one) : kNever, one.base, one.quote, one.price_decimals,
            one.qty_decimals, tick, lot);
    }

  private:
    static constexpr int kRateDecimals = 8;

    static void append_symbol_and_pair(std::string& out, const Instrument& of) {
        out.append(R"(,"s":")").append(of.symbol).append(R"(","ps":")");
        out.append(pair_of(of)).push_back('"');
    }
    static void append_trade_head(std::string& out, const Instrument& of, const Trade& one,
                                  Clock clock) {
        clock.push(out.append(R"({"e":"trade","E":)"), one.time);
        clock.engine(out.append(R"(,"T":)"), one.time);
        append_integer(out.append(R"(,"s":")").append(of.symbol).append(R"(","t":)"), one.id);
    }
    // "BTCUSDT_261225": at 8:00 UTC of that day, in milliseconds.
    static std::int64_t delivery_of(const Instrument& of) {
        const auto digits = of.symbol.substr(of.symbol.find('_') + 1);
        const auto number = [&](std::size_t at) { return std::stoi(digits.substr(at, 2)); };
        const auto day = std::chrono::sys_days(std::chrono::year(2000 + number(0)) /
                                               static_cast<unsigned>(number(2)) /
                                               static_cast<unsigned>(number(4)));
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   (day + std::chrono::hours(8)).time_since_epoch())
            .count();
    }
};

}  // namespace

const Market& usdm() {
    static const Usdm market;
    return market;
}

}  // namespace mdc::sim::binance

namespace mdc::sim {

Instrument make_usdm_instrument(std::string_view symbol) {
    constexpr std::size_t kDateDigits = 6;
    constexpr int kQtyDecimals = 3;
    const auto mark = symbol.find('_');
    const auto date = mark == symbol.npos ? std::string_view() : symbol.substr(mark + 1);
    const bool is_dated =
        date.size() == kDateDigits && date.find_first_not_of("0123456789") == date.npos;
    auto made = make_instrument(symbol.substr(0, mark));
    made.symbol = symbol;
    made.type = is_dated ? Type::future : Type::perpetual;
    made.qty_decimals = std::min(made.qty_decimals, kQtyDecimals);
    return made;
}

}  // namespace mdc::sim
