#include "mdc/sim/venues/bybit/rest.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "mdc/core/decimal.hpp"

namespace mdc::sim::bybit {
namespace {

constexpr std::size_t kAddressesMax = 10'000;
constexpr std::chrono::seconds kWindow{5};
constexpr std::chrono::minutes kForbidden{10};
constexpr std::array<std::string_view, 4> kCategories = {"spot", "linear", "inverse", "option"};
constexpr int kBadRequest = 10001;
constexpr int kTooManyVisits = 10006;
constexpr int kServerError = 10016;

HttpReply reply(int status, int code, std::string_view message, std::string_view result,
                UnixMicros now) {
    return {status,
            fmt::format(R"({{"retCode":{},"retMsg":"{}","result":{{{}}},"retExtInfo":{{}},)"
                        R"("time":{}}})",
                        code, message, result, now.value / 1000),
            {}};
}

HttpReply good(std::string_view result, UnixMicros now) { return reply(200, 0, "OK", result, now); }

HttpReply bad(std::string_view message, UnixMicros now) {
    return reply(200, kBadRequest, message, "", now);
}

HttpReply forbidden() { return {403, "access too frequent", {}}; }

std::string_view find_query(const HttpRequest& request, std::string_view key) {
    for (const auto& [name, value] : request.query) {
        if (name == key) return value;
    }
    return {};
}

/// A whole number of the query within bounds; nothing: it is none. Without one, the usual one.
std::optional<std::int64_t> read_number(const HttpRequest& request, std::string_view key,
                                        std::int64_t usual, std::int64_t most) {
    const auto text = find_query(request, key);
    std::int64_t number = usual;
    if (!text.empty() && !parse_integer(text, number)) return std::nullopt;
    if (number < 1 || number > most) return std::nullopt;
    return number;
}

/// Index of the first instrument of a page. The cursor is sent with its sign encoded.
std::size_t first_of(const HttpRequest& request) {
    const auto cursor = find_query(request, "cursor");
    std::int64_t first = 0;
    const auto mark = cursor.find_last_of("=D");
    if (mark == cursor.npos || !parse_integer(cursor.substr(mark + 1), first)) return 0;
    return static_cast<std::size_t>(std::max<std::int64_t>(first, 0));
}

std::string step_of(int decimals) {
    std::string text;
    append_decimal(text, 1, decimals, decimals);
    return text;
}

}  // namespace

Rest::Rest(const MarketFacts& market, World& world, const Streams& streams,
           int requests_per_5_seconds)
    : market_(market),
      world_(world),
      streams_(streams),
      requests_per_5_seconds_(std::max(requests_per_5_seconds, 1)) {}

bool Rest::may_ask(std::string_view address, UnixMicros now) {
    if (usage_.size() > kAddressesMax) usage_.clear();
    auto& usage = usage_[std::string(address)];
    if (usage.forbidden_until > now) return false;
    const auto window = now.value / std::chrono::microseconds(kWindow).count();
    if (usage.window != window) usage = {window, 0, {}};
    if (++usage.requests <= requests_per_5_seconds_) return true;
    usage.forbidden_until = now + kForbidden;
    return false;
}

HttpReply Rest::answer(const HttpRequest& request, UnixMicros now) {
    if (!may_ask(request.address, now)) return forbidden();
    if (request.method != "GET") return {405, "", {}};
    if (request.path == "/v5/market/time") {
        return good(fmt::format(R"("timeSecond":"{}","timeNano":"{}000")",
                                now.value / kMicrosPerSecond, now.value),
                    now);
    }
    const bool is_list = request.path == "/v5/market/instruments-info";
    if (!is_list && request.path != "/v5/market/orderbook") return {404, "", {}};
    const auto category = find_query(request, "category");
    if (std::find(kCategories.begin(), kCategories.end(), category) == kCategories.end()) {
        return bad("params error: Category is invalid", now);
    }
    return is_list ? instruments(request, now) : orderbook(request, now);
}

HttpReply Rest::refusal(const Fault& fault, UnixMicros now) const {
    if (fault.code == 403) return forbidden();
    if (fault.code != 429 && fault.code != kTooManyVisits) {
        return reply(fault.code, kServerError, "Server error.", "", now);
    }
    auto made = reply(fault.code == 429 ? 429 : 200, kTooManyVisits, "Too many visits!", "", now);
    const auto reset = (now + fault.retry_after).value / 1000;
    made.headers = {{"X-Bapi-Limit", std::to_string(requests_per_5_seconds_)},
                    {"X-Bapi-Limit-Status", "0"},
                    {"X-Bapi-Limit-Reset-Timestamp", std::to_string(reset)}};
    return made;
}

// Options are listed by coin, the usual one is BTC. All that is listed is trading.
bool Rest::is_listed(const Instrument& one, const HttpRequest& request) const {
    const auto status = find_query(request, "status");
    const auto symbol = find_query(request, "symbol");
    auto base = find_query(request, "baseCoin");
    if (market_.is(Category::option) && base.empty() && symbol.empty()) base = "BTC";
    const bool is_of_coin = base.empty() || market_.is(Category::spot) || base == one.base;
    return is_of_coin && (symbol.empty() || symbol == one.symbol) &&
           (status.empty() || status == "Trading") &&
           find_query(request, "category") == market_.name;
}

// Spot has no pages: its limit is not looked at.
HttpReply Rest::instruments(const HttpRequest& request, UnixMicros now) const {
    constexpr std::int64_t kUsual = 500;
    constexpr std::int64_t kMost = 1000;
    const bool is_paged = !market_.is(Category::spot);
    const auto limit = read_number(request, "limit", kUsual, kMost);
    if (!limit && is_paged) return bad("params error: Limit is invalid", now);
    const auto& all = world_.instruments();
    std::string list, next;
    std::int64_t count = 0;
    for (auto index = is_paged ? first_of(request) : 0; index < all.size(); ++index) {
        if (!is_listed(all[index], request)) continue;
        if (is_paged && count == *limit) {
            next = fmt::format("first%3D{}", index);
            break;
        }
        list.append(count == 0 ? "" : ",").append(listing(all[index], index));
        ++count;
    }
    const auto symbol = find_query(request, "symbol");
    if (!symbol.empty() && count == 0) return bad("params error: symbol invalid", now);
    auto result =
        fmt::format(R"("category":"{}","list":[{}])", find_query(request, "category"), list);
    if (is_paged) result += fmt::format(R"(,"nextPageCursor":"{}")", next);
    return good(result, now);
}

std::string Rest::listing(const Instrument& one, std::size_t index) const {
    if (market_.is(Category::spot)) return spot_listing(one, index);
    return market_.is(Category::option) ? option_listing(one, index) : futures_listing(one, index);
}

std::string Rest::spot_listing(const Instrument& one, std::size_t index) const {
    return fmt::format(
        R"({{"symbol":"{0}","symbolId":{1},"baseCoin":"{2}","quoteCoin":"{3}","innovation":"0",)"
        R"("status":"Trading","marginTrading":"utaOnly","stTag":"0","lotSizeFilter":{{)"
        R"("basePrecision":"{4}","quotePrecision":"0.0000001","minOrderQty":"{4}",)"
        R"("maxOrderQty":"9000","minOrderAmt":"5","maxOrderAmt":"8000000",)"
        R"("maxLimitOrderQty":"9000","maxMarketOrderQty":"4500",)"
        R"("postOnlyMaxLimitOrderSize":"60000"}},"priceFilter":{{"tickSize":"{5}"}},)"
        R"("riskParameters":{{"priceLimitRatioX":"0.005","priceLimitRatioY":"0.01"}},)"
        R"("symbolType":""}})",
        one.symbol, index + 1, one.base, one.quote, step_of(one.qty_decimals),
        step_of(one.price_decimals));
}

std::string Rest::futures_listing(const Instrument& one, std::size_t index) const {
    const bool is_dated = one.type == Type::future;
    return fmt::format(
        R"({{"symbol":"{0}","symbolId":{1},"contractType":"{2}{3}","status":"Trading",)"
        R"("baseCoin":"{4}","quoteCoin":"{5}","launchTime":"1585526400000",)"
        R"("deliveryTime":"{6}","deliveryFeeRate":"{7}","priceScale":"{8}","leverageFilter":{{)"
        R"("minLeverage":"1","maxLeverage":"100.00","leverageStep":"0.01"}},"priceFilter":{{)"
        R"("minPrice":"{9}","maxPrice":"1999999","tickSize":"{9}"}},"lotSizeFilter":{{)"
        R"("maxOrderQty":"2000","minOrderQty":"{10}","qtyStep":"{10}",)"
        R"("postOnlyMaxOrderQty":"2000","maxMktOrderQty":"700","minNotionalValue":"5"}},)"
        R"("unifiedMarginTrade":true,"fundingInterval":{11},"settleCoin":"{12}",)"
        R"("copyTrading":"both","upperFundingRate":"{13}","lowerFundingRate":"{14}",)"
        R"("isPreListing":false,"preListingInfo":null,"riskParameters":{{)"
        R"("priceLimitRatioX":"0.01","priceLimitRatioY":"0.02"}},"symbolType":""}})",
        one.symbol, index + 1, market_.is(Category::inverse) ? "Inverse" : "Linear",
        is_dated ? "Futures" : "Perpetual", one.base, one.quote, delivery_of(market_, one),
        is_dated ? "0" : "", one.price_decimals, step_of(one.price_decimals),
        step_of(one.qty_decimals), is_dated ? 0 : 480, settle_coin(market_, one),
        is_dated ? "" : "0.00375", is_dated ? "" : "-0.00375");
}

std::string Rest::option_listing(const Instrument& one, std::size_t index) const {
    return fmt::format(
        R"({{"symbol":"{0}","symbolId":{1},"optionsType":"{2}","status":"Trading",)"
        R"("baseCoin":"{3}","quoteCoin":"{4}","settleCoin":"{5}","launchTime":"1585526400000",)"
        R"("deliveryTime":"{6}","deliveryFeeRate":"0.00015","priceFilter":{{"minPrice":"{7}",)"
        R"("maxPrice":"1110000","tickSize":"{7}"}},"lotSizeFilter":{{"maxOrderQty":"500",)"
        R"("minOrderQty":"{8}","qtyStep":"{8}"}},"displayName":"{0}"}})",
        one.symbol, index + 1, option_side(one), one.base, one.quote == "USDC" ? "USD" : one.quote,
        settle_coin(market_, one), delivery_of(market_, one), step_of(one.price_decimals),
        step_of(one.qty_decimals));
}

HttpReply Rest::orderbook(const HttpRequest& request, UnixMicros now) {
    const bool is_option = market_.is(Category::option);
    const std::int64_t usual = market_.is_futures() ? 25 : 1;
    const auto limit = read_number(request, "limit", usual, is_option ? 25 : 1000);
    if (!limit) return bad("params error: Limit is invalid", now);
    const auto& all = world_.instruments();
    const auto symbol = find_query(request, "symbol");
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.symbol == symbol; });
    const auto index = static_cast<int>(found - all.begin());
    const bool is_ours = find_query(request, "category") == market_.name && found != all.end();
    const auto* book = is_ours ? world_.book(index, request.wants_stale) : nullptr;
    if (book == nullptr) return bad("params error: symbol invalid", now);
    std::string result = fmt::format(R"("s":"{}")", found->symbol);
    const auto levels = static_cast<std::size_t>(*limit);
    const auto side = [&](std::string_view key, const Ladder& ladder) {
        std::size_t count = 0;
        result += key;
        ladder.for_best(levels, [&](std::int64_t price, std::int64_t qty) {
            append_number(result.append(count++ == 0 ? "[\"" : ",[\""), price,
                          found->price_decimals, true);
            append_number(result.append("\",\""), qty, found->qty_decimals, true);
            result.append("\"]");
        });
        return count;
    };
    const auto bids = side(R"(,"b":[)", book->bids);
    const auto asks = side(R"(],"a":[)", book->asks);
    result += fmt::format(R"(],"ts":{},"u":{},"seq":{},"cts":{})", now.value / 1000,
                          streams_.last_of_deepest(index), book->update_id,
                          streams_.newest(index).time.value / 1000);
    world_.snapshot_served(
        {found->symbol, book->update_id, levels, bids, asks, request.wants_stale}, now);
    return good(result, now);
}

}  // namespace mdc::sim::bybit
