#include "mdc/sim/venues/okx/texts.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "mdc/sim/venues/okx/channels.hpp"

namespace mdc::sim::okx {
namespace {

constexpr int kRateDecimals = 8;
constexpr std::int64_t kDollarsPerContract = 100;
constexpr std::chrono::hours kFundingEvery{8};

/// Writes one object of texts, key by key.
class Object {
  public:
    Object(std::string& out, const Instrument& of) : out_(out), of_(of) { out_.push_back('{'); }
    Object& text(std::string_view key, std::string_view value) {
        start(key).append(value).push_back('"');
        return *this;
    }
    Object& number(std::string_view key, std::int64_t mantissa, int decimals) {
        append_number(start(key), mantissa, decimals);
        out_.push_back('"');
        return *this;
    }
    Object& price(std::string_view key, std::int64_t ticks) {
        return number(key, ticks, of_.price_decimals);
    }
    Object& qty(std::string_view key, std::int64_t lots) {
        return number(key, lots, of_.qty_decimals);
    }
    Object& rate(std::string_view key, std::int64_t rate) {
        return number(key, rate, kRateDecimals);
    }
    Object& whole(std::string_view key, std::int64_t value) { return number(key, value, 0); }
    Object& time(std::string_view key, UnixMicros at) { return whole(key, at.value / 1000); }
    Object& kind_and_name() {
        return text("instType", type_word(of_.type)).text("instId", of_.symbol);
    }
    void end() { out_.push_back('}'); }

