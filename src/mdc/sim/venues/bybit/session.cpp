#include "mdc/sim/venues/bybit/session.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

namespace mdc::sim::bybit {
namespace {

constexpr std::size_t kCharactersMax = 21'000;
constexpr std::size_t kAround = 3;  ///< quotes and comma of each name
constexpr std::string_view kStatus = "system.status";

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A text as it stands within the quotes of another one.
std::string escaped(const simdjson::dom::element& element) {
    const auto quoted = simdjson::minify(element);
    return quoted.size() < 2 ? quoted : quoted.substr(1, quoted.size() - 2);
}

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) {
        list.append(list.empty() ? "\"" : ",\"").append(name).append("\"");
    }
    return list;
}

}  // namespace

/// Names as they stand in JSON: those that exist have nothing to escape.
struct ClientSession::Request {
    std::string op;
    std::string id;
    bool has_id = false;
    std::vector<std::string> args;
};

ClientSession::ClientSession(const Setting& setting, Peer& peer, UnixMicros now)
    : setting_(setting),
      peer_(peer),
      opened_(now),
      last_frame_(now),
      name_(fmt::format("d{:019x}-{:05x}", now.value, setting.connection)) {}

void ClientSession::on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) {
    if (is_closed_) return;
    last_frame_ = now;
    if (kind == ClientFrame::text) on_text(payload, now);
}

void ClientSession::on_time(UnixMicros now) {
    if (is_closed_) return;
    const bool has_data = !topics_.empty() && !setting_.is_status;
    const bool is_idle = !has_data && now - last_frame_ > setting_.limits.pong_within;
    const auto lifetime = setting_.limits.lifetime;
    const bool is_old = lifetime.count() != 0 && now - opened_ > lifetime;
    if (!is_idle && !is_old) return;
    is_closed_ = true;
    peer_.close(1001, "");
}

void ClientSession::on_text(std::string_view text, UnixMicros now) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    Request request;
    if (parser.parse(text.data(), text.size()).get(object)) {
        return answer(request, false, "Failed to decode incoming data: invalid character");
    }
    simdjson::dom::element element;
    std::string_view op;
    request.has_id = !object["req_id"].get(element) && element.is_string();
    if (request.has_id) request.id = escaped(element);
    if (!object["op"].get(op)) request.op = op;
    simdjson::dom::array args;
    bool has_only_texts = true;
    if (!object["args"].get(args)) {
        for (const auto arg : args) {
            has_only_texts = has_only_texts && arg.is_string();
            request.args.push_back(escaped(arg));
        }
    }
    if (request.op == "ping") return pong(request, now);
    const bool joins = request.op == "subscribe";
    if (!joins && request.op != "unsubscribe") {
        request.op.clear();
        return answer(request, false, "error:invalid op");
    }
    if (!has_only_texts || request.args.empty()) {
        return answer(request, false, "error:request args is empty");
    }
    if (joins) return subscribe(request);
    unsubscribe(request);
}

void ClientSession::pong(const Request& request, UnixMicros now) {
    if (!setting_.market.is_answered_each) return answer(request, true, "pong");
    peer_.reply(fmt::format(R"({{"args":["{}"],"op":"pong"}})", now.value / 1000));
}

// Spot leaves out the number that a request has not; the others show it as nothing.
void ClientSession::answer(const Request& request, bool is_good, std::string_view message) {
    std::string id;
    if (request.has_id || !setting_.market.is(Category::spot)) {
        id = fmt::format(R"("req_id":"{}",)", request.id);
    }
    peer_.reply(fmt::format(R"({{"success":{},"ret_msg":"{}","conn_id":"{}",{}"op":"{}"}})",
                            is_good, message, name_, id, request.op));
}

void ClientSession::answer_each(const std::vector<std::string>& good,
                                const std::vector<std::string>& bad) {
    peer_.reply(fmt::format(
        R"({{"success":{},"conn_id":"{}","data":{{"failTopics":[{}],"successTopics":[{}]}},)"
        R"("type":"COMMAND_RESP"}})",
        !good.empty(), name_, listed(bad), listed(good)));
}

bool ClientSession::is_known(std::string_view topic) const {
    return setting_.is_status ? topic == kStatus : setting_.streams.find(topic).has_value();
}

bool ClientSession::carries(std::string_view topic) const { return contains(topics_, topic); }

std::string ClientSession::problem_of(std::string_view topic,
                                      const std::vector<std::string>& added) const {
    if (!is_known(topic)) return fmt::format("error:handler not found,topic:{}", topic);
    if (!carries(topic) && !contains(added, topic)) return "";
    return fmt::format("error:already subscribed,topic:{}", topic);
}

bool ClientSession::has_room(const std::vector<std::string>& added) const {
    std::size_t characters = 0;
    for (const auto* names : {&topics_, &added}) {
        for (const auto& name : *names) characters += name.size() + kAround;
    }
    const auto most = setting_.limits.streams_per_connection;
    const bool are_few = most == 0 || topics_.size() + added.size() <= most;
    return are_few && characters <= kCharactersMax;
}

void ClientSession::subscribe(const Request& request) {
    const auto& market = setting_.market;
    if (market.args_per_request != 0 && request.args.size() > market.args_per_request) {
        return answer(request, false, fmt::format("args size >{}", market.args_per_request));
    }
    std::vector<std::string> added, bad;
    for (const auto& topic : request.args) {
        const auto problem = problem_of(topic, added);
        if (!problem.empty() && !market.is_answered_each) return answer(request, false, problem);
        (problem.empty() ? added : bad).push_back(topic);
    }
    if (!has_room(added)) return answer(request, false, "error:too many args");
    for (const auto& topic : added) {
        const auto id = setting_.streams.find(topic);
        if (id && !setting_.is_status) peer_.subscribe(*id);
    }
    if (market.is_answered_each && !setting_.is_status) {
        answer_each(added, bad);
    } else {
        answer(request, true, market.is(Category::spot) ? "subscribe" : "");
    }
    carry(added);
}

// What a topic is shown first comes behind the answer.
void ClientSession::carry(const std::vector<std::string>& topics) {
    for (const auto& topic : topics) {
        topics_.push_back(topic);
        const auto id = setting_.streams.find(topic);
        if (id && !setting_.is_status) setting_.streams.show(*id, peer_);
    }
}

void ClientSession::unsubscribe(const Request& request) {
    std::vector<std::string> good, bad;
    for (const auto& topic : request.args) (is_known(topic) ? good : bad).push_back(topic);
    const bool answers_each = setting_.market.is_answered_each && !setting_.is_status;
    if (!bad.empty() && !answers_each) {
        return answer(request, false, problem_of(bad.front(), {}));
    }
    for (const auto& topic : good) drop(topic);
    if (answers_each) return answer_each(good, bad);
    answer(request, true, setting_.market.is(Category::spot) ? "unsubscribe" : "");
}

void ClientSession::drop(std::string_view topic) {
    if (std::erase(topics_, topic) == 0) return;
    const auto id = setting_.streams.find(topic);
    if (id && !setting_.is_status) peer_.unsubscribe(*id);
}

}  // namespace mdc::sim::bybit
