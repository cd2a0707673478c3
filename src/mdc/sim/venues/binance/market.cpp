#include "mdc/sim/venues/binance/market.hpp"

namespace mdc::sim::binance {

void Market::append_level(std::string& out, const Instrument& one, std::int64_t price,
                          std::int64_t qty) const {
    price_of(out, "[\"", one, price);
    qty_of(out, "\",\"", one, qty);
    out.append("\"]");
}

std::size_t Market::append_best(std::string& out, const Instrument& one, const Ladder& side,
                                std::size_t limit) const {
    std::size_t count = 0;
    side.for_best(limit, [&](std::int64_t price, std::int64_t qty) {
        if (count++ != 0) out.push_back(',');
        append_level(out, one, price, qty);
    });
    return count;
}

void Market::append_day(std::string& out, const Instrument& one, const DayStatistics& day,
                        Clock clock) const {
    const int decimals = one.price_decimals + one.qty_decimals;
    price_of(out, R"(","o":")", one, day.open);
    price_of(out, R"(","h":")", one, day.high);
    price_of(out, R"(","l":")", one, day.low);
    qty_of(out, R"(","v":")", one, day.volume);
    append_decimal(out.append(R"(","q":")"), day.turnover, decimals, shown(decimals));
    clock.engine(out.append(R"(","O":)"), day.open_time);
    clock.engine(out.append(R"(,"C":)"), day.time);
    append_integer(out.append(R"(,"F":)"), day.first_trade_id);
    append_integer(out.append(R"(,"L":)"), day.last_trade_id);
    append_integer(out.append(R"(,"n":)"), day.last_trade_id - day.first_trade_id + 1);
}

double Market::percent_change(const DayStatistics& day) {
    return 100.0 * static_cast<double>(day.last - day.open) / static_cast<double>(day.open);
}

double Market::average_price(const Instrument& one, const DayStatistics& day) {
    double average = static_cast<double>(day.turnover) / static_cast<double>(day.volume);
    for (int decimal = 0; decimal < one.price_decimals; ++decimal) average /= 10.0;
    return average;
}

}  // namespace mdc::sim::binance
