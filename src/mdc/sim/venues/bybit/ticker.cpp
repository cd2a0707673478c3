#include "mdc/sim/venues/bybit/ticker.hpp"

#include <chrono>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace mdc::sim::bybit {
namespace {

constexpr int kRateDecimals = 8;

/// What a field is made of; no day or mark: its text is empty.
struct Values {
    const MarketFacts& market;
    const Instrument& of;
    const DayStatistics* day;
    const MarkPrice* mark;
};
using Append = void (*)(std::string& out, const Values& from);

struct Field {
    std::string_view key;
    Append append;
};

void number(std::string& out, const Values& from, std::int64_t mantissa, int decimals) {
    append_number(out, mantissa, decimals, from.market.is_short);
}

void symbol(std::string& out, const Values& from) { out += from.of.symbol; }
void nothing(std::string&, const Values&) {}
void zero(std::string& out, const Values&) { out += '0'; }
void eight(std::string& out, const Values&) { out += '8'; }
void funding_cap(std::string& out, const Values&) { out += "0.00333"; }

template <auto Member>
void day_price(std::string& out, const Values& from) {
    if (from.day != nullptr) number(out, from, from.day->*Member, from.of.price_decimals);
}

template <auto Member>
void quote_price(std::string& out, const Values& from) {
    if (from.day != nullptr) number(out, from, from.day->top.*Member, from.of.price_decimals);
}

template <auto Member>
void quote_qty(std::string& out, const Values& from) {
    if (from.day != nullptr) number(out, from, from.day->top.*Member, from.of.qty_decimals);
}

void volume(std::string& out, const Values& from) {
    if (from.day != nullptr) number(out, from, from.day->volume, from.of.qty_decimals);
}

void turnover(std::string& out, const Values& from) {
    const int decimals = from.of.price_decimals + from.of.qty_decimals;
    if (from.day != nullptr) number(out, from, from.day->turnover, decimals);
}

void change(std::string& out, const Values& from) {
    if (from.day == nullptr) return;
    const auto by = static_cast<double>(from.day->last - from.day->open);
    out += fmt::format("{:.6f}", by / static_cast<double>(from.day->open));
}

void direction(std::string& out, const Values& from) {
    if (from.day != nullptr) out += from.day->last < from.day->open ? "MinusTick" : "PlusTick";
}

template <auto Member>
void mark_price(std::string& out, const Values& from) {
    if (from.mark != nullptr) number(out, from, from.mark->*Member, from.of.price_decimals);
}

template <auto Member>
void rate(std::string& out, const Values& from) {
    if (from.mark != nullptr) append_number(out, from.mark->*Member, kRateDecimals, true);
}

// Both sides of each contract, and one.
void open_interest(std::string& out, const Values& from) {
    if (from.mark != nullptr) number(out, from, from.mark->open_interest, from.of.qty_decimals);
}

void open_interest_of_one_side(std::string& out, const Values& from) {
    if (from.mark != nullptr) number(out, from, from.mark->open_interest / 2, from.of.qty_decimals);
}

// In coins for inverse contracts, in the quote for the others.
double worth(const Values& from, double lots) {
    const auto size = lots / std::pow(10.0, from.of.qty_decimals);
    const auto price =
        static_cast<double>(from.mark->mark) / std::pow(10.0, from.of.price_decimals);
    return from.market.is(Category::inverse) ? size / price : size * price;
}

void value_of_both(std::string& out, const Values& from) {
    if (from.mark == nullptr) return;
    out += fmt::format("{:.2f}", worth(from, static_cast<double>(from.mark->open_interest)));
}

void value_of_one(std::string& out, const Values& from) {
    if (from.mark == nullptr) return;
    out += fmt::format("{:.2f}", worth(from, static_cast<double>(from.mark->open_interest) / 2));
}

// What is dated has no funding.
bool is_funded(const Values& from) {
    return from.mark != nullptr && from.of.type == Type::perpetual;
}

void funding_rate(std::string& out, const Values& from) {
    if (is_funded(from)) append_number(out, from.mark->funding_rate, kRateDecimals, true);
}

void funding_time(std::string& out, const Values& from) {
    if (is_funded(from)) append_millis(out, from.mark->next_funding);
}

void delivery_time(std::string& out, const Values& from) {
    const auto time = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(delivery_of(from.market, from.of)));
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    out += fmt::format("{:04}-{:02}-{:02}T{:02}:00:00Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       std::chrono::duration_cast<std::chrono::hours>(time - day).count());
}

constexpr Field kSpotFields[] = {
    {"symbol", symbol},
    {"lastPrice", day_price<&DayStatistics::last>},
    {"highPrice24h", day_price<&DayStatistics::high>},
    {"lowPrice24h", day_price<&DayStatistics::low>},
    {"prevPrice24h", day_price<&DayStatistics::open>},
    {"volume24h", volume},
    {"turnover24h", turnover},
    {"price24hPcnt", change},
    {"usdIndexPrice", day_price<&DayStatistics::last>},
};

constexpr Field kFuturesFields[] = {
    {"symbol", symbol},
    {"tickDirection", direction},
    {"price24hPcnt", change},
    {"lastPrice", day_price<&DayStatistics::last>},
    {"prevPrice24h", day_price<&DayStatistics::open>},
    {"highPrice24h", day_price<&DayStatistics::high>},
    {"lowPrice24h", day_price<&DayStatistics::low>},
    {"prevPrice1h", day_price<&DayStatistics::open>},
    {"markPrice", mark_price<&MarkPrice::mark>},
    {"indexPrice", mark_price<&MarkPrice::index>},
    {"openInterest", open_interest},
    {"openInterestValue", value_of_both},
    {"turnover24h", turnover},
    {"volume24h", volume},
    {"fundingIntervalHour", eight},
    {"fundingCap", funding_cap},
    {"singleOpenInterest", open_interest_of_one_side},
    {"singleOpenInterestValue", value_of_one},
    {"nextFundingTime", funding_time},
    {"fundingRate", funding_rate},
    {"bid1Price", quote_price<&TopOfBook::bid_price>},
    {"bid1Size", quote_qty<&TopOfBook::bid_qty>},
    {"ask1Price", quote_price<&TopOfBook::ask_price>},
    {"ask1Size", quote_qty<&TopOfBook::ask_qty>},
    {"preOpenPrice", nothing},
    {"preQty", nothing},
    {"curPreListingPhase", nothing},
};

// What dated futures have besides.
constexpr Field kDatedFields[] = {
    {"deliveryTime", delivery_time}, {"basis", zero},           {"basisRate", zero},
    {"basisRateYear", zero},         {"deliveryFeeRate", zero}, {"predictedDeliveryPrice", zero},
};

constexpr Field kOptionFields[] = {
    {"symbol", symbol},
    {"bidPrice", quote_price<&TopOfBook::bid_price>},
    {"bidSize", quote_qty<&TopOfBook::bid_qty>},
    {"bidIv", rate<&MarkPrice::mark_iv>},
    {"askPrice", quote_price<&TopOfBook::ask_price>},
    {"askSize", quote_qty<&TopOfBook::ask_qty>},
    {"askIv", rate<&MarkPrice::mark_iv>},
    {"lastPrice", day_price<&DayStatistics::last>},
    {"highPrice24h", day_price<&DayStatistics::high>},
    {"lowPrice24h", day_price<&DayStatistics::low>},
    {"markPrice", mark_price<&MarkPrice::mark>},
    {"indexPrice", mark_price<&MarkPrice::index>},
    {"markPriceIv", rate<&MarkPrice::mark_iv>},
    {"underlyingPrice", mark_price<&MarkPrice::index>},
    {"openInterest", open_interest},
    {"turnover24h", turnover},
    {"volume24h", volume},
    {"totalVolume", volume},
    {"totalTurnover", turnover},
    {"delta", rate<&MarkPrice::delta>},
    {"gamma", rate<&MarkPrice::gamma>},
    {"vega", rate<&MarkPrice::vega>},
    {"theta", rate<&MarkPrice::theta>},
    {"predictedDeliveryPrice", zero},
    {"change24h", change},
};

/// Calls visit(field, index) for each field of an instrument, in their order.
template <class Visit>
void each_field(const MarketFacts& market, const Instrument& of, Visit&& visit) {
    std::size_t index = 0;
    const auto all = [&](std::span<const Field> fields) {
        for (const auto& field : fields) visit(field, index++);
    };
    if (market.is(Category::spot)) return all(kSpotFields);
    if (market.is(Category::option)) return all(kOptionFields);
    all(kFuturesFields);
    if (of.type == Type::future) all(kDatedFields);
}

void append_field(std::string& out, std::string_view key, std::string_view value) {
    if (!out.empty()) out.push_back(',');
    out.append("\"").append(key).append("\":\"").append(value).push_back('"');
}

}  // namespace

