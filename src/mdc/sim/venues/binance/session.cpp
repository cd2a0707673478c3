#include "mdc/sim/venues/binance/session.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

namespace mdc::sim::binance {
namespace {

constexpr std::size_t kIdLengthMax = 36;

enum class Method : unsigned char { subscribe, unsubscribe, list, set_property, get_property };
constexpr std::array<std::string_view, 5> kMethods = {
    "SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"};

bool is_alphanumeric(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
               (letter >= 'A' && letter <= 'Z') || letter == '-' || letter == '_';
    });
}

/// The id as it is echoed; empty when it is missing or none that is allowed.
std::string read_id(const simdjson::dom::object& request, bool is_any_allowed) {
    simdjson::dom::element id;
    if (request["id"].get(id)) return "";
    if (!is_any_allowed) {
        const bool is_whole = id.is_uint64() && (!id.is_int64() || std::int64_t(id) >= 0);
        return is_whole ? simdjson::minify(id) : "";
    }
    if (id.is_null() || id.is_int64()) return simdjson::minify(id);
    std::string_view text;
    if (id.get(text) || text.size() > kIdLengthMax || !is_alphanumeric(text)) return "";
    return simdjson::minify(id);
}

}  // namespace

struct ClientSession::Request {
    std::string id;
    Method method = Method::list;
    simdjson::dom::array params;
    bool has_params = false;
};

ClientSession::ClientSession(const Setting& setting, Peer& peer, UnixMicros now)
    : setting_(setting), peer_(peer), opened_(now), last_ping_(now) {
    recent_frames_.resize(static_cast<std::size_t>(setting.limits.client_frames_per_second));
    peer_.wrap(setting_.is_wrapped);
}

void ClientSession::subscribe(std::string_view stream) {
    if (std::find(streams_.begin(), streams_.end(), stream) != streams_.end()) return;
    streams_.emplace_back(stream);
    if (const auto topic = setting_.streams.find(stream, setting_.route)) peer_.subscribe(*topic);
}

void ClientSession::unsubscribe(std::string_view stream) {
    const auto found = std::find(streams_.begin(), streams_.end(), stream);
    if (found == streams_.end()) return;
    streams_.erase(found);
    if (const auto topic = setting_.streams.find(stream, setting_.route)) peer_.unsubscribe(*topic);
}

bool ClientSession::is_too_fast(UnixMicros now) {
    auto& oldest = recent_frames_[next_frame_];
    const bool is_full = oldest.value != 0 && now - oldest < std::chrono::seconds(1);
    oldest = now;
    next_frame_ = (next_frame_ + 1) % recent_frames_.size();
    return is_full;
}

void ClientSession::on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) {
    if (is_closed_) return;
    if (is_too_fast(now)) {
        is_closed_ = true;
        peer_.close(1008, "Too many requests");
        return;
    }
    if (kind == ClientFrame::pong && payload == ping_payload_) waiting_since_ = {0};
    if (kind == ClientFrame::text) on_text(payload);
}

void ClientSession::on_time(UnixMicros now) {
    if (is_closed_) return;
    if (waiting_since_.value != 0 && now - waiting_since_ > setting_.limits.pong_within) {
        is_closed_ = true;
        peer_.close(1008, "Pong timeout");
    } else if (now - opened_ > setting_.limits.lifetime) {
        is_closed_ = true;
        peer_.close(1001, "Connection lifetime reached");
    } else if (now - last_ping_ >= setting_.limits.ping_every) {
        last_ping_ = now;
        ping_payload_ = std::to_string(now.value / 1000);
        if (waiting_since_.value == 0) waiting_since_ = now;
        peer_.ping(ping_payload_);
    }
}

void ClientSession::announce_shutdown(UnixMicros now) {
    if (!setting_.market.has_shutdown_notice) return;
    const bool is_micros = setting_.form % 2 == 1;
    const auto notice =
        fmt::format(R"({{"e":"serverShutdown","E":{}}})", is_micros ? now.value : now.value / 1000);
    peer_.reply(setting_.is_wrapped
                    ? fmt::format(R"({{"stream":"!serverShutdown","data":{}}})", notice)
                    : notice);
}

