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

// The end of a ticker: window, trade ids, count.
bool scan_window(Scan& scan) noexcept {
    std::int64_t skipped = 0;
    return scan.literal(R"(,"O":)") && scan.integer(skipped) && scan.literal(R"(,"C":)") &&
           scan.integer(skipped) && scan.literal(R"(,"F":)") && scan.integer(skipped) &&
           scan.literal(R"(,"L":)") && scan.integer(skipped) && scan.literal(R"(,"n":)") &&
           scan.integer(skipped) && scan.literal("}");
}

}  // namespace

bool scan_depth(std::string_view body, DepthEvent& event, std::vector<Level>& levels) noexcept {
    Scan scan(body);
    std::string_view symbol;
    return scan.literal(R"({"e":"depthUpdate","E":)") && scan.integer(event.event_time) &&
           scan.literal(R"(,"s":")") && scan.text(symbol) && scan.literal(R"(,"U":)") &&
           scan.integer(event.first) && scan.literal(R"(,"u":)") && scan.integer(event.last) &&
           scan.literal(R"(,"b":)") && scan_levels(scan, Side::bid, levels) &&
           scan.literal(R"(,"a":)") && scan_levels(scan, Side::ask, levels) && scan.literal("}") &&
           scan.left() == 0;
}

bool scan_book_ticker(std::string_view body, BookTickerEvent& event) noexcept {
    Scan scan(body);
    std::string_view symbol;
    return scan.literal(R"({"u":)") && scan.integer(event.update_id) && scan.literal(R"(,"s":")") &&
           scan.text(symbol) && scan.literal(R"(,"b":")") && scan.decimal(event.bid_price) &&
           scan.literal(R"(,"B":")") && scan.decimal(event.bid_qty) && scan.literal(R"(,"a":")") &&
           scan.decimal(event.ask_price) && scan.literal(R"(,"A":")") &&
           scan.decimal(event.ask_qty) && scan.literal("}") && scan.left() == 0;
}

bool scan_trade(std::string_view body, TradeEvent& event) noexcept {
    Scan scan(body);
    std::string_view symbol;
    bool is_best_match = false;
    return scan.literal(R"({"e":"trade","E":)") && scan.integer(event.event_time) &&
           scan.literal(R"(,"s":")") && scan.text(symbol) && scan.literal(R"(,"t":)") &&
           scan.integer(event.id) && scan.literal(R"(,"p":")") && scan.decimal(event.price) &&
           scan.literal(R"(,"q":")") && scan.decimal(event.qty) && scan.literal(R"(,"T":)") &&
           scan.integer(event.trade_time) && scan.literal(R"(,"m":)") &&
           scan_flag(scan, event.is_buyer_maker) && scan.literal(R"(,"M":)") &&
           scan_flag(scan, is_best_match) && scan.literal("}") && scan.left() == 0;
}

bool scan_ticker(std::string_view body, TickerEvent& event) noexcept {
    Scan scan(body);
    std::string_view skipped;
    return scan.literal(R"({"e":"24hrTicker","E":)") && scan.integer(event.event_time) &&
           scan.literal(R"(,"s":")") && scan.text(skipped) && scan.literal(R"(,"p":")") &&
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
           scan.decimal(event.volume_quote) && scan_window(scan) && scan.left() == 0;
}

}  // namespace mdc::exchanges::binance
