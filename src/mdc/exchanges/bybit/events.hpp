#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/scan.hpp"
#include "mdc/model/wire/output.hpp"

// What the data of Bybit's messages say, before they become rows. Each has two readers, the short
// way (scan_*, scan.cpp) and the general parser (read_*, events.cpp), that fill the same struct.
// Times are in milliseconds.

namespace mdc::exchanges::bybit {

/// A trade. The texts stand in the frame.
struct TradeEvent {
    std::int64_t time = 0;
    std::string_view symbol, id;
    double price = 0, qty = 0;
    Side side = Side::unknown;
    bool is_block = false;
    bool is_rpi = false;
};

/// Puts the fields of a ticker where they belong; fields usually come in the order of its table.
class TickerFields {
  public:
    TickerFields(Category category, TickerRow& row) noexcept : category_(category), row_(row) {}

    /// An empty value and a field that is not recorded leave the row as it is. Errors: false when
    /// the value is no number, or has a sign that it cannot have.
    bool set(std::string_view key, std::string_view value) noexcept;

  private:
    bool find(std::string_view key) noexcept;

    Category category_;
    TickerRow& row_;
    std::size_t at_ = 0;  // in the table: the field that was found last
};

// The short way: false means nothing but "not in the usual form". Parts may have been filled and
// levels appended then.
bool scan_book(Scan& scan, std::int64_t& update_id, std::vector<Level>& levels) noexcept;
enum class Detail : std::uint8_t { all, ids };  // ids: prices and sizes are not read
bool scan_trade(Scan& scan, Detail detail, TradeEvent& event) noexcept;
bool scan_ticker(Scan& scan, TickerFields fields) noexcept;

/// Steps over the whole list of trades, which may be empty, and calls on_trade(event) for each.
template <Detail kDetail, class OnTrade>
bool scan_trades(Scan& scan, OnTrade&& on_trade) noexcept {
    if (!scan.literal("[")) return false;
    if (scan.literal("]")) return true;
    do {
        TradeEvent event;
        if (!scan_trade(scan, kDetail, event)) return false;
        on_trade(event);
    } while (scan.literal(","));
    return scan.literal("]");
}

// The general way, any key order and white space: false means malformed, which a required key that
// comes twice is, too. A side of a book that is null or not there is empty.
bool read_book(std::string_view body, std::int64_t& update_id, std::vector<Level>& levels) noexcept;
bool read_trades(std::string_view body, std::vector<TradeEvent>& events) noexcept;
bool read_ticker(std::string_view body, TickerFields fields) noexcept;

}  // namespace mdc::exchanges::bybit
