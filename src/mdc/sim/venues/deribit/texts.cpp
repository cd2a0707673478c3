#include "mdc/sim/venues/deribit/texts.hpp"

#include <fmt/format.h>

namespace mdc::sim::deribit {
namespace {

constexpr int kRateDecimals = 8;
constexpr int kPercentDecimals = 4;

/// Writes one object, key by key. Its instrument gives the decimals.
class Object {
  public:
    Object(std::string& out, const Instrument& of, Notation notation)
        : out_(out), of_(of), notation_(notation) {
        out_.push_back('{');
    }
    /// A value as it is.
    Object& raw(std::string_view key, std::string_view value) {
        start(key).append(value);
        return *this;
    }
    Object& text(std::string_view key, std::string_view value) {
        start(key).append("\"").append(value).push_back('"');
        return *this;
    }
    Object& whole(std::string_view key, std::int64_t value) {
        append_integer(start(key), value);
        return *this;
    }
    Object& time(std::string_view key, UnixMicros at) { return whole(key, at.value / 1000); }
    Object& number(std::string_view key, std::int64_t mantissa, int decimals) {
        append_number(start(key), mantissa, decimals, notation_);
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
    Object& name() { return text("instrument_name", of_.symbol); }
    void end() { out_.push_back('}'); }

  private:
    std::string& start(std::string_view key) {
        if (out_.back() != '{') out_.push_back(',');
        return out_.append("\"").append(key).append("\":");
    }
    std::string& out_;
    const Instrument& of_;
    Notation notation_;
};

// Money of an inverse future is its amounts; of all others it is their worth.
void append_stats(std::string& out, const Instrument& of, const DayStatistics& day) {
    Object stats(out, of, Notation::shortest);
    if (day.time.value == 0) {
        for (const auto key : {"high", "low", "price_change", "volume"}) stats.raw(key, "null");
        return stats.end();
    }
    const bool is_money = is_inverse(of);
    const auto money = is_money ? day.volume : day.turnover;
    const auto decimals = is_money ? of.qty_decimals : of.price_decimals + of.qty_decimals;
    stats.price("high", day.high)
        .price("low", day.low)
        .number("price_change", (day.last - day.open) * 1'000'000 / day.open, kPercentDecimals)
        .qty("volume", day.volume)
        .number("volume_usd", money, decimals);
    if (of.type != Type::option) stats.number("volume_notional", money, decimals);
    stats.end();
}

void append_option(Object& object, const Instrument& of, const MarkPrice& mark) {
    std::string greeks;
    Object(greeks, of, Notation::shortest)
        .rate("delta", mark.delta)
        .rate("gamma", mark.gamma)
        .rate("vega", mark.vega)
        .rate("theta", mark.theta)
        .rate("rho", mark.delta / 4)
        .end();
    const auto future = of.symbol.substr(0, of.symbol.find('-', of.symbol.find('-') + 1));
    object.raw("underlying_price", strike_of(of))
        .text("underlying_index", future)
        .raw("interest_rate", "0.0")
        .rate("mark_iv", mark.mark_iv)
        .rate("bid_iv", mark.mark_iv - 1'000'000)
        .rate("ask_iv", mark.mark_iv + 1'000'000)
        .raw("greeks", greeks);
}

void append_worth(Object& object, const Instrument& of, const MarkPrice& mark) {
    object.price("min_price", mark.mark - mark.mark / 64)
        .price("max_price", mark.mark + mark.mark / 64);
    if (is_inverse(of)) {
        object.whole("open_interest", mark.open_interest);
    } else {
        object.qty("open_interest", mark.open_interest);
    }
    object.price("mark_price", mark.mark);
    if (of.type == Type::option) append_option(object, of, mark);
    if (of.type == Type::perpetual) {
        object.rate("interest_value", mark.funding_rate / 3)
            .rate("current_funding", mark.funding_rate);
    }
    object.price("estimated_delivery_price", mark.index);
    if (of.type == Type::perpetual) object.rate("funding_8h", mark.funding_rate / 2);
}

}  // namespace

void append_level(std::string& out, const Instrument& of, std::string_view action,
                  const Level& level, Notation notation) {
    out.append(out.empty() ? "[\"" : ",[\"").append(action).append("\",");
    append_number(out, level.price, of.price_decimals, notation);
    out.push_back(',');
    append_number(out, level.qty, of.qty_decimals, notation);
    out.push_back(']');
}

void append_book(std::string& out, const Instrument& of, const BookText& book) {
    Object object(out, of, Notation::plain);
    object.time("timestamp", book.time)
        .text("type", book.is_snapshot ? "snapshot" : "change")
        .whole("change_id", book.id)
        .name();
    out.append(R"(,"bids":[)").append(book.bids).append(R"(],"asks":[)").append(book.asks);
    out.push_back(']');
    if (!book.is_snapshot) object.whole("prev_change_id", book.previous);
    object.end();
}

void append_quote(std::string& out, const Instrument& of, const TopOfBook& top) {
    Object(out, of, Notation::shortest)
        .time("timestamp", top.time)
        .name()
        .price("best_bid_price", top.bid_price)
        .qty("best_bid_amount", top.bid_qty)
        .price("best_ask_price", top.ask_price)
        .qty("best_ask_amount", top.ask_qty)
        .end();
}

// Ids are unique within a currency, and one currency's have its name.
void append_trade(std::string& out, const Instrument& of, const Trade& one, const Moment& moment) {
    constexpr std::int64_t kFirstMatch = 225'000'000'000'000'000;
    const bool has_mark = moment.mark.time.value != 0;
    Object object(out, of, Notation::plain);
    object.time("timestamp", one.time)
        .price("price", one.price)
        .qty("amount", one.qty)
        .text("direction", one.taker == Side::bid ? "buy" : "sell")
        .price("index_price", has_mark ? moment.mark.index : one.price)
        .name()
        .whole("trade_seq", one.id)
        .price("mark_price", has_mark ? moment.mark.mark : one.price)
        .whole("tick_direction", moment.tick_direction)
        .whole("starbase_match_id", kFirstMatch + one.id)
        .text("trade_id", fmt::format("{}{}", of.base == "ETH" ? "ETH-" : "", one.id))
        .number("contracts", one.qty, of.type == Type::option ? of.qty_decimals : 0);
    if (of.type == Type::option) object.rate("iv", moment.mark.mark_iv);
    object.whole("starbase_timestamp", one.time.value * 1000 + one.id % 1000).end();
}

void append_ticker(std::string& out, const Instrument& of, const State& state, UnixMicros now) {
    const auto& day = state.day;
    const bool has_day = day.time.value != 0;
    std::string stats;
    append_stats(stats, of, day);
    Object object(out, of, Notation::shortest);
    object.time("timestamp", now).text("state", "open").raw("stats", stats);
    if (of.type != Type::spot) object.price("index_price", state.mark.index);
    object.name();
    if (has_day) {
        object.price("last_price", day.last);
    } else {
        object.raw("last_price", "null");
    }
    object.price("settlement_price", has_day ? day.previous_close : of.start_price);
    if (of.type != Type::spot) append_worth(object, of, state.mark);
    object.price("best_ask_price", day.top.ask_price)
        .price("best_bid_price", day.top.bid_price)
        .qty("best_ask_amount", day.top.ask_qty)
        .qty("best_bid_amount", day.top.bid_qty)
        .end();
}

std::string instrument_text(const Instrument& one, int number) {
    const bool is_spot = one.type == Type::spot;
    const bool is_option = one.type == Type::option;
    const bool is_coin = is_inverse(one) || (is_option && one.quote == one.base);
    const std::string_view direction = is_coin ? "reversed" : "linear";
    std::string tick;
    std::string lot;
    append_number(tick, 1, one.price_decimals);
    append_number(lot, 1, one.qty_decimals);
    std::string text = fmt::format(
        R"({{"min_trade_amount":{lot},"block_trade_tick_size":0.01,"underlying_type":"crypto",)"
        R"("instrument_id":{number},"is_active":true,"price_index":"{index}","state":"open",)"
        R"("base_currency_uuid":"00000000-0000-5000-8000-0000000000b1",)"
        R"("block_trade_min_trade_amount":1000,"taker_commission":0.0005,"max_leverage":50,)"
        R"("base_currency":"{base}",)",
        fmt::arg("lot", lot), fmt::arg("number", number), fmt::arg("index", index_of(one)),
        fmt::arg("base", one.base));
    if (!is_spot) {
        text += fmt::format(R"("settlement_currency":"{}",)", is_coin ? one.base : one.quote);
    }
    text += fmt::format(R"("contract_size":{},"kind":"{}","max_non_default_leverage":5.0,)"
                        R"("quote_currency_uuid":"00000000-0000-5000-8000-0000000000c2",)",
                        is_option ? "1.0" : lot, kind_of(one));
    if (is_option) {
        text += fmt::format(R"("option_type":"{}","strike":{},)",
                            one.symbol.ends_with("-C") ? "call" : "put", strike_of(one));
    } else if (!is_spot) {
        text += fmt::format(R"("future_type":"{}",)", direction);
    }
    text += fmt::format(R"("tick_size_steps":[],"expiration_timestamp":{},"instrument_name":"{}",)"
                        R"("block_trade_commission":0.00025,"creation_timestamp":1534167754000,)",
                        expiry_of(one), one.symbol);
    if (!is_spot) {
        const bool is_endless = one.type == Type::perpetual;
        text += fmt::format(R"("settlement_period":"{}",)", is_endless ? "perpetual" : "month");
    }
    text += fmt::format(
        R"("index_id":1000033,"product_group":"{}","max_liquidation_commission":0.0075,)"
        R"("instrument_type":"{}","counter_currency":"{}","tick_size":{},"maker_commission":0.0,)"
        R"("quote_currency":"{}","lot_size":1}})",
        one.base, direction, is_coin ? "USD" : one.quote, tick, one.quote);
    return text;
}

}  // namespace mdc::sim::deribit
