#include "mdc/exchanges/binance/events.hpp"

#include "mdc/exchanges/json.hpp"

namespace mdc::exchanges::binance {

namespace {

// Required fields, one bit each. A missing one is malformed; so is one that comes twice, or else
// identify(), which reads the head only, could say something else than parse().
class Seen {
  public:
    bool mark(unsigned bit, bool is_good) noexcept {
        const bool is_first = (bits_ & (1u << bit)) == 0;
        bits_ |= 1u << bit;
        return is_good && is_first;
    }
    [[nodiscard]] bool has_all(unsigned count) const noexcept { return bits_ == (1u << count) - 1; }

  private:
    unsigned bits_ = 0;
};

// Each level is [price, quantity]; older messages have a third, empty element.
bool read_level(json::Value row, Side side, std::vector<Level>& levels) noexcept {
    json::ondemand::array cells;
    if (std::move(row).get_array().get(cells) != simdjson::SUCCESS) return false;
    Level level{0, 0, side};
    int at = 0;
    for (auto cell : cells) {
        if (at == 0 && !json::decimal(cell, level.price)) return false;
        if (at == 1 && !json::decimal(cell, level.qty)) return false;
        if (cell.error() != simdjson::SUCCESS) return false;
        ++at;
    }
    if (at < 2 || level.price == 0) return false;
    levels.push_back(level);
    return true;
}

bool read_levels(json::Value value, Side side, std::vector<Level>& levels) noexcept {
    json::ondemand::array rows;
    if (std::move(value).get_array().get(rows) != simdjson::SUCCESS) return false;
    for (auto row : rows) {
        if (!read_level(row, side, levels)) return false;
    }
    return true;
}

}  // namespace

bool read_depth(std::string_view body, DepthEvent& event, std::vector<Level>& levels) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "E")) return seen.mark(0, json::integer(value, event.event_time));
        if (is_key(key, "U")) return seen.mark(1, json::integer(value, event.first));
        if (is_key(key, "u")) return seen.mark(2, json::integer(value, event.last));
        if (is_key(key, "b")) return seen.mark(3, read_levels(value, Side::bid, levels));
        if (is_key(key, "a")) return seen.mark(4, read_levels(value, Side::ask, levels));
        return true;
    });
    return is_good && seen.has_all(5);
}

bool read_book_ticker(std::string_view body, BookTickerEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "u")) return seen.mark(0, json::integer(value, event.update_id));
        if (is_key(key, "b")) return seen.mark(1, json::decimal(value, event.bid_price));
        if (is_key(key, "B")) return seen.mark(2, json::decimal(value, event.bid_qty));
        if (is_key(key, "a")) return seen.mark(3, json::decimal(value, event.ask_price));
        if (is_key(key, "A")) return seen.mark(4, json::decimal(value, event.ask_qty));
        return true;
    });
    return is_good && seen.has_all(5);
}

bool read_trade(std::string_view body, TradeEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "E")) return seen.mark(0, json::integer(value, event.event_time));
        if (is_key(key, "T")) return seen.mark(1, json::integer(value, event.trade_time));
        if (is_key(key, "t")) return seen.mark(2, json::integer(value, event.id));
        if (is_key(key, "p")) return seen.mark(3, json::decimal(value, event.price));
        if (is_key(key, "q")) return seen.mark(4, json::decimal(value, event.qty));
        if (is_key(key, "m")) return seen.mark(5, json::flag(value, event.is_buyer_maker));
        return true;
    });
    return is_good && seen.has_all(6);
}

bool read_ticker(std::string_view body, TickerEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "E")) return seen.mark(0, json::integer(value, event.event_time));
        if (is_key(key, "c")) return seen.mark(1, json::decimal(value, event.last_price));
        if (is_key(key, "Q")) return json::decimal(value, event.last_qty);
        if (is_key(key, "o")) return json::decimal(value, event.open);
        if (is_key(key, "h")) return json::decimal(value, event.high);
        if (is_key(key, "l")) return json::decimal(value, event.low);
        if (is_key(key, "v")) return json::decimal(value, event.volume_base);
        if (is_key(key, "q")) return json::decimal(value, event.volume_quote);
        if (is_key(key, "b")) return json::decimal(value, event.bid_price);
        if (is_key(key, "B")) return json::decimal(value, event.bid_qty);
        if (is_key(key, "a")) return json::decimal(value, event.ask_price);
        if (is_key(key, "A")) return json::decimal(value, event.ask_qty);
        return true;
    });
    return is_good && seen.has_all(2);
}

bool read_snapshot(std::string_view body, SnapshotBody& event,
                   std::vector<Level>& levels) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "lastUpdateId")) return seen.mark(0, json::integer(value, event.last));
        if (is_key(key, "bids")) return seen.mark(1, read_levels(value, Side::bid, levels));
        if (is_key(key, "asks")) return seen.mark(2, read_levels(value, Side::ask, levels));
        return true;
    });
    return is_good && seen.has_all(3);
}

}  // namespace mdc::exchanges::binance
