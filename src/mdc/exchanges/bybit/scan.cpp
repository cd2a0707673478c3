#include "mdc/exchanges/scan.hpp"

#include "mdc/exchanges/bybit/events.hpp"

// The short way: each message in the forms that the venue writes.

namespace mdc::exchanges::bybit {

namespace {

// [["86723.40","0.194"],["86723.30","0"]] or [].
bool scan_levels(Scan& scan, Side side, std::vector<Level>& levels) noexcept {
    if (!scan.literal("[")) return false;
    if (scan.literal("]")) return true;
    do {
        Level level{0, 0, side};
        if (!scan.literal("[\"") || !scan.decimal(level.price) || !scan.literal(",\"") ||
            !scan.decimal(level.qty) || !scan.literal("]")) {
            return false;
        }
        levels.push_back(level);
    } while (scan.literal(","));
    return scan.literal("]");
}

bool scan_flag(Scan& scan, bool& out) noexcept {
    out = scan.literal("true");
    return out || scan.literal("false");
}

bool scan_side(Scan& scan, Side& side) noexcept {
    if (!scan.literal(R"(,"S":")")) return false;
    side = scan.literal("Buy\"") ? Side::buy : Side::sell;
    return side == Side::buy || scan.literal("Sell\"");
}

// Whoever wants to know only which trades they are steps over the numbers.
bool scan_number(Scan& scan, Detail detail, double& out) noexcept {
    std::string_view skipped;
    return detail == Detail::ids ? scan.text(skipped) : scan.decimal(out);
}

// Futures and options: {"T":…,"s":…,"S":…,"v":…,"p":…,"L":…,"i":…; "L" of futures only.
bool scan_contract(Scan& scan, Detail detail, TradeEvent& event) noexcept {
    std::string_view skipped;
    return scan.integer(event.time) && scan.literal(R"(,"s":")") && scan.text(event.symbol) &&
           scan_side(scan, event.side) && scan.literal(R"(,"v":")") &&
           scan_number(scan, detail, event.qty) && scan.literal(R"(,"p":")") &&
           scan_number(scan, detail, event.price) &&
           (!scan.literal(R"(,"L":")") || scan.text(skipped)) && scan.literal(R"(,"i":")") &&
           scan.text(event.id);
}

// Spot: {"i":…,"T":…,"p":…,"v":…,"S":…,"seq":…,"s":…; "seq" since 2025.
bool scan_spot(Scan& scan, Detail detail, TradeEvent& event) noexcept {
    std::int64_t skipped = 0;
    return scan.text(event.id) && scan.literal(R"(,"T":)") && scan.integer(event.time) &&
           scan.literal(R"(,"p":")") && scan_number(scan, detail, event.price) &&
           scan.literal(R"(,"v":")") && scan_number(scan, detail, event.qty) &&
           scan_side(scan, event.side) && (!scan.literal(R"(,"seq":)") || scan.integer(skipped)) &&
           scan.literal(R"(,"s":")") && scan.text(event.symbol);
}

// What may follow, up to the end of the trade; the last four come with options.
bool scan_rest(Scan& scan, TradeEvent& event) noexcept {
    while (!scan.literal("}")) {
        std::int64_t number = 0;
        std::string_view text;
        const bool is_good = scan.literal(R"(,"BT":)")    ? scan_flag(scan, event.is_block)
                             : scan.literal(R"(,"RPI":)") ? scan_flag(scan, event.is_rpi)
                             : scan.literal(R"(,"seq":)")
                                 ? scan.integer(number)
                                 : (scan.literal(R"(,"mP":")") || scan.literal(R"(,"iP":")") ||
                                    scan.literal(R"(,"mIv":")") || scan.literal(R"(,"iv":")")) &&
                                       scan.text(text);
        if (!is_good) return false;
    }
    return true;
}

}  // namespace

bool scan_book(Scan& scan, std::int64_t& update_id, std::vector<Level>& levels) noexcept {
    std::int64_t skipped = 0;
    std::string_view symbol;
    return scan.literal(R"({"s":")") && scan.text(symbol) && scan.literal(R"(,"b":)") &&
           scan_levels(scan, Side::bid, levels) && scan.literal(R"(,"a":)") &&
           scan_levels(scan, Side::ask, levels) && scan.literal(R"(,"u":)") &&
           scan.integer(update_id) && scan.literal(R"(,"seq":)") && scan.integer(skipped) &&
           scan.literal("}");
}

bool scan_trade(Scan& scan, Detail detail, TradeEvent& event) noexcept {
    const bool is_good = scan.literal(R"({"T":)")    ? scan_contract(scan, detail, event)
                         : scan.literal(R"({"i":")") ? scan_spot(scan, detail, event)
                                                     : false;
    return is_good && scan_rest(scan, event);
}

bool scan_ticker(Scan& scan, TickerFields fields) noexcept {
    if (!scan.literal("{")) return false;
    if (scan.literal("}")) return true;
    do {
        std::string_view key;
        std::string_view value;
        if (!scan.literal("\"") || !scan.text(key) || !scan.literal(":\"") || !scan.text(value) ||
            !fields.set(key, value)) {
            return false;
        }
    } while (scan.literal(","));
    return scan.literal("}");
}

}  // namespace mdc::exchanges::bybit
