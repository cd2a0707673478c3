#include "mdc/sim/venues/deribit/session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/core/decimal.hpp"

namespace mdc::sim::deribit {
namespace {

constexpr std::size_t kRequestBytesMax = 32 * 1024;
constexpr std::size_t kChannelsPerRequest = 500;
constexpr double kRefill = 10'000;
constexpr double kSubscribePool = 30'000;
constexpr double kSubscribeCost = 3000;
constexpr double kPool = 50'000;
constexpr double kCost = 500;
constexpr std::int64_t kHeartbeatSecondsMin = 10;
constexpr std::chrono::milliseconds kFirstQuestionLater{2000};
constexpr std::chrono::milliseconds kQuestionLater{650};
constexpr std::chrono::seconds kAnswerWithin{10};
constexpr std::chrono::milliseconds kIdle{60'500};
constexpr std::uint16_t kNoCode = 1005;  // the connection just ends

Parameters named(const simdjson::dom::object& object) {
    Parameters parameters;
    for (const auto [key, value] : object) {
        std::string_view text;
        const bool is_text = value.get(text) == simdjson::SUCCESS;
        parameters.emplace_back(key, is_text ? std::string(text) : simdjson::minify(value));
    }
    return parameters;
}

/// What a method does with channels: "public/subscribe" and "private/subscribe" are one.
std::string_view channels_verb(std::string_view method) {
    for (const std::string_view scope : {"public/", "private/"}) {
        if (method.starts_with(scope)) return method.substr(scope.size());
    }
    return {};
}

std::string list_of(const std::vector<std::string>& channels) {
    std::string list = "[";
    for (const auto& channel : channels) {
        list += fmt::format("{}\"{}\"", list.size() > 1 ? "," : "", channel);
    }
    return list + "]";
}

}  // namespace

ClientSession::ClientSession(Setting setting, Peer& peer, UnixMicros now)
    : setting_(std::move(setting)),
      peer_(peer),
      subscribes_(kSubscribePool, kRefill),
      requests_(kPool, kRefill),
      opened_(now),
      active_(now) {
    const double given = setting_.limits.client_frames_per_second;
    if (given > 0) requests_ = Credits(given * kCost, given * kCost);
}

void ClientSession::on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) {
    if (is_closed_) return;
    active_ = now;
    if (kind == ClientFrame::text) on_text(payload, now);
}

void ClientSession::close(std::uint16_t code, std::string_view reason) {
    is_closed_ = true;
    peer_.close(code, reason);
}

std::uint64_t ClientSession::pushes() const {
    std::uint64_t sum = 0;
    for (const auto& channel : channels_) {
        if (const auto topic = setting_.streams.find(channel))
            sum += setting_.streams.pushes(*topic);
    }
    return sum;
}

void ClientSession::on_time(UnixMicros now) {
    if (is_closed_) return;
    const auto lifetime = setting_.limits.lifetime;
    const bool has_heartbeat = heartbeat_.every.count() > 0;
    if (lifetime.count() > 0 && now - opened_ > lifetime) return close(1001, "");
    if (!has_heartbeat && channels_.empty() && now - active_ > kIdle) return close(kNoCode, "");
    if (has_heartbeat) on_heartbeat(now);
}

void ClientSession::on_heartbeat(UnixMicros now) {
    const auto given = setting_.limits.pong_within;
    const std::chrono::microseconds within = given.count() > 0 ? given : kAnswerWithin;
    auto& beat = heartbeat_;
    const auto say = [&](std::string_view type) {
        peer_.reply(fmt::format(
            R"({{"params":{{"type":"{}"}},"method":"heartbeat","jsonrpc":"2.0"}})", type));
    };
    if (beat.is_waiting && now - beat.asked >= within) return close(4000, "heartbeat close");
    if (now >= beat.next_question) {
        say("test_request");
        if (!beat.is_waiting) beat.asked = now;
        beat.is_waiting = true;
        beat.next_question = now + beat.every + kQuestionLater;
        beat.next_sign = now + beat.every / 2;
        beat.pushes = pushes();
    } else if (now >= beat.next_sign) {
        beat.next_sign = beat.next_question + beat.every;
        if (pushes() == beat.pushes) say("heartbeat");
    }
}

bool ClientSession::may_ask(std::string_view method, UnixMicros now) {
    if (channels_verb(method) != "subscribe") return requests_.take(kCost, now);
    return subscribes_.take(kSubscribeCost, now);
}

void ClientSession::on_text(std::string_view text, UnixMicros now) {
    simdjson::dom::parser parser;
    simdjson::dom::element request;
    simdjson::dom::element id;
    simdjson::dom::object parameters;
    std::string_view method;
    id_.clear();
    fresh_.clear();
    const auto reply = [&](const Answer& answer) { peer_.reply(reply_text(answer, id_, now)); };
    if (text.size() > kRequestBytesMax) return reply(error(-32600, "request entity too large"));
    if (parser.parse(text.data(), text.size()).get(request)) {
        return reply(error(11050, "bad_request", R"("invalid json")"));
    }
    if (!request["id"].get(id) && (id.is_int64() || id.is_string())) id_ = simdjson::minify(id);
    if (request["method"].get(method)) return reply(error(-32600, "Invalid Request"));
    const bool has_parameters = !request["params"].error();
    if (has_parameters && request["params"].get(parameters)) {
        return reply(error(-32602, "Invalid params"));
    }
    simdjson::dom::parser nothing;
    if (!has_parameters && nothing.parse(std::string_view("{}")).get(parameters)) return;
    if (!may_ask(method, now)) {
        reply(error(10028, "too_many_requests"));
        return close(1008, "too_many_requests");
    }
    reply(perform(method, parameters, now));
    for (const auto topic : fresh_) setting_.streams.greet(topic, setting_.variant, peer_);
}

Answer ClientSession::perform(std::string_view method, const simdjson::dom::object& parameters,
                              UnixMicros now) {
    const bool is_private = method.starts_with("private/");
    if (is_private && !is_logged_in_) {
        return error(13009, "unauthorized", R"({"reason":"invalid_token"})");
    }
    const auto verb = channels_verb(method);
    if (verb == "subscribe" || verb == "unsubscribe") return change(verb, parameters);
    if (verb == "unsubscribe_all") {
        unsubscribe({channels_.begin(), channels_.end()});
        return result("\"ok\"");
    }
    const auto given = named(parameters);
    if (method == "public/auth") return log_in(given);
    if (method == "public/set_heartbeat") return set_heartbeat(given, now);
    if (method == "public/disable_heartbeat") {
        heartbeat_ = {};
        return result("\"ok\"");
    }
    if (method == "public/test") heartbeat_.is_waiting = false;
    return setting_.api.call(method, given, setting_.address, now)
        .value_or(error(-32601, "Method not found"));
}

Answer ClientSession::change(std::string_view verb, const simdjson::dom::object& parameters) {
    simdjson::dom::array elements;
    std::vector<std::string> channels;
    if (parameters["channels"].error()) return error(-32000, "Missing params");
    if (parameters["channels"].get(elements)) return wrong_parameter("channels");
    for (const auto element : elements) {
        std::string_view channel;
        if (element.get(channel)) return wrong_parameter("channels");
        channels.emplace_back(channel);
    }
    if (channels.size() > kChannelsPerRequest) return wrong_parameter("channels");
    // The answer has another order than the request.
    std::reverse(channels.begin(), channels.end());
    return verb == "subscribe" ? subscribe(channels) : unsubscribe(channels);
}

Answer ClientSession::subscribe(const std::vector<std::string>& channels) {
    const bool has_raw = std::any_of(channels.begin(), channels.end(), needs_login);
    if (has_raw && !is_logged_in_) {
        return error(13778, "raw_subscriptions_not_available_for_unauthorized");
    }
    const auto most = setting_.limits.streams_per_connection;
    std::vector<std::string> done;
    for (const auto& channel : channels) {
        const auto topic = setting_.streams.find(channel);
        const bool is_known = topic || setting_.streams.is_silent(channel);
        const bool is_new = !channels_.contains(channel);
        if (!is_known || (is_new && most > 0 && channels_.size() >= most)) continue;
        done.push_back(channel);
        channels_.insert(channel);
        if (!is_new || !topic) continue;
        peer_.subscribe(*topic);
        fresh_.push_back(*topic);
    }
    return result(list_of(done));
}

Answer ClientSession::unsubscribe(const std::vector<std::string>& channels) {
    std::vector<std::string> done;
    for (const auto& channel : channels) {
        if (channels_.erase(channel) == 0) continue;
        done.push_back(channel);
        if (const auto topic = setting_.streams.find(channel)) peer_.unsubscribe(*topic);
    }
    return result(list_of(done));
}

// The only account is id "key", secret "secret".
Answer ClientSession::log_in(const Parameters& parameters) {
    if (find(parameters, "grant_type") != "client_credentials")
        return wrong_parameter("grant_type");
    if (find(parameters, "client_id") != "key" || find(parameters, "client_secret") != "secret") {
        return error(13004, "invalid_credentials");
    }
    is_logged_in_ = true;
    return result(R"({"access_token":"1790000000000.1DfTrgaA.simulated","enabled_features":[],)"
                  R"("expires_in":31536000,"refresh_token":"1790000000000.1GoSMCKp.simulated",)"
                  R"("scope":"connection mainaccount","sid":"simulated","token_type":"bearer"})");
}

Answer ClientSession::set_heartbeat(const Parameters& parameters, UnixMicros now) {
    std::int64_t seconds = 0;
    if (!parse_integer(find(parameters, "interval"), seconds)) return wrong_parameter("interval");
    if (seconds < kHeartbeatSecondsMin) return wrong_parameter("interval", "value must be >= 10");
    const auto given = setting_.limits.ping_every;
    heartbeat_ = {};
    heartbeat_.every =
        given.count() > 0 ? std::chrono::microseconds(given) : std::chrono::seconds(seconds);
    heartbeat_.next_question = now + heartbeat_.every + kFirstQuestionLater;
    heartbeat_.next_sign = now + heartbeat_.every;
    heartbeat_.pushes = pushes();
    return result("\"ok\"");
}

}  // namespace mdc::sim::deribit
