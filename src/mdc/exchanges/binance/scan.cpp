#include "mdc/exchanges/scan.hpp"

#include "mdc/exchanges/binance/events.hpp"

// The short way: each event in the one form that the venue writes.

namespace mdc::exchanges::binance {

namespace {

// [["35000.00","1.2"],["34999.00","0"]] or [].
bool scan_levels(Scan& scan, Side side, std::vector<Level>& levels) noexcept {
    if (!scan.literal("[")) return false;
    if (scan.literal("]")) return true;
    do {
        Level level{0, 0, side};
        if (!scan.literal("[\"") || !scan.decimal(level.price) || !scan.literal(",\"") ||
            !scan.decimal(level.qty) || !scan.literal("]")) {
            return false;
        }
        if (level.price == 0) return false;
        levels.push_back(level);
    } while (scan.literal(","));
    return scan.literal("]");
}

bool scan_flag(Scan& scan, bool& out) noexcept {
    out = scan.literal("true");
    return out || scan.literal("false");
}

// What only futures write: the engine's time, behind the symbol its pair, at the end their market.
bool scan_engine_time(Scan& scan, std::int64_t& out) noexcept {
    return !scan.literal(R"(,"T":)") || scan.integer(out);
}

bool scan_symbol(Scan& scan) noexcept {
    std::string_view symbol;
    return scan.literal(R"(,"s":")") && scan.text(symbol) &&
           (!scan.literal(R"(,"ps":")") || scan.text(symbol));
}

bool scan_end(Scan& scan) noexcept {
    (void)scan.literal(R"(,"st":1)");
    return scan.literal("}") && scan.left() == 0;
}

bool scan_price_and_qty(Scan& scan, TradeEvent& event) noexcept {
    return scan.literal(R"(,"p":")") && scan.decimal(event.price) && scan.literal(R"(,"q":")") &&
           scan.decimal(event.qty);
}

// The end of a ticker: window, trade ids, count.
bool scan_window(Scan& scan) noexcept {
    std::int64_t skipped = 0;
    return scan.literal(R"(,"O":)") && scan.integer(skipped) && scan.literal(R"(,"C":)") &&
           scan.integer(skipped) && scan.literal(R"(,"F":)") && scan.integer(skipped) &&
           scan.literal(R"(,"L":)") && scan.integer(skipped) && scan.literal(R"(,"n":)") &&
           scan.integer(skipped) && scan_end(scan);
}

}  // namespace

bool read_head(Scan& scan, DepthEvent& event) noexcept {
    return scan.literal(R"({"e":"depthUpdate","E":)") && scan.integer(event.event_time) &&
           scan_engine_time(scan, event.engine_time) && scan_symbol(scan) &&
           scan.literal(R"(,"U":)") && scan.integer(event.first) && scan.literal(R"(,"u":)") &&
           scan.integer(event.last) && (!scan.literal(R"(,"pu":)") || scan.integer(event.previous));
}

bool read_quickly(std::string_view body, DepthEvent& event) noexcept {
    Scan scan(body);
    return read_head(scan, event) && scan.literal(R"(,"b":)") &&
           scan_levels(scan, Side::bid, *event.levels) && scan.literal(R"(,"a":)") &&
           scan_levels(scan, Side::ask, *event.levels) && scan_end(scan);
}

bool read_head(Scan& scan, BookTickerEvent& event) noexcept {
    return (scan.literal(R"({"e":"bookTicker","u":)") || scan.literal(R"({"u":)")) &&
           scan.integer(event.update_id);
}

bool read_quickly(std::string_view body, BookTickerEvent& event) noexcept {
    Scan scan(body);
    return read_head(scan, event) && scan_symbol(scan) && scan.literal(R"(,"b":")") &&
           scan.decimal(event.bid_price) && scan.literal(R"(,"B":")") &&
           scan.decimal(event.bid_qty) && scan.literal(R"(,"a":")") &&
           scan.decimal(event.ask_price) && scan.literal(R"(,"A":")") &&
           scan.decimal(event.ask_qty) && scan_engine_time(scan, event.engine_time) &&
           (!scan.literal(R"(,"E":)") || scan.integer(event.event_time)) && scan_end(scan);
}

// Those of futures have their time up here, and behind price and size the word that tells the
// special ones.
bool read_head(Scan& scan, TradeEvent& event) noexcept {
    event.trade_time = kNullInt64;
    return scan.literal(R"({"e":"trade","E":)") && scan.integer(event.event_time) &&
           scan_engine_time(scan, event.trade_time) && scan_symbol(scan) &&
           scan.literal(R"(,"t":)") && scan.integer(event.id) &&
           (is_null(event.trade_time) || (scan_price_and_qty(scan, event) &&
                                          scan.literal(R"(,"X":")") && scan.text(event.special)));
}

bool read_quickly(std::string_view body, TradeEvent& event) noexcept {
    Scan scan(body);
    bool is_best_match = false;
    if (!read_head(scan, event)) return false;
    if (is_null(event.trade_time)) {
        return scan_price_and_qty(scan, event) && scan.literal(R"(,"T":)") &&
               scan.integer(event.trade_time) && scan.literal(R"(,"m":)") &&
               scan_flag(scan, event.is_buyer_maker) && scan.literal(R"(,"M":)") &&
               scan_flag(scan, is_best_match) && scan_end(scan);
    }
    return scan.literal(R"(,"m":)") && scan_flag(scan, event.is_buyer_maker) && scan_end(scan);
}

bool read_head(Scan& scan, AggTradeEvent& event) noexcept {
    return scan.literal(R"({"e":"aggTrade","E":)") && scan.integer(event.event_time) &&
           scan.literal(R"(,"a":)") && scan.integer(event.id);
}

bool read_quickly(std::string_view body, AggTradeEvent& event) noexcept {
    Scan scan(body);
    std::string_view without_rpi;
    return read_head(scan, event) && scan_symbol(scan) && scan_price_and_qty(scan, event) &&
           (!scan.literal(R"(,"nq":")") || scan.text(without_rpi)) && scan.literal(R"(,"f":)") &&
           scan.integer(event.first_match) && scan.literal(R"(,"l":)") &&
           scan.integer(event.last_match) && scan.literal(R"(,"T":)") &&
           scan.integer(event.trade_time) && scan.literal(R"(,"m":)") &&
           scan_flag(scan, event.is_buyer_maker) && scan_end(scan);
}

bool read_head(Scan& scan, MarkPriceEvent& event) noexcept {
    return scan.literal(R"({"e":"markPriceUpdate","E":)") && scan.integer(event.event_time);
}

bool read_quickly(std::string_view, MarkPriceEvent&) noexcept { return false; }

bool read_head(Scan& scan, TickerEvent& event) noexcept {
    return scan.literal(R"({"e":"24hrTicker","E":)") && scan.integer(event.event_time);
}

bool read_quickly(std::string_view body, TickerEvent& event) noexcept {
    Scan scan(body);
    std::string_view skipped;
    return read_head(scan, event) && scan_symbol(scan) && scan.literal(R"(,"p":")") &&
           scan.text(skipped) && scan.literal(R"(,"P":")") && scan.text(skipped) &&
           scan.literal(R"(,"w":")") && scan.text(skipped) && scan.literal(R"(,"x":")") &&
           scan.text(skipped) && scan.literal(R"(,"c":")") && scan.decimal(event.last_price) &&
           scan.literal(R"(,"Q":")") && scan.decimal(event.last_qty) && scan.literal(R"(,"b":")") &&
           scan.decimal(event.bid_price) && scan.literal(R"(,"B":")") &&
           scan.decimal(event.bid_qty) && scan.literal(R"(,"a":")") &&
           scan.decimal(event.ask_price) && scan.literal(R"(,"A":")") &&
           scan.decimal(event.ask_qty) && scan.literal(R"(,"o":")") && scan.decimal(event.open) &&
           scan.literal(R"(,"h":")") && scan.decimal(event.high) && scan.literal(R"(,"l":")") &&
           scan.decimal(event.low) && scan.literal(R"(,"v":")") &&
           scan.decimal(event.volume_base) && scan.literal(R"(,"q":")") &&
           scan.decimal(event.volume_quote) && scan_window(scan);
}

}  // namespace mdc::exchanges::binance