Ticker::Ticker(const MarketFacts& market, const Instrument& of) : market_(market), of_(of) {}

bool Ticker::append_push(std::string& out, const TickerPush& push) {
    const Values from{market_, of_, day_ ? &*day_ : nullptr, mark_ ? &*mark_ : nullptr};
    const bool is_first = shown_.empty();
    sequence_ = push.sequence;
    std::size_t changes = 0;
    all_.clear();
    changed_.clear();
    each_field(market_, of_, [&](const Field& field, std::size_t index) {
        value_.clear();
        field.append(value_, from);
        if (is_first) shown_.emplace_back();
        const bool is_new = shown_[index] != value_;
        if (is_new) shown_[index] = value_;
        append_field(all_, field.key, value_);
        if (is_new || index == 0) append_field(changed_, field.key, value_);
        changes += is_new ? 1 : 0;
    });
    ++pushes_;
    if (changes == 0 && market_.is_futures()) return false;
    const bool is_delta = market_.is_futures() && !is_first;
    append(out, push, is_delta ? "delta" : "snapshot", is_delta ? changed_ : all_);
    return true;
}

bool Ticker::append_picture(std::string& out, const TickerPush& push) const {
    if (shown_.empty()) return false;
    append(out, {push.topic, push.time, sequence_}, "snapshot", all_);
    return true;
}

void Ticker::append(std::string& out, const TickerPush& push, std::string_view type,
                    std::string_view data) const {
    const auto time = push.time.value / 1000;
    out += fmt::format(R"({{"topic":"{}",)", push.topic);
    if (market_.is_futures()) {
        out += fmt::format(R"("type":"{}","data":{{{}}},"cs":{},"ts":{}}})", type, data,
                           push.sequence, time);
    } else if (market_.is(Category::spot)) {
        out += fmt::format(R"("ts":{},"type":"{}","cs":{},"data":{{{}}}}})", time, type,
                           push.sequence, data);
    } else {
        out += fmt::format(R"("ts":{0},"type":"{1}","id":"{2}-{3}-{0}","data":{{{4}}}}})", time,
                           type, push.topic, pushes_, data);
    }
}

}  // namespace mdc::sim::bybit
