#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace mdc::bench {

/// What a bare simdjson On-Demand extraction finds in a message: the fields that mdc's rows need,
/// numbers as doubles and integers, in the order of the message. No checks, no rows.
struct Bare {
    std::string_view channel, symbol;
    std::int64_t ids[4] = {};
    bool is_buyer_maker = false;
    std::vector<double> numbers;  ///< kept between messages
};

// False when the message is not as expected. `message` has the padding that simdjson needs.
bool bare_depth(std::string_view message, Bare& out);
bool bare_book_ticker(std::string_view message, Bare& out);
bool bare_trade(std::string_view message, Bare& out);
bool bare_ticker(std::string_view message, Bare& out);

}  // namespace mdc::bench