  private:
    std::string& start(std::string_view key) {
        if (out_.back() != '{') out_.push_back(',');
        return out_.append("\"").append(key).append("\":\"");
    }
    std::string& out_;
    const Instrument& of_;
};

std::string_view side_word(Side taker) { return taker == Side::bid ? "buy" : "sell"; }

bool is_inverse(const Instrument& of) {
    return of.quote == "USD" && (of.type == Type::perpetual || of.type == Type::future);
}

}  // namespace

std::string_view type_word(Type type) noexcept {
    constexpr std::array<std::string_view, 4> kWords = {"SPOT", "SWAP", "FUTURES", "OPTION"};
    return kWords[static_cast<std::size_t>(type)];
}

void append_number(std::string& out, std::int64_t mantissa, int decimals) {
    for (; decimals > 0 && mantissa % 10 == 0; --decimals) mantissa /= 10;
    append_decimal(out, mantissa, decimals, decimals);
}

void append_level(std::string& out, const Instrument& of, const Level& level) {
    constexpr std::int64_t kOrders = 9;
    if (!out.empty()) out.push_back(',');
    append_number(out.append("[\""), level.price, of.price_decimals);
    append_number(out.append("\",\""), level.qty, of.qty_decimals);
    append_integer(out.append(R"(","0",")"), level.qty == 0 ? 0 : 1 + level.qty % kOrders);
    out.append("\"]");
}

void append_sides(std::string& out, std::string_view asks, std::string_view bids,
                  std::string_view name, UnixMicros time) {
    out.append(R"("asks":[)").append(asks).append(R"(],"bids":[)").append(bids).push_back(']');
    if (!name.empty()) out.append(R"(,"instId":")").append(name).push_back('"');
    append_integer(out.append(R"(,"ts":")"), time.value / 1000);
    out.push_back('"');
}

void append_trade(std::string& out, const Instrument& of, const AggregateTrade& one,
                  std::int64_t book_id) {
    Object(out, of)
        .text("instId", of.symbol)
        .whole("tradeId", one.last_trade_id)
        .price("px", one.price)
        .qty("sz", one.qty)
        .text("side", side_word(one.taker))
        .time("ts", one.time)
        .whole("count", one.last_trade_id - one.first_trade_id + 1)
        .text("source", "0");
    append_integer(out.append(R"(,"seqId":)"), book_id);
    out.push_back('}');
}

void append_match(std::string& out, const Instrument& of, const Trade& one) {
    Object(out, of)
        .text("instId", of.symbol)
        .whole("tradeId", one.id)
        .price("px", one.price)
        .qty("sz", one.qty)
        .text("side", side_word(one.taker))
        .text("source", "0")
        .time("ts", one.time)
        .end();
}

void append_ticker(std::string& out, const Instrument& of, const DayStatistics& day) {
    Object object(out, of);
    object.kind_and_name()
        .price("last", day.last)
        .qty("lastSz", day.last_qty)
        .price("askPx", day.top.ask_price)
        .qty("askSz", day.top.ask_qty)
        .price("bidPx", day.top.bid_price)
        .qty("bidSz", day.top.bid_qty)
        .price("open24h", day.open)
        .price("high24h", day.high)
        .price("low24h", day.low)
        .price("sodUtc0", day.open)
        .price("sodUtc8", day.open);
    if (of.type == Type::spot) {
        object.number("volCcy24h", day.turnover, of.price_decimals + of.qty_decimals);
    } else {
        object.qty("volCcy24h", day.volume);
    }
    object.qty("vol24h", day.volume).time("ts", day.time).end();
}

void append_mark(std::string& out, const Instrument& of, const MarkPrice& one) {
    Object(out, of).kind_and_name().price("markPx", one.mark).time("ts", one.time).end();
}

void append_index(std::string& out, const Instrument& of, const MarkPrice& one) {
    Object(out, of)
        .text("instId", index_of(of.symbol))
        .price("idxPx", one.index)
        .price("high24h", one.index + 1)
        .price("low24h", one.index - 1)
        .price("open24h", one.index)
        .price("sodUtc0", one.index)
        .price("sodUtc8", one.index)
        .time("ts", one.time)
        .end();
}

void append_funding(std::string& out, const Instrument& of, const MarkPrice& one) {
    Object(out, of)
        .text("formulaType", "withRate")
        .rate("fundingRate", one.funding_rate)
        .time("fundingTime", one.next_funding)
        .text("impactValue", "20000.0000000000000000")
        .text("instId", of.symbol)
        .text("instType", type_word(of.type))
        .text("interestRate", "0.0001000000000000")
        .text("maxFundingRate", "0.00375")
        .text("method", "current_period")
        .text("minFundingRate", "-0.00375")
        .text("nextFundingRate", "")
        .time("nextFundingTime", one.next_funding + kFundingEvery)
        .rate("premium", one.funding_rate / 2)
        .time("prevFundingTime", one.next_funding - kFundingEvery)
        .rate("settFundingRate", one.funding_rate / 3)
        .text("settState", "settled")
        .time("ts", one.time)
        .end();
}

// Money is contracts at the mark price; an inverse contract is money itself.
void append_interest(std::string& out, const Instrument& of, const MarkPrice& one) {
    Object object(out, of);
    object.kind_and_name().qty("oi", one.open_interest).qty("oiCcy", one.open_interest);
    if (is_inverse(of)) {
        object.qty("oiUsd", one.open_interest * kDollarsPerContract);
    } else {
        object.number("oiUsd", one.open_interest * one.mark, of.price_decimals + of.qty_decimals);
    }
    object.time("ts", one.time).end();
}

// The greeks in coins are not those in money, so that nobody can mistake them.
void append_summary(std::string& out, const Instrument& of, const MarkPrice& one) {
    Object(out, of)
        .kind_and_name()
        .text("uly", index_of(of.symbol))
        .rate("delta", one.delta / 2)
        .rate("gamma", one.gamma / 2)
        .rate("theta", one.theta / 2)
        .rate("vega", one.vega / 2)
        .rate("deltaBS", one.delta)
        .rate("gammaBS", one.gamma)
        .rate("thetaBS", one.theta)
        .rate("vegaBS", one.vega)
        .text("realVol", "0")
        .text("bidVol", "")
        .rate("askVol", one.mark_iv + 1'000'000)
        .rate("markVol", one.mark_iv)
        .rate("volLv", one.mark_iv)
        .text("lever", "4.0342")
        .text("fwdPx", part_of(of.symbol, 3))
        .time("ts", one.time)
        .end();
}

namespace {

struct Terms {
    std::string_view base, quote, settlement;  // the first two of spot only
    std::string_view value, unit, direction;   // of a contract
};

Terms terms_of(const Instrument& one) {
    if (one.type == Type::spot) return {one.base, one.quote, "", "", "", ""};
    if (one.type == Type::option) return {"", "", one.base, "1", one.base, ""};
    if (is_inverse(one)) return {"", "", one.base, "100", "USD", "inverse"};
    return {"", "", one.quote, "1", one.base, "linear"};
}

// At 8:00 UTC of its day, in milliseconds; of what does not end nothing.
std::string expiry_of(const Instrument& one) {
    if (one.type != Type::future && one.type != Type::option) return "";
    const std::string date(part_of(one.symbol, 2));
    const auto number = [&](std::size_t at) { return std::stoi(date.substr(at, 2)); };
    const auto day =
        std::chrono::sys_days(std::chrono::year(2000 + number(0)) /
                              static_cast<unsigned>(number(2)) / static_cast<unsigned>(number(4)));
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                              (day + std::chrono::hours(8)).time_since_epoch())
                              .count());
}

}  // namespace

