#include "mdc/sim/venues/binance_spot/rest.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "mdc/core/decimal.hpp"
#include "mdc/sim/venues/binance_spot/streams.hpp"

namespace mdc::sim::binance_spot {
namespace {

constexpr std::size_t kAddressesMax = 10'000;
constexpr int kRefusalsBeforeBan = 10;
constexpr std::chrono::seconds kBan{120};
constexpr std::int64_t kDepthLimitMax = 5000;

HttpReply error(int status, int code, std::string_view message) {
    return {status, fmt::format(R"({{"code":{},"msg":"{}"}})", code, message), {}};
}

HttpReply too_much(int status, std::int64_t seconds, std::string message) {
    auto reply = error(status, -1003, message);
    reply.headers.emplace_back("Retry-After", std::to_string(seconds));
    return reply;
}

HttpReply too_much_weight(int limit, std::int64_t seconds) {
    return too_much(429, seconds,
                    fmt::format("Too much request weight used; current limit is {} request weight "
                                "per 1 MINUTE. Please use WebSocket Streams for live updates to "
                                "avoid polling the API.",
                                limit));
}

HttpReply banned(UnixMicros until, std::int64_t seconds) {
    return too_much(418, seconds,
                    fmt::format("Way too much request weight used; IP banned until {}. Please use "
                                "WebSocket Streams for live updates to avoid bans.",
                                until.value / 1000));
}

const std::string* find_query(const HttpRequest& request, std::string_view key) {
    for (const auto& [name, value] : request.query) {
        if (name == key) return &value;
    }
    return nullptr;
}

std::optional<HttpReply> check_query(const HttpRequest& request,
                                     std::initializer_list<std::string_view> known) {
    std::size_t read = 0;
    for (const auto& [name, value] : request.query) {
        if (std::find(known.begin(), known.end(), name) != known.end()) ++read;
    }
    if (read == request.query.size()) return std::nullopt;
    return error(400, -1104,
                 fmt::format("Not all sent parameters were read; read '{}' parameter(s) but was "
                             "sent '{}'.",
                             read, request.query.size()));
}

/// The limit of a depth request; nothing when it is none.
std::optional<std::int64_t> read_limit(const std::string* text) {
    if (text == nullptr) return 100;
    std::int64_t limit = 0;
    if (text->size() > 20 || !parse_integer(*text, limit) || limit < 0) return std::nullopt;
    return std::min(limit, kDepthLimitMax);
}

int depth_weight(std::int64_t limit) {
    if (limit <= 100) return 5;
    if (limit <= 500) return 25;
    return limit <= 1000 ? 50 : 250;
}

int weight_of(const HttpRequest& request) {
    if (request.path == "/api/v3/exchangeInfo") return 20;
    if (request.path != "/api/v3/depth") return 1;
    return depth_weight(read_limit(find_query(request, "limit")).value_or(100));
}

void append_symbol(std::string& out, const Instrument& one) {
    std::string tick;
    std::string lot;
    append_price(tick, one, 1);
    append_qty(lot, one, 1);
    out += fmt::format(
        R"({{"symbol":"{0}","status":"TRADING","baseAsset":"{1}","baseAssetPrecision":8,)"
        R"("quoteAsset":"{2}","quotePrecision":8,"quoteAssetPrecision":8,)"
        R"("baseCommissionPrecision":8,"quoteCommissionPrecision":8,)"
        R"("orderTypes":["LIMIT","LIMIT_MAKER","MARKET"],"icebergAllowed":true,"ocoAllowed":true,)"
        R"("otoAllowed":true,"quoteOrderQtyMarketAllowed":true,"allowTrailingStop":true,)"
        R"("cancelReplaceAllowed":true,"amendAllowed":true,"isSpotTradingAllowed":true,)"
        R"("isMarginTradingAllowed":true,"filters":[{{"filterType":"PRICE_FILTER",)"
        R"("minPrice":"{3}","maxPrice":"1000000.00000000","tickSize":"{3}"}},)"
        R"({{"filterType":"LOT_SIZE","minQty":"{4}","maxQty":"9000.00000000","stepSize":"{4}"}},)"
        R"({{"filterType":"ICEBERG_PARTS","limit":10}},{{"filterType":"NOTIONAL",)"
        R"("minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.00000000",)"
        R"("applyMaxToMarket":false,"avgPriceMins":5}},)"
        R"({{"filterType":"MAX_NUM_ORDERS","maxNumOrders":200}}],"permissions":[],)"
        R"("permissionSets":[["SPOT","MARGIN"]],"defaultSelfTradePreventionMode":"EXPIRE_MAKER",)"
        R"("allowedSelfTradePreventionModes":["EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH"]}})",
        one.symbol, one.base, one.quote, tick, lot);
}

/// `symbols=["A","B"]`; nothing when it is not that.
std::optional<std::vector<std::string>> read_symbols(const std::string& text) {
    simdjson::dom::parser parser;
    simdjson::dom::array array;
    if (parser.parse(text).get(array)) return std::nullopt;
    std::vector<std::string> symbols;
    for (const auto element : array) {
        std::string_view symbol;
        if (element.get(symbol)) return std::nullopt;
        symbols.emplace_back(symbol);
    }
    return symbols;
}

constexpr std::string_view kBadSymbols =
    R"(Illegal characters found in parameter 'symbols'; legal range is '^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$'.)";

}  // namespace

Rest::Rest(World& world, int weight_per_minute)
    : world_(world), weight_per_minute_(weight_per_minute) {
    for (const auto& instrument : world.instruments()) {
        symbols_.emplace(instrument.symbol, static_cast<int>(symbols_.size()));
    }
}

std::optional<int> Rest::find_symbol(std::string_view symbol) const {
    const auto found = symbols_.find(std::string(symbol));
    if (found == symbols_.end()) return std::nullopt;
    return found->second;
}

std::optional<HttpReply> Rest::charge(Usage& usage, int weight, UnixMicros now) const {
    const auto minute = now.value / (60 * kMicrosPerSecond);
    if (usage.banned_until > now) {
        return banned(usage.banned_until,
                      (usage.banned_until - now).count() / kMicrosPerSecond + 1);
    }
    if (usage.minute != minute) {
        usage.minute = minute;
        usage.weight = 0;
        usage.refused = 0;
    }
    if (usage.weight + weight <= weight_per_minute_) {
        usage.weight += weight;
        return std::nullopt;
    }
    if (++usage.refused > kRefusalsBeforeBan) {
        usage.banned_until = now + kBan;
        return banned(usage.banned_until, kBan.count());
    }
    const auto left = 60 - now.value / kMicrosPerSecond % 60;
    return too_much_weight(weight_per_minute_, left);
}

HttpReply Rest::answer(const HttpRequest& request, UnixMicros now) {
    if (request.method != "GET") return {405, "", {}};
    if (usage_.size() > kAddressesMax) usage_.clear();
    auto& usage = usage_[std::string(request.address)];
    auto refused = charge(usage, weight_of(request), now);
    HttpReply reply;
    if (refused) {
        reply = std::move(*refused);
    } else if (request.path == "/api/v3/ping") {
        reply = check_query(request, {}).value_or(HttpReply{200, "{}", {}});
    } else if (request.path == "/api/v3/time") {
        const bool is_micros = request.time_unit == "MICROSECOND";
        reply = check_query(request, {})
                    .value_or(HttpReply{200,
                                        fmt::format(R"({{"serverTime":{}}})",
                                                    is_micros ? now.value : now.value / 1000),
                                        {}});
    } else if (request.path == "/api/v3/exchangeInfo") {
        reply = exchange_info(request, now);
    } else if (request.path == "/api/v3/depth") {
        reply = depth(request, now);
    } else {
        return {404, "", {}};
    }
    reply.headers.emplace_back("x-mbx-used-weight", std::to_string(usage.weight));
    reply.headers.emplace_back("x-mbx-used-weight-1m", std::to_string(usage.weight));
    return reply;
}

HttpReply Rest::refusal(const Fault& fault, UnixMicros now) {
    const auto seconds = fault.retry_after.count();
    if (fault.code == 418) return banned(now + fault.retry_after, seconds);
    if (fault.code == 429) return too_much_weight(weight_per_minute_, seconds);
    if (fault.code == 403) return {403, "<html><body>Forbidden</body></html>", {}};
    return error(fault.code, -1001,
                 "Internal error; unable to process your request. Please try again.");
}

HttpReply Rest::depth(const HttpRequest& request, UnixMicros now) {
    if (auto wrong = check_query(request, {"symbol", "limit", "symbolStatus"})) return *wrong;
    const auto* symbol = find_query(request, "symbol");
    if (symbol == nullptr || symbol->empty()) {
        return error(400, -1102,
                     "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }
    const auto limit = read_limit(find_query(request, "limit"));
    if (!limit) {
        return error(400, -1100,
                     "Illegal characters found in parameter 'limit'; legal range is "
                     "'^[0-9]{1,20}$'.");
    }
    if (*limit == 0) return error(400, -1130, "Data sent for parameter 'limit' is not valid.");
    const auto instrument = find_symbol(*symbol);
    if (!instrument) return error(400, -1121, "Invalid symbol.");
    const auto* book = world_.book(*instrument, request.wants_stale);
    if (book == nullptr) return recorded_depth(*instrument, now);
    const auto& facts = world_.instruments()[static_cast<std::size_t>(*instrument)];
    const auto levels = static_cast<std::size_t>(*limit);
    HttpReply reply;
    reply.body = fmt::format(R"({{"lastUpdateId":{},"bids":[)", book->update_id);
    const auto bids = append_best(reply.body, facts, book->bids, levels);
    reply.body.append(R"(],"asks":[)");
    const auto asks = append_best(reply.body, facts, book->asks, levels);
    reply.body.append("]}");
    world_.snapshot_served({facts.symbol, book->update_id, levels, bids, asks, request.wants_stale},
                           now);
    return reply;
}

HttpReply Rest::recorded_depth(int instrument, UnixMicros) {
    const auto body = world_.recorded_depth(instrument);
    if (body.empty())
        return error(503, -1008, "Server is currently overloaded with other requests.");
    return {200, std::string(body), {}};
}

HttpReply Rest::exchange_info(const HttpRequest& request, UnixMicros now) {
    if (auto wrong = check_query(
            request, {"symbol", "symbols", "permissions", "symbolStatus", "showPermissionSets"})) {
        return *wrong;
    }
    std::vector<std::string> wanted;
    if (const auto* symbol = find_query(request, "symbol")) wanted.push_back(*symbol);
    if (const auto* symbols = find_query(request, "symbols")) {
        auto list = read_symbols(*symbols);
        if (!list) return error(400, -1100, kBadSymbols);
        wanted = std::move(*list);
    }
    HttpReply reply;
    reply.body = fmt::format(
        R"({{"timezone":"UTC","serverTime":{},"rateLimits":[)"
        R"({{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":{}}},)"
        R"({{"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":300000}}],)"
        R"("exchangeFilters":[],"symbols":[)",
        now.value / 1000, weight_per_minute_);
    for (const auto& symbol : wanted) {
        if (!find_symbol(symbol)) return error(400, -1121, "Invalid symbol.");
    }
    for (const auto& instrument : world_.instruments()) {
        if (!wanted.empty() &&
            std::find(wanted.begin(), wanted.end(), instrument.symbol) == wanted.end()) {
            continue;
        }
        append_symbol(reply.body, instrument);
        reply.body.push_back(',');
    }
    if (reply.body.back() == ',') reply.body.pop_back();
    reply.body.append("]}");
    return reply;
}

}  // namespace mdc::sim::binance_spot
