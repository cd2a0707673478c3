#include "mdc/sim/venues/deribit/api.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/sim/venues/deribit/names.hpp"
#include "mdc/sim/venues/deribit/texts.hpp"

namespace mdc::sim::deribit {
namespace {

constexpr std::string_view kVersion = R"({"version":"1.2.26"})";
constexpr std::string_view kPrefix = "/api/v2/";
constexpr std::string_view kKinds[] = {"future", "option", "spot", "future_combo", "option_combo"};
constexpr std::string_view kCurrencies[] = {"BTC", "ETH", "USDC", "USDT", "EURR", "any"};

template <class Words>
bool has(const Words& words, std::string_view word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// Spot is of both its coins, anything else of that which settles it.
bool is_of(const Instrument& one, std::string_view currency) {
    if (currency == "any") return true;
    if (one.type == Type::spot) return one.base == currency || one.quote == currency;
    return (is_inverse(one) ? one.base : one.quote) == currency;
}

HttpReply as_http(const Answer& answer, int status, UnixMicros now) {
    return {status, reply_text(answer, "", now), {}};
}

int status_of(const Answer& answer) {
    if (answer.code == 0) return 200;
    return answer.code == 10028 ? 429 : 400;
}

}  // namespace

std::string_view find(const Parameters& parameters, std::string_view key) noexcept {
    for (const auto& [name, value] : parameters) {
        if (name == key) return value;
    }
    return {};
}

Answer result(std::string json) { return {std::move(json), 0, {}, {}}; }

Answer error(int code, std::string_view message, std::string data) {
    return {"", code, message, std::move(data)};
}

Answer wrong_parameter(std::string_view parameter, std::string_view reason) {
    return error(-32602, "Invalid params",
                 fmt::format(R"({{"reason":"{}","param":"{}"}})", reason, parameter));
}

std::string reply_text(const Answer& answer, std::string_view id, UnixMicros now) {
    constexpr std::int64_t kMicros = 79;
    auto text = fmt::format(R"({{"jsonrpc":"2.0",{}{}{})", id.empty() ? "" : "\"id\":", id,
                            id.empty() ? "" : ",");
    if (answer.code == 0) {
        text.append("\"result\":").append(answer.result);
    } else {
        text += fmt::format(R"("error":{{"code":{},)", answer.code);
        if (!answer.data.empty()) text.append("\"data\":").append(answer.data).push_back(',');
        text += fmt::format(R"("message":"{}"}})", answer.message);
    }
    return text += fmt::format(R"(,"usIn":{},"usOut":{},"usDiff":{},"testnet":false}})", now.value,
                               now.value + kMicros, kMicros);
}

bool Api::may_list(std::string_view address, UnixMicros now) {
    constexpr double kAtOnce = 5;
    constexpr double kPerMinute = 6;
    const double most = lists_per_minute_ > 0 ? lists_per_minute_ : kAtOnce;
    const double each_minute = lists_per_minute_ > 0 ? lists_per_minute_ : kPerMinute;
    auto& credits =
        lists_.try_emplace(std::string(address), most, each_minute / 60.0).first->second;
    return credits.take(1, now);
}

std::optional<Answer> Api::call(std::string_view method, const Parameters& parameters,
                                std::string_view address, UnixMicros now) {
    if (method == "public/get_time") return result(std::to_string(now.value / 1000));
    if (method == "public/test" || method == "public/hello") return result(std::string(kVersion));
    if (method == "public/status") return result(R"({"locked":false,"locked_indices":[]})");
    if (method != "public/get_instruments") return std::nullopt;
    if (!may_list(address, now)) return error(10028, "too_many_requests");
    return instruments(parameters);
}

Answer Api::instruments(const Parameters& parameters) const {
    const auto currency = find(parameters, "currency");
    const auto kind = find(parameters, "kind");
    const auto expired = find(parameters, "expired");
    if (!has(kCurrencies, currency)) {
        return wrong_parameter("currency", currency.empty() ? "missing" : "invalid value");
    }
    if (!kind.empty() && !has(kKinds, kind)) return wrong_parameter("kind");
    if (!expired.empty() && expired != "true" && expired != "false") {
        return wrong_parameter("expired");
    }
    std::string list = "[";
    int number = 120'000;
    for (const auto& one : world_.instruments()) {
        ++number;
        if (expired == "true" || !is_of(one, currency)) continue;
        if (!kind.empty() && kind != kind_of(one)) continue;
        list.append(list.size() > 1 ? "," : "").append(instrument_text(one, number));
    }
    return result(list + "]");
}

HttpReply Api::http(const HttpRequest& request, UnixMicros now) {
    if (!request.path.starts_with(kPrefix)) return {404, "", {}};
    const auto method = request.path.substr(kPrefix.size());
    if (request.method != "GET") return as_http(error(11050, "bad_request"), 400, now);
    if (method.starts_with("private/")) {
        return as_http(error(13009, "unauthorized", R"({"reason":"invalid_token"})"), 400, now);
    }
    const auto answer = call(method, request.query, request.address, now)
                            .value_or(error(-32601, "Method not found"));
    return as_http(answer, status_of(answer), now);
}

HttpReply Api::refusal(const Fault& fault, UnixMicros now) {
    if (fault.code == 403) return {403, "<html><body>Forbidden</body></html>", {}};
    if (fault.code == 429) return as_http(error(10028, "too_many_requests"), 429, now);
    if (fault.code == 503) return as_http(error(11051, "system_maintenance"), 503, now);
    return as_http(error(10040, "retry"), fault.code, now);
}

}  // namespace mdc::sim::deribit
