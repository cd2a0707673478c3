#include "tests/unit/sim/deribit_play.hpp"

#include <cstdlib>

#include <simdjson.h>

namespace mdc::sim {
namespace {

double as_double(std::int64_t mantissa, int decimals) {
    std::string text;
    append_decimal(text, mantissa, decimals, decimals);
    return std::strtod(text.c_str(), nullptr);
}

}  // namespace

void DeribitBook::take(std::string_view json) {
    simdjson::dom::parser parser;
    const auto data = parser.parse(json.data(), json.size())["params"]["data"].value();
    const bool is_snapshot = std::string_view(data["type"]) == "snapshot";
    std::int64_t previous = 0;
    if (data["prev_change_id"].get(previous) == simdjson::SUCCESS ? is_snapshot : !is_snapshot) {
        ++gaps;
    }
    if (is_snapshot) levels.clear();
    if (!is_snapshot) {
        ++changes;
        if (previous != id) ++gaps;
    }
    id = std::int64_t(data["change_id"]);
    for (const auto* side : {"bids", "asks"}) {
        for (const auto level : simdjson::dom::array(data[side])) {
            const std::string_view word = level.at(0);
            const std::pair key{side[0], double(level.at(1))};
            const double amount = level.at(2);
            if ((word == "new") == levels.contains(key)) ++wrong_words;
            if ((word == "delete") != (amount == 0)) ++wrong_words;
            if (amount == 0) {
                levels.erase(key);
            } else {
                levels[key] = amount;
            }
        }
    }
}

std::map<std::pair<char, double>, double> levels_of(const DeribitPlay& play, int instrument) {
    std::map<std::pair<char, double>, double> levels;
    const auto& of = play.instrument(instrument);
    for (const auto* side : {&play.book(instrument).bids, &play.book(instrument).asks}) {
        side->for_best(side->size(), [&](std::int64_t price, std::int64_t qty) {
            levels[{side->side() == Side::bid ? 'b' : 'a', as_double(price, of.price_decimals)}] =
                as_double(qty, of.qty_decimals);
        });
    }
    return levels;
}

}  // namespace mdc::sim
