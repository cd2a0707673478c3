#include "mdc/exchanges/binance/heads.hpp"

// The short way: each event in the one form that the venue writes.

namespace mdc::exchanges::binance {

namespace {

// [["35000.00","1.2"],["34999.00","0"]] or [].
bool read_levels(Fields& in, Side side, std::vector<Level>& levels) noexcept {
    if (!in.literal("[")) return false;
    if (in.literal("]")) return true;
    do {
        Level level{0, 0, side};
        if (!in.literal("[\"") || !in.decimal(level.price) || !in.literal(",\"") ||
            !in.decimal(level.qty) || !in.literal("]")) {
            return false;
        }
        if (level.price == 0) return false;
        levels.push_back(level);
    } while (in.literal(","));
    return in.literal("]");
}

}  // namespace

bool read_quickly(std::string_view body, DepthEvent& event) noexcept {
    Fields in(body);
    return read_head(in, event) && in.literal(R"(,"b":)") &&
           read_levels(in, Side::bid, *event.levels) && in.literal(R"(,"a":)") &&
           read_levels(in, Side::ask, *event.levels) && in.end();
}

bool read_quickly(std::string_view body, BookTickerEvent& event) noexcept {
    Fields in(body);
    return read_head(in, event) && in.symbol() && in.field<'b'>(event.bid_price) &&
           in.field<'B'>(event.bid_qty) && in.field<'a'>(event.ask_price) &&
           in.field<'A'>(event.ask_qty) && in.engine_time(event.engine_time) &&
           (!in.literal(R"(,"E":)") || in.integer(event.event_time)) && in.end();
}

bool read_quickly(std::string_view body, TradeEvent& event) noexcept {
    Fields in(body);
    if (!read_head(in, event)) return false;
    const bool is_of_spot = is_null(event.trade_time);
    if (is_of_spot && !(in.price_and_qty(event) && in.field<'T'>(event.trade_time))) return false;
    bool is_best_match = false;
    return in.field<'m'>(event.is_buyer_maker) && (!is_of_spot || in.field<'M'>(is_best_match)) &&
           in.end();
}

bool read_quickly(std::string_view body, AggTradeEvent& event) noexcept {
    Fields in(body);
    std::string_view without_rpi;
    return read_head(in, event) && in.symbol() && in.price_and_qty(event) &&
           (!in.literal(R"(,"nq":")") || in.text(without_rpi)) &&
           in.field<'f'>(event.first_match) && in.field<'l'>(event.last_match) &&
           in.field<'T'>(event.trade_time) && in.field<'m'>(event.is_buyer_maker) && in.end();
}

bool read_quickly(std::string_view, MarkPriceEvent&) noexcept { return false; }

bool read_quickly(std::string_view body, TickerEvent& event) noexcept {
    Fields in(body);
    std::string_view text;
    std::int64_t number = 0;
    auto& row = *event.row;
    return read_head(in, event) && in.symbol() && in.field<'p'>(text) && in.field<'P'>(text) &&
           in.field<'w'>(text) && in.field<'x'>(text) && in.field<'c'>(row.last_price) &&
           in.field<'Q'>(row.last_qty) && in.field<'b'>(row.bid_price) &&
           in.field<'B'>(row.bid_qty) && in.field<'a'>(row.ask_price) &&
           in.field<'A'>(row.ask_qty) && in.field<'o'>(row.open_24h) &&
           in.field<'h'>(row.high_24h) && in.field<'l'>(row.low_24h) &&
           in.field<'v'>(row.volume_base_24h) && in.field<'q'>(row.volume_quote_24h) &&
           in.field<'O'>(number) && in.field<'C'>(number) && in.field<'F'>(number) &&
           in.field<'L'>(number) && in.field<'n'>(number) && in.end();
}

}  // namespace mdc::exchanges::binance