std::string instrument_text(const Instrument& one, int code) {
    const bool is_spot = one.type == Type::spot;
    const bool is_option = one.type == Type::option;
    const auto terms = terms_of(one);
    std::string tick;
    std::string lot;
    append_number(tick, 1, one.price_decimals);
    append_number(lot, 1, one.qty_decimals);
    return fmt::format(
        R"({{"alias":"","auctionEndTime":"","baseCcy":"{base}","category":"1","contTdSwTime":"",)"
        R"("ctMult":"{multiplier}","ctType":"{direction}","ctVal":"{value}","ctValCcy":"{unit}",)"
        R"("expTime":"{expiry}","floatPxLmtPct":"0.005","freq":"","futureSettlement":false,)"
        R"("groupId":"4","initPxLmtPct":"0.02","instCategory":"1","instFamily":"{family}",)"
        R"("instId":"{symbol}","instIdCode":{code},"instType":"{type}","lever":"50",)"
        R"("listTime":"1573557408000","longPosRemainingQuota":"","lotSz":"{lot}",)"
        R"("maxIcebergSz":"100000000","maxLmtAmt":"20000000","maxLmtSz":"100000000",)"
        R"("maxMktAmt":"","maxMktSz":"35000","maxPlatOICoinLmt":"","maxPlatOILmt":"",)"
        R"("maxPxLmtPct":"0.01","maxStopSz":"35000","maxTriggerSz":"100000000",)"
        R"("maxTwapSz":"100000000","method":"","minSz":"{lot}","openType":"call_auction",)"
        R"("optType":"{right}","posLmtAmt":"","posLmtPct":"","preMktSwTime":"",)"
        R"("quoteCcy":"{quote}","rpiMinLevel":"3","rpiMinPxBand":"20","ruleType":"normal",)"
        R"("seriesId":"","settleCcy":"{settlement}","shortPosRemainingQuota":"","state":"live",)"
        R"("stk":"{strike}","tickSz":"{tick}","tradeQuoteCcyList":[{quotes}],"uly":"{index}",)"
        R"("upcChg":[]}})",
        fmt::arg("base", terms.base), fmt::arg("multiplier", is_spot ? "" : "1"),
        fmt::arg("direction", terms.direction), fmt::arg("value", terms.value),
        fmt::arg("unit", terms.unit), fmt::arg("expiry", expiry_of(one)),
        fmt::arg("family", is_spot ? "" : family_of(one.symbol)), fmt::arg("symbol", one.symbol),
        fmt::arg("code", code), fmt::arg("type", type_word(one.type)), fmt::arg("lot", lot),
        fmt::arg("right", is_option ? one.symbol.substr(one.symbol.size() - 1) : ""),
        fmt::arg("quote", terms.quote), fmt::arg("settlement", terms.settlement),
        fmt::arg("strike", is_option ? part_of(one.symbol, 3) : std::string_view()),
        fmt::arg("tick", tick),
        fmt::arg("quotes", is_spot ? fmt::format("\"{}\"", one.quote) : std::string()),
        fmt::arg("index", is_spot ? "" : index_of(one.symbol)));
}

}  // namespace mdc::sim::okx
