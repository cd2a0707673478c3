#include "mdc/exchanges/scan.hpp"

#include "mdc/exchanges/okx/events.hpp"

// The short way: each element in the forms that the venue writes, or wrote.

namespace mdc::exchanges::okx {

namespace {

// [["35000","1.2","0","3"],["34999","0","0","0"]] or [].
bool scan_levels(Scan& scan, Side side, std::vector<Level>& levels) noexcept {
    if (!scan.literal("[")) return false;
    if (scan.literal("]")) return true;
    do {
        Level level{0, 0, side};
        std::string_view orders;
        if (!scan.literal("[\"") || !scan.decimal(level.price) || !scan.literal(",\"") ||
            !scan.decimal(level.qty) || !scan.literal(R"(,"0",")") || !scan.text(orders) ||
            !scan.literal("]")) {
            return false;
        }
        if (level.price == 0) return false;
        levels.push_back(level);
    } while (scan.literal(","));
    return scan.literal("]");
}

bool scan_time(Scan& scan, std::int64_t& micros) noexcept {
    std::int64_t ms = 0;
    return scan.literal(R"(,"ts":")") && scan.quoted_integer(ms) && to_micros(ms, micros);
}

// 2021 and 2022: none. bbo-tbt: seqId. Books: seqId before prevSeqId on the wire, behind it in the
// documents.
bool scan_ids(Scan& scan, BookEvent& event) noexcept {
    const auto scan_previous = [&]() noexcept {
        if (!scan.literal(R"(,"prevSeqId":)")) return true;
        if (!scan.literal("-1")) return scan.integer(event.prev);
        event.prev = -1;
        return true;
    };
    if (!scan_previous()) return false;
    if (!scan.literal(R"(,"seqId":)")) return true;
    return scan.integer(event.last) && (!is_null(event.prev) || scan_previous());
}

// [{"instId":"BTC-USDT","tradeId":"130639474"
bool scan_trade_head(Scan& scan, Trade& trade) noexcept {
    std::string_view instrument;
    if (!scan.literal(R"([{"instId":")") || !scan.text(instrument) ||
        !scan.literal(R"(,"tradeId":")")) {
        return false;
    }
    const auto rest = scan.rest();
    if (!scan.integer(trade.id)) return false;
    trade.id_text = rest.substr(0, rest.size() - scan.left());
    return scan.literal("\"");
}

bool scan_source(Scan& scan, Trade& trade) noexcept {
    std::string_view source;
    if (!scan.text(source)) return false;
    trade.kind = kind_of_source(source);
    return true;
}

// "trades" ends with ts, count, source, seqId, of which old messages have the first ones only;
// "trades-all" with source, ts.
bool scan_trade_end(Scan& scan, Trade& trade) noexcept {
    std::string_view side;
    std::int64_t skipped = 0;
    if (!scan.literal(R"(,"side":")") || !scan.text(side) || !read_side(side, trade.side)) {
        return false;
    }
    const bool is_source_first = scan.literal(R"(,"source":")");
    if (is_source_first && !scan_source(scan, trade)) return false;
    if (!scan_time(scan, trade.time)) return false;
    if (scan.literal(R"(,"count":")") && !scan.quoted_integer(trade.count)) return false;
    if (!is_source_first && scan.literal(R"(,"source":")") && !scan_source(scan, trade)) {
        return false;
    }
    if (scan.literal(R"(,"seqId":)") && !scan.integer(skipped)) return false;
    return scan.literal("}]") && scan.left() == 0;
}

}  // namespace

bool scan_book(std::string_view body, BookEvent& event, std::vector<Level>& levels) noexcept {
    Scan scan(body);
    std::int64_t checksum = 0;
    if (!scan.literal(R"([{"asks":)") || !scan_levels(scan, Side::ask, levels) ||
        !scan.literal(R"(,"bids":)") || !scan_levels(scan, Side::bid, levels) ||
        !scan_time(scan, event.time)) {
        return false;
    }
    if (scan.literal(R"(,"checksum":)") &&
        !((scan.literal("-") || true) && scan.integer(checksum))) {
        return false;
    }
    return scan_ids(scan, event) && scan.literal("}]") && scan.left() == 0;
}

bool scan_trade(std::string_view body, TradesEvent& event, std::vector<TradeRow>& rows) noexcept {
    Scan scan(body);
    Trade trade;
    return scan_trade_head(scan, trade) && scan.literal(R"(,"px":")") &&
           scan.decimal(trade.price) && scan.literal(R"(,"sz":")") && scan.decimal(trade.qty) &&
           scan_trade_end(scan, trade) && add_trade(trade, event, rows);
}

}  // namespace mdc::exchanges::okx