void ClientSession::acknowledge(std::string_view id, std::string_view result) {
    peer_.reply(fmt::format(R"({{"result":{},"id":{}}})", result, id));
}

void ClientSession::refuse(std::string_view id, int code, std::string_view message) {
    const auto error = fmt::format(R"({{"code":{},"msg":"{}"}})", code, message);
    if (!id.empty()) return peer_.reply(fmt::format(R"({{"error":{},"id":{}}})", error, id));
    peer_.reply(setting_.market.has_any_id ? error : fmt::format(R"({{"error":{}}})", error));
}

void ClientSession::on_text(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(text.data(), text.size()).get(object)) {
        refuse("", 3, "Invalid JSON: expected value at line 1 column 1");
        if (!setting_.market.closes_on_nonsense) return;
        is_closed_ = true;
        peer_.close(1008, "Invalid JSON");
        return;
    }
    Request request;
    request.id = read_id(object, setting_.market.has_any_id);
    if (request.id.empty()) {
        refuse("", 2, "Invalid request: request ID must be an unsigned integer");
        return;
    }
    std::string_view method;
    if (object["method"].get(method)) {
        refuse(request.id, 2,
               fmt::format("Invalid request: missing field `method` at line 1 column {}",
                           text.size()));
        return;
    }
    const auto known = std::find(kMethods.begin(), kMethods.end(), method);
    if (known == kMethods.end()) {
        refuse(request.id, 2,
               fmt::format("Invalid request: unknown variant {}, expected one of `SUBSCRIBE`, "
                           "`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at "
                           "line 1 column 28",
                           method));
        return;
    }
    request.method = static_cast<Method>(known - kMethods.begin());
    request.has_params = !object["params"].get(request.params);
    if (object.size() > (request.has_params ? 3U : 2U)) {
        refuse(request.id, 2, "Invalid request: too many parameters");
        return;
    }
    perform(request);
}

void ClientSession::perform(const Request& request) {
    if (request.method == Method::list) return list(request.id);
    if (!request.has_params) {
        return refuse(request.id, 2, "Invalid request: missing field `params` at line 1 column 28");
    }
    if (request.method == Method::set_property || request.method == Method::get_property) {
        return property(request);
    }
    std::vector<std::string_view> names;
    for (const auto param : request.params) {
        std::string_view name;
        if (param.get(name)) {
            return refuse(request.id, 2, "Invalid request: stream name must be a string");
        }
        names.push_back(name);
    }
    if (request.method == Method::unsubscribe) {
        for (const auto name : names) unsubscribe(name);
        return acknowledge(request.id, "null");
    }
    if (streams_.size() + names.size() > setting_.limits.streams_per_connection) {
        return refuse(request.id, 4, "Too many subscriptions");
    }
    acknowledge(request.id, "null");
    for (const auto name : names) subscribe(name);
}

void ClientSession::list(std::string_view id) {
    std::string names = "[";
    for (const auto& stream : streams_) {
        names += fmt::format(R"({}"{}")", names.size() > 1 ? "," : "", stream);
    }
    acknowledge(id, names + "]");
}

void ClientSession::property(const Request& request) {
    std::string_view name;
    if (request.params.at(0).get(name)) {
        return refuse(request.id, 2, "Invalid request: property name must be a string");
    }
    if (name != "combined") return refuse(request.id, 0, "Unknown property");
    if (request.method == Method::get_property) {
        return acknowledge(request.id, setting_.is_wrapped ? "true" : "false");
    }
    bool is_wrapped = false;
    if (request.params.at(1).get(is_wrapped)) {
        return refuse(request.id, 1, "Invalid value type: expected Boolean");
    }
    setting_.is_wrapped = is_wrapped;
    peer_.wrap(is_wrapped);
    acknowledge(request.id, "null");
}

}  // namespace mdc::sim::binance
