#include "mdc/exchanges/bybit/events.hpp"

#include <cstring>

#include "mdc/exchanges/json.hpp"

namespace mdc::exchanges::bybit {

namespace {

using json::Seen;

// Each level is [price, size]; what may stand behind them is of no meaning to us.
bool read_level(json::Value row, Side side, std::vector<Level>& levels) noexcept {
    Level level{0, 0, side};
    int at = 0;
    const bool is_good = json::each_element(std::move(row), [&](auto cell) noexcept {
        ++at;
        if (cell.type().error() != simdjson::SUCCESS) return false;  // before a token is read
        if (at == 1) return json::decimal(cell, level.price);
        return at > 2 || json::decimal(cell, level.qty);
    });
    if (!is_good || at < 2) return false;
    levels.push_back(level);
    return true;
}

bool read_levels(json::Value value, Side side, std::vector<Level>& levels) noexcept {
    bool is_null = false;
    if (value.is_null().get(is_null) == simdjson::SUCCESS && is_null) return true;
    return json::each_element(std::move(value),
                              [&](auto row) noexcept { return read_level(row, side, levels); });
}

bool read_side(json::Value value, Side& side) noexcept {
    std::string_view text;
    if (!json::text(std::move(value), text)) return false;
    side = text == "Buy" ? Side::buy : text == "Sell" ? Side::sell : Side::unknown;
    return true;
}

bool read_trade(json::Value value, TradeEvent& event) noexcept {
    Seen seen;
    const bool is_good = json::each_field_of(std::move(value), [&](auto key, auto field) noexcept {
        using json::is_key;
        if (is_key(key, "T")) return seen.mark(0, json::integer(field, event.time));
        if (is_key(key, "s")) return seen.mark(1, json::text(field, event.symbol));
        if (is_key(key, "v")) return seen.mark(2, json::decimal(field, event.qty));
        if (is_key(key, "p")) return seen.mark(3, json::decimal(field, event.price));
        if (is_key(key, "i")) return seen.mark(4, json::text(field, event.id));
        if (is_key(key, "S")) return seen.mark(5, read_side(field, event.side));
        if (is_key(key, "BT")) return json::flag(field, event.is_block);
        if (is_key(key, "RPI")) return json::flag(field, event.is_rpi);
        return true;
    });
    return is_good && seen.has_all(6);
}

}  // namespace

bool read_book(std::string_view body, std::int64_t& update_id,
               std::vector<Level>& levels) noexcept {
    Seen seen;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "u")) return seen.mark(0, json::integer(value, update_id));
        if (is_key(key, "b")) return seen.mark(1, read_levels(value, Side::bid, levels));
        if (is_key(key, "a")) return seen.mark(2, read_levels(value, Side::ask, levels));
        return true;
    });
    return is_good && seen.has(0);
}

bool read_trades(std::string_view body, std::vector<TradeEvent>& events) noexcept {
    auto document = json::open(body);
    json::ondemand::array trades;
    if (document.get_array().get(trades) != simdjson::SUCCESS) return false;
    for (auto each : trades) {
        TradeEvent event;
        if (!read_trade(each, event)) return false;
        events.push_back(event);
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

bool read_ticker(std::string_view body, TickerFields fields) noexcept {
    return json::each_field(body, [&](auto key, auto value) noexcept {
        // No field of ours has an escape in its name, so any quote ends it.
        const std::string_view name(key.raw(), std::strcspn(key.raw(), "\""));
        std::string_view text;
        if (!json::token(value, text)) return false;
        if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
            return fields.set(name, text.substr(1, text.size() - 2));
        }
        return fields.set(name, text == "null" ? "" : "no text");
    });
}

namespace {

// One line per field of any market's ticker, in the order in which they come.
struct Field {
    std::string_view key;
    double TickerRow::*member;
    double TickerRow::*inverse = nullptr;  // where inverse contracts, counted in USD, differ
    bool may_be_negative = false;
};

constexpr Field kFields[] = {
    {"lastPrice", &TickerRow::last_price},
    {"prevPrice24h", &TickerRow::open_24h},
    {"highPrice24h", &TickerRow::high_24h},
    {"lowPrice24h", &TickerRow::low_24h},
    {"markPrice", &TickerRow::mark_price},
    {"indexPrice", &TickerRow::index_price},
    {"openInterest", &TickerRow::open_interest},
    {"openInterestValue", &TickerRow::open_interest_value},
    {"turnover24h", &TickerRow::volume_quote_24h, &TickerRow::volume_base_24h},
    {"volume24h", &TickerRow::volume_base_24h, &TickerRow::volume_contracts_24h},
    {"nextFundingTime", nullptr},
    {"fundingRate", &TickerRow::funding_rate, nullptr, true},
    {"bid1Price", &TickerRow::bid_price},
    {"bid1Size", &TickerRow::bid_qty},
    {"ask1Price", &TickerRow::ask_price},
    {"ask1Size", &TickerRow::ask_qty},
    {"bidPrice", &TickerRow::bid_price},
    {"bidSize", &TickerRow::bid_qty},
    {"bidIv", &TickerRow::bid_iv, nullptr, true},
    {"askPrice", &TickerRow::ask_price},
    {"askSize", &TickerRow::ask_qty},
    {"askIv", &TickerRow::ask_iv, nullptr, true},
    {"markPriceIv", &TickerRow::mark_iv, nullptr, true},
    {"underlyingPrice", &TickerRow::underlying_price},
    {"delta", &TickerRow::delta, nullptr, true},
    {"gamma", &TickerRow::gamma, nullptr, true},
    {"vega", &TickerRow::vega, nullptr, true},
    {"theta", &TickerRow::theta, nullptr, true},
};
constexpr std::size_t kFieldCount = std::size(kFields);

// Milliseconds; 0 and nothing where there is no funding.
bool set_funding_time(std::string_view value, TickerRow& row) noexcept {
    constexpr std::int64_t kMostMillis = 100'000'000'000'000;
    std::int64_t millis = 0;
    if (!parse_integer(value, millis) || millis < 0 || millis >= kMostMillis) return false;
    if (millis != 0) row.funding_time = millis * 1000;
    return true;
}

}  // namespace

bool TickerFields::find(std::string_view key) noexcept {
    for (std::size_t tried = 0; tried < kFieldCount; ++tried) {
        if (kFields[at_].key == key) return true;
        at_ = at_ + 1 == kFieldCount ? 0 : at_ + 1;
    }
    return false;
}

bool TickerFields::set(std::string_view key, std::string_view value) noexcept {
    if (!find(key) || value.empty()) return true;
    const auto& field = kFields[at_];
    if (field.member == nullptr) return set_funding_time(value, row_);
    if (value.starts_with('-') && !field.may_be_negative) return false;
    const bool is_other = category_ == Category::inverse && field.inverse != nullptr;
    return parse_decimal(value, row_.*(is_other ? field.inverse : field.member));
}

}  // namespace mdc::exchanges::bybit
