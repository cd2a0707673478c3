#include "mdc/exchanges/okx/events.hpp"

#include <utility>

#include "mdc/exchanges/okx/elements.hpp"

// The general way. Source: the pages of each channel, as this folder's README.md lists them.

namespace mdc::exchanges::okx {

namespace {

using json::is_key;
using json::Seen;
using json::ondemand::object;

// Each level is [price, quantity, "0", orders].
bool read_level(json::Value row, Side side, std::vector<Level>& levels) noexcept {
    Level level{0, 0, side};
    int at = 0;
    const bool is_good = json::each_element(row, [&](auto cell) noexcept {
        if (at == 0 && !json::decimal(cell, level.price)) return false;
        if (at == 1 && !json::decimal(cell, level.qty)) return false;
        ++at;
        return cell.error() == simdjson::SUCCESS;
    });
    if (!is_good || at < 2 || level.price == 0) return false;
    levels.push_back(level);
    return true;
}

bool read_levels(json::Value value, Side side, std::vector<Level>& levels) noexcept {
    return json::each_element(value,
                              [&](auto row) noexcept { return read_level(row, side, levels); });
}

// prevSeqId is -1 in snapshots.
bool read_previous(json::Value value, std::int64_t& out) noexcept {
    return value.get_int64().get(out) == simdjson::SUCCESS && out >= -1;
}

bool read_book_element(object element, BookEvent& event, std::vector<Level>& levels) noexcept {
    Seen seen;
    const bool is_good = json::each_field_of(element, [&](auto key, auto value) noexcept {
        if (is_key(key, "asks")) return seen.mark(0, read_levels(value, Side::ask, levels));
        if (is_key(key, "bids")) return seen.mark(1, read_levels(value, Side::bid, levels));
        if (is_key(key, "ts")) return seen.mark(2, read_time(value, event.time));
        if (is_key(key, "seqId")) return seen.mark(3, json::integer(value, event.last));
        if (is_key(key, "prevSeqId")) return seen.mark(4, read_previous(value, event.prev));
        return true;
    });
    return is_good && seen.has(0) && seen.has(1) && seen.has(2);
}

bool read_trade(object element, Trade& trade) noexcept {
    Seen seen;
    const bool is_good = json::each_field_of(element, [&](auto key, auto value) noexcept {
        std::string_view word;
        if (is_key(key, "tradeId")) {
            return seen.mark(0, json::text(value, trade.id_text) &&
                                    parse_integer(trade.id_text, trade.id) && trade.id >= 0);
        }
        if (is_key(key, "px")) return seen.mark(1, json::decimal(value, trade.price));
        if (is_key(key, "sz")) return seen.mark(2, json::decimal(value, trade.qty));
        if (is_key(key, "side")) {
            return seen.mark(3, json::text(value, word) && read_side(word, trade.side));
        }
        if (is_key(key, "ts")) return seen.mark(4, read_time(value, trade.time));
        if (is_key(key, "count")) return seen.mark(5, json::text_integer(value, trade.count));
        if (is_key(key, "source")) {
            const bool is_text = json::text(value, word);
            trade.kind = kind_of_source(word);
            return seen.mark(6, is_text);
        }
        return true;
    });
    for (unsigned required = 0; required < 5; ++required) {
        if (!seen.has(required)) return false;
    }
    return is_good;
}

}  // namespace

bool to_micros(std::int64_t ms, std::int64_t& micros) noexcept {
    constexpr std::int64_t kLargest = 99'999'999'999'999;  // of the year 5138
    if (ms < 0 || ms > kLargest) return false;
    micros = ms * 1000;
    return true;
}

bool read_side(std::string_view word, Side& out) noexcept {
    out = word == "buy" ? Side::buy : word == "sell" ? Side::sell : Side::unknown;
    return out != Side::unknown;
}

TradeKind kind_of_source(std::string_view source) noexcept {
    if (source == "0") return TradeKind::normal;
    return source == "1" ? TradeKind::rpi : TradeKind::other;
}

bool add_ids(const Trade& trade, TradesEvent& event) noexcept {
    const auto first = trade.id - trade.count + 1;
    if (trade.count < 1 || trade.count > INT32_MAX || first < 0) return false;
    if (!is_null(event.last) && first <= event.last) return false;
    if (is_null(event.prev)) event.prev = first - 1;
    event.last = trade.id;
    event.time = trade.time;
    return true;
}

bool add_trade(const Trade& trade, TradesEvent& event, std::vector<TradeRow>& rows) noexcept {
    TradeRow row;
    if (!add_ids(trade, event) || !decltype(row.trade_id)::fits(trade.id_text)) return false;
    row.head.timestamp.value = trade.time;
    row.price = trade.price;
    row.qty = trade.qty;
    row.trade_seq = trade.id;
    row.trade_count = static_cast<std::int32_t>(trade.count);
    row.side = trade.side;
    row.kind = trade.kind;
    row.trade_id = trade.id_text;
    rows.push_back(row);
    return true;
}

bool read_book(std::string_view body, BookEvent& event, std::vector<Level>& levels) noexcept {
    bool is_first = true;
    return each_element_of(body, [&](object element) noexcept {
        return std::exchange(is_first, false) && read_book_element(element, event, levels);
    });
}

bool read_trades(std::string_view body, TradesEvent& event, std::vector<TradeRow>& rows) noexcept {
    return each_element_of(body, [&](object element) noexcept {
        Trade trade;
        return read_trade(element, trade) && add_trade(trade, event, rows);
    });
}

}  // namespace mdc::exchanges::okx
