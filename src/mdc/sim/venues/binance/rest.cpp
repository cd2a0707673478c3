#include "mdc/sim/venues/binance/rest.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "mdc/core/decimal.hpp"

namespace mdc::sim::binance {
namespace {

constexpr std::size_t kAddressesMax = 10'000;
constexpr int kRefusalsBeforeBan = 10;
constexpr std::chrono::seconds kBan{120};

HttpReply error(int status, int code, std::string_view message) {
    return {status, fmt::format(R"({{"code":{},"msg":"{}"}})", code, message), {}};
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

Rest::Rest(const Market& market, World& world, int weight_per_minute)
    : market_(market),
      facts_(market.facts()),
      world_(world),
      weight_per_minute_(weight_per_minute) {
    for (const auto& instrument : world.instruments()) {
        symbols_.emplace(instrument.symbol, static_cast<int>(symbols_.size()));
    }
}

std::optional<int> Rest::find_symbol(std::string_view symbol) const {
    const auto found = symbols_.find(std::string(symbol));
    if (found == symbols_.end()) return std::nullopt;
    return found->second;
}

HttpReply Rest::too_much(std::int64_t seconds) const {
    auto reply = error(429, -1003, fmt::format(fmt::runtime(facts_.too_much), weight_per_minute_));
    if (facts_.has_retry_after) reply.headers.emplace_back("Retry-After", std::to_string(seconds));
    return reply;
}

HttpReply Rest::banned(UnixMicros until, std::int64_t seconds) const {
    auto reply = error(418, -1003, fmt::format(fmt::runtime(facts_.banned), until.value / 1000));
    if (facts_.has_retry_after) reply.headers.emplace_back("Retry-After", std::to_string(seconds));
    return reply;
}

int Rest::depth_weight(std::int64_t limit) const {
    for (const auto& each : facts_.depth_weights) {
        if (limit <= each.levels) return each.weight;
    }
    return facts_.depth_weights.back().weight;
}

int Rest::weight_of(const HttpRequest& request, std::string_view method) const {
    if (method == "exchangeInfo") return facts_.list_weight;
    if (method != "depth") return 1;
    const auto limit = read_limit(request);
    const auto* levels = std::get_if<std::int64_t>(&limit);
    return depth_weight(levels == nullptr ? facts_.usual_levels : *levels);
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
    return too_much(60 - now.value / kMicrosPerSecond % 60);
}

HttpReply Rest::answer(const HttpRequest& request, UnixMicros now) {
    if (request.method != "GET") return {405, "", {}};
    if (!request.path.starts_with(facts_.rest_prefix)) return {404, "", {}};
    const auto method = request.path.substr(facts_.rest_prefix.size());
    if (usage_.size() > kAddressesMax) usage_.clear();
    auto& usage = usage_[std::string(request.address)];
    auto refused = charge(usage, weight_of(request, method), now);
    auto reply = refused ? std::move(*refused) : call(request, method, now);
    if (reply.status == 404) return reply;
    if (facts_.has_microseconds) {
        reply.headers.emplace_back("x-mbx-used-weight", std::to_string(usage.weight));
    }
    reply.headers.emplace_back("x-mbx-used-weight-1m", std::to_string(usage.weight));
    return reply;
}

HttpReply Rest::call(const HttpRequest& request, std::string_view method, UnixMicros now) {
    if (method == "exchangeInfo") return exchange_info(request, now);
    if (method == "depth") return depth(request, now);
    if (method == "ping") return check_query(request, {}).value_or(HttpReply{200, "{}", {}});
    if (method != "time") return {404, "", {}};
    const bool is_micros = facts_.has_microseconds && request.time_unit == "MICROSECOND";
    const auto time = is_micros ? now.value : now.value / 1000;
    return check_query(request, {})
        .value_or(HttpReply{200, fmt::format(R"({{"serverTime":{}}})", time), {}});
}

HttpReply Rest::refusal(const Fault& fault, UnixMicros now) {
    const auto seconds = fault.retry_after.count();
    if (fault.code == 418) return banned(now + fault.retry_after, seconds);
    if (fault.code == 429) return too_much(seconds);
    if (fault.code == 403) return {403, "<html><body>Forbidden</body></html>", {}};
    return error(fault.code, -1001,
                 "Internal error; unable to process your request. Please try again.");
}

std::variant<std::int64_t, HttpReply> Rest::read_limit(const HttpRequest& request) const {
    const auto* text = find_query(request, "limit");
    if (text == nullptr) return facts_.usual_levels;
    std::int64_t limit = 0;
    if (text->size() > 20 || !parse_integer(*text, limit) || limit < 0) {
        return error(400, -1100,
                     "Illegal characters found in parameter 'limit'; legal range is "
                     "'^[0-9]{1,20}$'.");
    }
    if (!facts_.has_any_depth) {
        const bool is_listed =
            std::any_of(facts_.depth_weights.begin(), facts_.depth_weights.end(),
                        [&](const DepthWeight& each) { return each.levels == limit; });
        if (is_listed) return limit;
        return error(400, -4021, fmt::format("'{}' is not valid depth limit.", limit));
    }
    if (limit == 0) return error(400, -1130, "Data sent for parameter 'limit' is not valid.");
    return std::min(limit, facts_.depth_weights.back().levels);
}

HttpReply Rest::depth(const HttpRequest& request, UnixMicros now) {
    if (auto wrong = check_query(request, {"symbol", "limit", "symbolStatus"})) return *wrong;
    const auto* symbol = find_query(request, "symbol");
    if (symbol == nullptr || symbol->empty()) {
        return error(400, -1102,
                     "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }
    const auto limit = read_limit(request);
    if (const auto* wrong = std::get_if<HttpReply>(&limit)) return *wrong;
    const auto instrument = find_symbol(*symbol);
    if (!instrument) return error(400, -1121, "Invalid symbol.");
    const auto* book = world_.book(*instrument, request.wants_stale);
    if (book == nullptr) return recorded_depth(*instrument);
    const auto& of = world_.instruments()[static_cast<std::size_t>(*instrument)];
    const auto levels = static_cast<std::size_t>(std::get<std::int64_t>(limit));
    HttpReply reply;
    market_.snapshot_head(reply.body, book->update_id, now);
    reply.body.append(R"("bids":[)");
    const auto bids = market_.append_best(reply.body, of, book->bids, levels);
    reply.body.append(R"(],"asks":[)");
    const auto asks = market_.append_best(reply.body, of, book->asks, levels);
    reply.body.append("]}");
    world_.snapshot_served({of.symbol, book->update_id, levels, bids, asks, request.wants_stale},
                           now);
    return reply;
}

HttpReply Rest::recorded_depth(int instrument) {
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
    for (const auto& symbol : wanted) {
        if (!find_symbol(symbol)) return error(400, -1121, "Invalid symbol.");
    }
    HttpReply reply;
    market_.list_head(reply.body, now, weight_per_minute_);
    for (const auto& instrument : world_.instruments()) {
        if (!wanted.empty() &&
            std::find(wanted.begin(), wanted.end(), instrument.symbol) == wanted.end()) {
            continue;
        }
        market_.symbol(reply.body, instrument);
        reply.body.push_back(',');
    }
    if (reply.body.back() == ',') reply.body.pop_back();
    reply.body.append("]}");
    return reply;
}

}  // namespace mdc::sim::binance
