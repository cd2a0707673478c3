#include "tests/unit/sim/client_book.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace mdc::sim {
namespace {

// The last id of the event before.
std::int64_t previous_of(const simdjson::dom::element& event) {
    std::int64_t previous = 0;
    if (event["pu"].get(previous) == simdjson::SUCCESS) return previous;
    return std::int64_t(event["U"]) - 1;
}

template <class Levels, class Side>
void set_levels(Levels& levels, char side, Side&& array) {
    for (const auto level : simdjson::dom::array(array)) {
        const std::string price(std::string_view(level.at(0)));
        const std::string qty(std::string_view(level.at(1)));
        if (qty.find_first_not_of("0.") == std::string::npos) {
            levels.erase({side, price});
        } else {
            levels[{side, price}] = qty;
        }
    }
}

}  // namespace

void ClientBook::event(std::string_view json) {
    if (has_snapshot_) return apply(json);
    buffered_.emplace_back(json);
}

bool ClientBook::snapshot(std::string_view json) {
    simdjson::dom::parser parser;
    const auto body = parser.parse(json.data(), json.size()).value();
    const std::int64_t id = body["lastUpdateId"];
    if (!buffered_.empty()) {
        simdjson::dom::parser first;
        if (id < previous_of(first.parse(buffered_.front()).value())) return false;
    }
    levels_.clear();
    set_levels(levels_, 'b', body["bids"].value());
    set_levels(levels_, 'a', body["asks"].value());
    id_ = id;
    has_snapshot_ = true;
    for (const auto& event : buffered_) apply(event);
    buffered_.clear();
    return true;
}

void ClientBook::apply(std::string_view json) {
    simdjson::dom::parser parser;
    const auto event = parser.parse(json.data(), json.size()).value();
    const std::int64_t last = event["u"];
    if (last <= id_) return;
    if (previous_of(event) > id_) ++gaps_;
    set_levels(levels_, 'b', event["b"].value());
    set_levels(levels_, 'a', event["a"].value());
    id_ = last;
    ++applied_;
}

}  // namespace mdc::sim
