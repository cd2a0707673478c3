#include <cstring>
#include <span>
#include <utility>

#include "mdc/exchanges/okx/elements.hpp"

// Which key of which ticker channel is which column. All values are strings; an empty one says
// nothing. Source: the pages "Tickers channel", "Mark price channel", "Index tickers channel",
// "Funding rate channel", "Open interest channel", "Option summary channel".

namespace mdc::exchanges::okx {

namespace {

using json::is_key;
using Row = TickerRow;

struct Column {
    std::string_view key;
    double Row::*value;
};

// The first one of each is required. In the order in which the venue writes them.
constexpr Column kTicker[] = {
    {"last", &Row::last_price},        {"lastSz", &Row::last_qty},
    {"askPx", &Row::ask_price},        {"askSz", &Row::ask_qty},
    {"bidPx", &Row::bid_price},        {"bidSz", &Row::bid_qty},
    {"open24h", &Row::open_24h},       {"high24h", &Row::high_24h},
    {"low24h", &Row::low_24h},         {"volCcy24h", &Row::volume_quote_24h},  // of spot
    {"vol24h", &Row::volume_base_24h},
};
constexpr Column kMarkPrice[] = {{"markPx", &Row::mark_price}};
constexpr Column kIndexTicker[] = {{"idxPx", &Row::index_price},
                                   {"high24h", &Row::high_24h},
                                   {"low24h", &Row::low_24h},
                                   {"open24h", &Row::open_24h}};
constexpr Column kFundingRate[] = {{"fundingRate", &Row::funding_rate}};
constexpr Column kOpenInterest[] = {{"oi", &Row::open_interest},
                                    {"oiUsd", &Row::open_interest_value}};
constexpr Column kOptionSummary[] = {  // greeks in money, not those in coins
    {"markVol", &Row::mark_iv}, {"bidVol", &Row::bid_iv},         {"askVol", &Row::ask_iv},
    {"deltaBS", &Row::delta},   {"gammaBS", &Row::gamma},         {"thetaBS", &Row::theta},
    {"vegaBS", &Row::vega},     {"fwdPx", &Row::underlying_price}};

struct Form {
    TickerChannel channel;
    std::span<const Column> columns;
    bool is_signed = false;  // rates and greeks, not prices and sizes
};

// In the order of Channel.
constexpr Form kForms[] = {
    {TickerChannel::ticker, kTicker},
    {TickerChannel::mark_price, kMarkPrice},
    {TickerChannel::index_price, kIndexTicker},
    {TickerChannel::funding_rate, kFundingRate, true},
    {TickerChannel::open_interest, kOpenInterest},
    {TickerChannel::option_summary, kOptionSummary, true},
};

enum Field : unsigned { kTime, kInstrument, kType, kFundingTime, kColumns };

struct Element {
    TickerRow row;
    std::string_view ticker, type;
    json::Seen seen;
};

// Keys come nearly always in the order of the columns, with others between them: `next` is where to
// look first. Returns columns.size() for a key that has no column.
std::size_t find_column(std::span<const Column> columns, const char* key,
                        std::size_t next) noexcept {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto at = next + i < columns.size() ? next + i : next + i - columns.size();
        const auto& name = columns[at].key;
        if (std::memcmp(key, name.data(), name.size()) == 0 && key[name.size()] == '"') return at;
    }
    return columns.size();
}

bool read_element(json::ondemand::object object, const Form& form, Element& out) noexcept {
    std::size_t next = 0;
    const bool is_good = json::each_field_of(object, [&](auto key, auto value) noexcept {
        if (is_key(key, "ts")) {
            return out.seen.mark(kTime, read_time(value, out.row.head.timestamp.value));
        }
        if (is_key(key, "instId")) return out.seen.mark(kInstrument, json::text(value, out.ticker));
        if (is_key(key, "instType")) return out.seen.mark(kType, json::text(value, out.type));
        if (is_key(key, "fundingTime")) {
            return out.seen.mark(kFundingTime, maybe_time(value, out.row.funding_time));
        }
        const auto at = find_column(form.columns, key.raw(), next);
        if (at == form.columns.size()) return true;
        next = at + 1;
        auto& number = out.row.*form.columns[at].value;
        return out.seen.mark(
            kColumns + static_cast<unsigned>(at),
            json::maybe_decimal(value, number) && (form.is_signed || !(number < 0)));
    });
    return is_good && out.seen.has(kColumns);
}

// A price of zero is an empty side.
void clear_empty(double& price, double& qty) noexcept {
    if (price == 0) price = qty = kNullDouble;
}

void finish(Element& element) noexcept {
    auto& row = element.row;
    const auto& type = element.type;
    if (type == "SWAP" || type == "FUTURES" || type == "OPTION") {  // and their base currency
        row.volume_contracts_24h = row.volume_base_24h;
        row.volume_base_24h = std::exchange(row.volume_quote_24h, kNullDouble);
    } else if (type != "SPOT" && type != "MARGIN") {
        row.volume_base_24h = row.volume_quote_24h = kNullDouble;
    }
    clear_empty(row.bid_price, row.bid_qty);
    clear_empty(row.ask_price, row.ask_qty);
}

}  // namespace

// Messages of 2022 about funding have no time.
bool read_tickers(const Frame& frame, const StreamRef& ref, std::string_view body,
                  std::int64_t& time, std::vector<TickerRow>& rows) noexcept {
    const auto channel = static_cast<Channel>(ref.kind);
    const auto& form = kForms[ref.kind - static_cast<std::size_t>(Channel::tickers)];
    const bool is_shared = channel == Channel::opt_summary;
    return each_element_of(body, [&](json::ondemand::object object) noexcept {
        Element element;
        if (!read_element(object, form, element)) return false;
        if (!element.seen.has(kTime) && channel != Channel::funding_rate) return false;
        if (is_shared && element.ticker.empty()) return false;
        finish(element);
        time = element.row.head.timestamp.value;
        const auto* member = is_shared ? frame.plan->table.find(element.ticker) : &ref;
        if (member == nullptr || member->kind != ref.kind) return true;
        element.row.channel = form.channel;
        element.row.head.exchange = market().id;
        element.row.head.instrument = member->instrument;
        rows.push_back(element.row);
        return true;
    });
}

}  // namespace mdc::exchanges::okx
