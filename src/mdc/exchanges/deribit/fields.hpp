#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "mdc/exchanges/deribit/events.hpp"
#include "mdc/exchanges/json.hpp"

// What each key means, once for both ways of reading (events.cpp, which alone includes this). A
// Value is a place in a JSON text that is about to be read:
//
//     number, maybe_number, integer, text, skip    one value
//     is_there                                     steps over it: anything but null?
//     level                                        [text, number, number]
//     object, array                                calls (key, Value) or (Value) for each
//
// It says false for anything else. The order of keys is not fixed and has changed before, so each
// is looked up by its name.

namespace mdc::exchanges::deribit {

using json::Seen;

template <std::size_t N>
bool is(std::string_view text, const char (&name)[N]) noexcept {
    return text.size() == N - 1 && std::memcmp(text.data(), name, N - 1) == 0;
}

// [action, price, amount], where the amount is absolute and "delete" comes with 0. Zero has no
// sign, or else equal prices would be two keys.
template <class Value>
bool read_level(Value row, Side side, BookEvent& event, std::vector<Level>& levels) noexcept {
    std::string_view action;
    Level level{0, 0, side};
    if (!row.level(action, level.price, level.qty) || std::signbit(level.qty)) return false;
    if (is(action, "delete")) {
        level.qty = 0;
    } else if (!is(action, "change") && !is(action, "new")) {
        return false;
    }
    level.price += 0.0;
    event.lowest_price = std::min(event.lowest_price, level.price);
    levels.push_back(level);
    return true;
}

template <class Value>
bool read_data(Value data, BookEvent& event, std::vector<Level>& levels) noexcept {
    using Type = BookEvent::Type;
    Seen needed, optional;
    std::string_view type;
    const auto read_side = [&](Value rows, Side side) noexcept {
        return rows.array([&](Value row) noexcept { return read_level(row, side, event, levels); });
    };
    const bool is_good = data.object([&](std::string_view key, Value value) noexcept {
        if (is(key, "timestamp")) return needed.mark(0, value.integer(event.time));
        if (is(key, "change_id")) return needed.mark(1, value.integer(event.last));
        if (is(key, "bids")) return needed.mark(2, read_side(value, Side::bid));
        if (is(key, "asks")) return needed.mark(3, read_side(value, Side::ask));
        if (is(key, "prev_change_id")) return optional.mark(0, value.integer(event.prev));
        if (is(key, "type")) return optional.mark(1, value.text(type));
        return value.skip();
    });
    if (optional.has(1)) event.type = is(type, "change") ? Type::change : Type::other;
    if (is(type, "snapshot")) event.type = Type::snapshot;
    return is_good && needed.has_all(4);
}

template <class Value>
bool read_data(Value data, QuoteEvent& event) noexcept {
    auto& row = event.row;
    Seen needed;
    const bool is_good = data.object([&](std::string_view key, Value value) noexcept {
        if (is(key, "timestamp")) return needed.mark(0, value.integer(event.time));
        if (is(key, "best_bid_price")) return needed.mark(1, value.maybe_number(row.bid_price));
        if (is(key, "best_bid_amount")) return needed.mark(2, value.maybe_number(row.bid_qty));
        if (is(key, "best_ask_price")) return needed.mark(3, value.maybe_number(row.ask_price));
        if (is(key, "best_ask_amount")) return needed.mark(4, value.maybe_number(row.ask_qty));
        return value.skip();
    });
    return is_good && needed.has_all(5);
}

template <class Value>
bool read_trade(Value element, TradesEvent& event, std::vector<TradeRow>& rows) noexcept {
    Seen needed, optional;
    TradeRow row;
    std::string_view direction, id;
    bool is_block = false;
    bool is_liquidation = false;  // "M", "T" or "MT": whose side was liquidated
    const bool is_good = element.object([&](std::string_view key, Value value) noexcept {
        if (is(key, "timestamp")) return needed.mark(0, value.integer(row.head.timestamp.value));
        if (is(key, "price")) return needed.mark(1, value.number(row.price));
        if (is(key, "amount")) return needed.mark(2, value.number(row.qty));
        if (is(key, "direction")) return needed.mark(3, value.text(direction));
        if (is(key, "trade_seq")) return needed.mark(4, value.integer(row.trade_seq));
        if (is(key, "trade_id")) return needed.mark(5, value.text(id));
        if (is(key, "block_trade_id")) return optional.mark(0, value.is_there(is_block));
        if (is(key, "liquidation")) return optional.mark(1, value.is_there(is_liquidation));
        return value.skip();
    });
    if (!is_good || !needed.has_all(6) || row.trade_seq < 1 || std::signbit(row.qty)) return false;
    row.side = is(direction, "buy") ? Side::buy : is(direction, "sell") ? Side::sell : row.side;
    row.trade_id = id;  // as it is, so it must fit and need no unescaping
    const bool is_id = !id.empty() && row.trade_id.view() == id && id.find('\\') == id.npos;
    if (row.side == Side::unknown || !is_id) return false;
    if (is_block) row.kind = TradeKind::block;
    if (is_liquidation) row.kind = TradeKind::liquidation;
    if (event.last == 0) event.time = row.head.timestamp.value;
    row.price += 0.0;
    event.first = std::min(event.first, row.trade_seq);
    event.last = std::max(event.last, row.trade_seq);
    event.lowest_price = std::min(event.lowest_price, row.price);
    rows.push_back(row);
    return true;
}

template <class Value>
bool read_data(Value data, TradesEvent& event, std::vector<TradeRow>& rows) noexcept {
    return data.array([&](Value element) noexcept { return read_trade(element, event, rows); });
}

/// A number of a ticker, or of an object within it (stats, greeks), and where it goes.
struct TickerField {
    std::string_view key;
    double TickerRow::*value;
};
inline constexpr TickerField kTickerFields[] = {{"high", &TickerRow::high_24h},
                                                {"low", &TickerRow::low_24h},
                                                {"volume", &TickerRow::volume_base_24h},
                                                {"volume_notional", &TickerRow::volume_quote_24h},
                                                {"index_price", &TickerRow::index_price},
                                                {"last_price", &TickerRow::last_price},
                                                {"open_interest", &TickerRow::open_interest},
                                                {"mark_price", &TickerRow::mark_price},
                                                {"current_funding", &TickerRow::funding_rate},
                                                {"best_ask_price", &TickerRow::ask_price},
                                                {"best_bid_price", &TickerRow::bid_price},
                                                {"best_ask_amount", &TickerRow::ask_qty},
                                                {"best_bid_amount", &TickerRow::bid_qty},
                                                {"underlying_price", &TickerRow::underlying_price},
                                                {"mark_iv", &TickerRow::mark_iv},
                                                {"bid_iv", &TickerRow::bid_iv},
                                                {"ask_iv", &TickerRow::ask_iv},
                                                {"delta", &TickerRow::delta},
                                                {"gamma", &TickerRow::gamma},
                                                {"vega", &TickerRow::vega},
                                                {"theta", &TickerRow::theta},
                                                {"rho", &TickerRow::rho}};
inline constexpr auto kTickerCount = static_cast<unsigned>(std::size(kTickerFields));

// Half of the keys of a ticker are not wanted: one look into a table tells.
constexpr unsigned slot_of(std::string_view key) noexcept {
    if (key.empty()) return 0;
    const auto sum = key.size() * 10 + static_cast<unsigned char>(key.front()) +
                     static_cast<unsigned char>(key[key.size() / 2]);
    return static_cast<unsigned>(sum % 64);
}
inline constexpr auto kTickerSlots = [] {
    std::array<unsigned, 64> slots{};
    for (unsigned at = 0; at < kTickerCount; ++at) slots[slot_of(kTickerFields[at].key)] = at;
    return slots;
}();
static_assert(std::ranges::all_of(kTickerFields, [](const auto& field) {
    return kTickerFields[kTickerSlots[slot_of(field.key)]].key == field.key;
}));

template <class Value>
bool read_ticker_object(Value data, TickerEvent& event, Seen& seen) noexcept {
    return data.object([&](std::string_view key, Value value) noexcept {
        constexpr auto kAt = kTickerCount;
        const auto at = kTickerSlots[slot_of(key)];
        const auto& field = kTickerFields[at];
        if (field.key == key) return seen.mark(at, value.maybe_number(event.row.*field.value));
        if (is(key, "timestamp")) return seen.mark(kAt, value.integer(event.time));
        if (is(key, "instrument_name")) return seen.mark(kAt + 1, value.skip());
        if (is(key, "volume_usd")) return seen.mark(kAt + 2, value.maybe_number(event.volume_usd));
        const bool is_stats = is(key, "stats");
        if (!is_stats && !is(key, "greeks")) return value.skip();
        // Marked first: one within itself is refused, so that the depth is bounded.
        return seen.mark(kAt + (is_stats ? 3 : 4), true) && read_ticker_object(value, event, seen);
    });
}

template <class Value>
bool read_data(Value data, TickerEvent& event) noexcept {
    Seen seen;
    return read_ticker_object(data, event, seen) && seen.has(kTickerCount) &&
           seen.has(kTickerCount + 1);
}

}  // namespace mdc::exchanges::deribit
