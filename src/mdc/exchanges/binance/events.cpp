#include "mdc/exchanges/binance/events.hpp"

#include "mdc/exchanges/json.hpp"

namespace mdc::exchanges::binance {

namespace {

using json::is_key;
using json::Seen;

bool is_first(std::int64_t& out, json::Value value) noexcept {
    return is_null(out) && json::integer(value, out);
}

// [[price, quantity], …]; older messages have a third, empty element.
bool read_levels(json::Value value, Side side, std::vector<Level>& levels) noexcept {
    return json::each_element(value, [&](json::Value row) noexcept {
        Level level{0, 0, side};
        int at = 0;
        const bool is_good = json::each_element(row, [&](json::Value cell) noexcept {
            ++at;
            return at > 2 || json::decimal(cell, at == 1 ? level.price : level.qty);
        });
        levels.push_back(level);
        return is_good && at >= 2 && level.price != 0;
    });
}

// What single and aggregated trades have in common; `id`: the key of their own.
template <std::size_t N, class OnOther>
bool read_trade(std::string_view body, const char (&id)[N], TradeEvent& event,
                OnOther&& on_other) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        if (is_key(key, "E")) return seen.mark(0, json::integer(value, event.event_time));
        if (is_key(key, "T")) return seen.mark(1, json::integer(value, event.trade_time));
        if (is_key(key, id)) return seen.mark(2, json::integer(value, event.id));
        if (is_key(key, "p")) return seen.mark(3, json::decimal(value, event.price));
        if (is_key(key, "q")) return seen.mark(4, json::decimal(value, event.qty));
        if (is_key(key, "m")) return seen.mark(5, json::flag(value, event.is_buyer_maker));
        return on_other(key, value);
    });
    return is_good && seen.has_all(6);
}

}  // namespace

bool read_generally(std::string_view body, DepthEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        if (is_key(key, "E")) return is_first(event.event_time, value);
        if (is_key(key, "U")) return seen.mark(0, json::integer(value, event.first));
        if (is_key(key, "u")) return seen.mark(1, json::integer(value, event.last));
        if (is_key(key, "b")) return seen.mark(2, read_levels(value, Side::bid, *event.levels));
        if (is_key(key, "a")) return seen.mark(3, read_levels(value, Side::ask, *event.levels));
        if (is_key(key, "T")) return json::integer(value, event.engine_time);
        if (is_key(key, "pu")) return is_first(event.previous, value);
        return true;
    });
    return is_good && seen.has_all(4) && !is_null(event.event_time);
}

bool read_generally(std::string_view body, BookTickerEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        if (is_key(key, "u")) return seen.mark(0, json::integer(value, event.update_id));
        if (is_key(key, "b")) return seen.mark(1, json::decimal(value, event.bid_price));
        if (is_key(key, "B")) return seen.mark(2, json::decimal(value, event.bid_qty));
        if (is_key(key, "a")) return seen.mark(3, json::decimal(value, event.ask_price));
        if (is_key(key, "A")) return seen.mark(4, json::decimal(value, event.ask_qty));
        if (is_key(key, "T")) return json::integer(value, event.engine_time);
        if (is_key(key, "E")) return json::integer(value, event.event_time);
        return true;
    });
    return is_good && seen.has_all(5);
}

bool read_generally(std::string_view body, TradeEvent& event) noexcept {
    const bool is_good = read_trade(body, "t", event, [&](auto key, auto value) noexcept {
        return !is_key(key, "X") || (event.special.empty() && json::text(value, event.special));
    });
    if (event.special.empty()) event.special = "MARKET";
    return is_good;
}

bool read_generally(std::string_view body, AggTradeEvent& event) noexcept {
    Seen seen;
    const bool is_good = read_trade(body, "a", event, [&](auto key, auto value) noexcept {
        if (is_key(key, "f")) return seen.mark(0, json::integer(value, event.first_match));
        if (is_key(key, "l")) return seen.mark(1, json::integer(value, event.last_match));
        return true;
    });
    return is_good && seen.has_all(2);
}

bool read_generally(std::string_view body, MarkPriceEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        if (is_key(key, "E")) return seen.mark(0, json::integer(value, event.event_time));
        if (is_key(key, "p"))
            return seen.mark(1, json::signed_decimal(value, event.row->mark_price));
        if (is_key(key, "T")) return json::integer(value, event.next_funding);
        if (is_key(key, "i")) return json::maybe_decimal(value, event.row->index_price);
        if (is_key(key, "r")) return json::maybe_decimal(value, event.row->funding_rate);
        return true;
    });
    return is_good && seen.has_all(2);
}

bool read_generally(std::string_view body, TickerEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        if (is_key(key, "E")) return seen.mark(0, json::integer(value, event.event_time));
        if (is_key(key, "c")) return seen.mark(1, json::decimal(value, event.row->last_price));
        if (is_key(key, "Q")) return json::decimal(value, event.row->last_qty);
        if (is_key(key, "o")) return json::decimal(value, event.row->open_24h);
        if (is_key(key, "h")) return json::decimal(value, event.row->high_24h);
        if (is_key(key, "l")) return json::decimal(value, event.row->low_24h);
        if (is_key(key, "v")) return json::decimal(value, event.row->volume_base_24h);
        if (is_key(key, "q")) return json::decimal(value, event.row->volume_quote_24h);
        if (is_key(key, "b")) return json::decimal(value, event.row->bid_price);
        if (is_key(key, "B")) return json::decimal(value, event.row->bid_qty);
        if (is_key(key, "a")) return json::decimal(value, event.row->ask_price);
        if (is_key(key, "A")) return json::decimal(value, event.row->ask_qty);
        return true;
    });
    return is_good && seen.has_all(2);
}

bool read_generally(std::string_view body, SnapshotBody& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        if (is_key(key, "lastUpdateId")) return seen.mark(0, json::integer(value, event.last));
        if (is_key(key, "bids")) return seen.mark(1, read_levels(value, Side::bid, *event.levels));
        if (is_key(key, "asks")) return seen.mark(2, read_levels(value, Side::ask, *event.levels));
        if (is_key(key, "E")) return json::integer(value, event.event_time);
        if (is_key(key, "T")) return json::integer(value, event.engine_time);
        return true;
    });
    return is_good && seen.has_all(3);
}

}  // namespace mdc::exchanges::binance
