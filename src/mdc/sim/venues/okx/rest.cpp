#include "mdc/sim/venues/okx/rest.hpp"

#include <fmt/format.h>

#include "mdc/sim/venues/okx/channels.hpp"
#include "mdc/sim/venues/okx/texts.hpp"

namespace mdc::sim::okx {
namespace {

constexpr std::size_t kRequests = 20;
constexpr std::chrono::seconds kSpan{2};

HttpReply error(int status, int code, std::string_view message) {
    return {status, fmt::format(R"({{"code":"{}","data":[],"msg":"{}"}})", code, message), {}};
}

HttpReply list_of(std::string_view elements) {
    return {200, fmt::format(R"({{"code":"0","data":[{}],"msg":""}})", elements), {}};
}

std::string_view find_query(const HttpRequest& request, std::string_view key) {
    for (const auto& [name, value] : request.query) {
        if (name == key) return value;
    }
    return {};
}

}  // namespace

Rest::Rest(const World& world, int per_minute)
    : world_(world),
      budget_(per_minute > 0 ? static_cast<std::size_t>(per_minute) : kRequests,
              per_minute > 0 ? std::chrono::seconds(60) : kSpan) {}

HttpReply Rest::answer(const HttpRequest& request, UnixMicros now) {
    if (request.method != "GET") return error(405, 50005, "Method not allowed");
    const auto key =
        fmt::format("{} {} {}", request.address, request.path, find_query(request, "instType"));
    if (!budget_.take(key, now)) return error(429, 50011, "Too Many Requests");
    if (request.path == "/api/v5/public/instruments") return instruments(request);
    if (request.path == "/api/v5/system/status") return list_of("");
    if (request.path != "/api/v5/public/time") return error(404, 404, "Not Found");
    return list_of(fmt::format(R"({{"ts":"{}"}})", now.value / 1000));
}

HttpReply Rest::instruments(const HttpRequest& request) const {
    const auto type = find_query(request, "instType");
    const auto name = find_query(request, "instId");
    auto family = find_query(request, "instFamily");
    if (family.empty()) family = find_query(request, "uly");
    const bool is_known = type == "SPOT" || type == "MARGIN" || type == "SWAP" ||
                          type == "FUTURES" || type == "OPTION";
    if (type.empty()) return error(400, 50014, "Parameter instType can not be empty.");
    if (!is_known) return error(400, 51000, "Parameter instType error");
    if (type == "OPTION" && family.empty()) {
        return error(400, 50014, "Parameter instFamily can not be empty.");
    }
    std::string list;
    int code = 10'000;
    for (const auto& one : world_.instruments()) {
        ++code;
        const bool is_meant = name.empty() || name == one.symbol;
        const bool is_of = family.empty() || family == family_of(one.symbol);
        if (type != type_word(one.type) || !is_meant || !is_of) continue;
        list.append(list.empty() ? "" : ",").append(instrument_text(one, code));
    }
    if (!name.empty() && list.empty()) {
        return error(400, 51001, "Instrument ID doesn't exist.");
    }
    return list_of(list);
}

HttpReply Rest::refusal(const Fault& fault) {
    if (fault.code == 403) return {403, "<html><body>Forbidden</body></html>", {}};
    if (fault.code == 429) return error(429, 50011, "Too Many Requests");
    if (fault.code == 503) return error(503, 50001, "Service temporarily unavailable.");
    return error(fault.code, 50026, "System error. Try again later.");
}

}  // namespace mdc::sim::okx
