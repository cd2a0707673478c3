#include "mdc/sim/venues/bybit/texts.hpp"

#include <fmt/format.h>

namespace mdc::sim::bybit {
namespace {

constexpr int kRateDecimals = 8;

// Spot and the best prices have the time before the type.
void append_head(std::string& out, std::string_view topic, std::string_view type, UnixMicros pushed,
                 bool is_time_first) {
    out.append(R"("topic":")").append(topic).push_back('"');
    if (is_time_first) append_millis(out.append(R"(,"ts":)"), pushed);
    out.append(R"(,"type":")").append(type).push_back('"');
    if (!is_time_first) append_millis(out.append(R"(,"ts":)"), pushed);
}

void append_levels(std::string& out, const Instrument& of, std::span<const Level> levels,
                   bool is_short) {
    out.push_back('[');
    for (const auto& level : levels) {
        if (out.back() != '[') out.push_back(',');
        append_number(out.append("[\""), level.price, of.price_decimals, is_short);
        out.append("\",\"");
        append_number(out, level.qty, of.qty_decimals, is_short || level.qty == 0);
        out.append("\"]");
    }
    out.push_back(']');
}

void append_spot(std::string& out, const Fill& fill) {
    const auto& trade = fill.trade;
    append_integer(out.append(R"({"i":")"), trade.id);
    append_millis(out.append(R"(","T":)"), trade.time);
    append_number(out.append(R"(,"p":")"), trade.price, fill.of->price_decimals, true);
    append_number(out.append(R"(","v":")"), trade.qty, fill.of->qty_decimals, true);
    out.append(R"(","S":")").append(trade.taker == Side::bid ? "Buy" : "Sell");
    append_integer(out.append(R"(","seq":)"), fill.sequence);
    out.append(R"(,"s":")").append(fill.of->symbol).append(R"(","BT":false,"RPI":false})");
}

// A UUID: the instrument in front, the number of the trade behind.
void append_id(std::string& out, const Fill& fill) {
    out += fmt::format(R"(","i":"{:08x}-5b31-5112-a178-{:012}","BT":false)",
                       static_cast<unsigned>(fill.trade.instrument) + 0x20f43950U, fill.trade.id);
}

void append_option_values(std::string& out, const Fill& fill) {
    const auto price = [&](std::string_view key, std::int64_t value) {
        append_number(out.append(key), value, fill.of->price_decimals, true);
    };
    const auto rate = [&](std::string_view key) {
        append_number(out.append(key), fill.mark.mark_iv, kRateDecimals, true);
    };
    price(R"(,"mP":")", fill.mark.mark);
    price(R"(","iP":")", fill.mark.index);
    rate(R"(","mIv":")");
    rate(R"(","iv":")");
    out.push_back('"');
}

void append_derivative(std::string& out, const MarketFacts& market, const Fill& fill) {
    const auto& trade = fill.trade;
    append_millis(out.append(R"({"T":)"), trade.time);
    out.append(R"(,"s":")").append(fill.of->symbol);
    out.append(R"(","S":")").append(trade.taker == Side::bid ? "Buy" : "Sell");
    append_number(out.append(R"(","v":")"), trade.qty, fill.of->qty_decimals, market.is_short);
    append_number(out.append(R"(","p":")"), trade.price, fill.of->price_decimals, market.is_short);
    if (!fill.tick.empty()) out.append(R"(","L":")").append(fill.tick);
    append_id(out, fill);
    if (market.is(Category::option)) append_option_values(out, fill);
    append_integer(out.append(R"(,"RPI":false,"seq":)"), fill.sequence);
    out.push_back('}');
}

}  // namespace

void append_book(std::string& out, const MarketFacts& market, const Instrument& of,
                 const BookMessage& message) {
    const bool is_short = market.is_short || message.is_top;
    out.push_back('{');
    append_head(out, message.topic, message.is_snapshot ? "snapshot" : "delta", message.pushed,
                market.is(Category::spot) || message.is_top);
    out.append(R"(,"data":{"s":")").append(of.symbol).append(R"(","b":)");
    append_levels(out, of, message.bids, is_short);
    append_levels(out.append(R"(,"a":)"), of, message.asks, is_short);
    append_integer(out.append(R"(,"u":)"), message.id);
    append_integer(out.append(R"(,"seq":)"), message.sequence);
    append_millis(out.append(R"(},"cts":)"), message.changed);
    out.push_back('}');
}

void append_trades(std::string& out, const MarketFacts& market, const TradesMessage& message) {
    out.push_back('{');
    if (market.is(Category::option)) {
        const auto coin = message.topic.substr(message.topic.find('.') + 1);
        out +=
            fmt::format(R"("id":"{}-{}-{}",)", coin, message.number, message.pushed.value / 1000);
    }
    append_head(out, message.topic, "snapshot", message.pushed, market.is(Category::spot));
    out.append(R"(,"data":[)");
    for (const auto& fill : message.fills) {
        if (&fill != &message.fills.front()) out.push_back(',');
        if (market.is(Category::spot)) {
            append_spot(out, fill);
        } else {
            append_derivative(out, market, fill);
        }
    }
    out.append("]}");
}

void append_difference(Side side, std::span<const Level> before, std::span<const Level> after,
                       std::vector<Level>& out) {
    const auto is_better = [&](std::int64_t price, std::int64_t than) {
        return side == Side::bid ? price > than : price < than;
    };
    auto old = before.begin();
    for (const auto& level : after) {
        for (; old != before.end() && is_better(old->price, level.price); ++old) {
            out.push_back({old->price, 0});
        }
        const bool was_there = old != before.end() && old->price == level.price;
        if (!was_there || old->qty != level.qty) out.push_back(level);
        if (was_there) ++old;
    }
    for (; old != before.end(); ++old) out.push_back({old->price, 0});
}

}  // namespace mdc::sim::bybit
