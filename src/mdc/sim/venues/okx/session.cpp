#include "mdc/sim/venues/okx/session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/sim/venues/okx/login.hpp"

namespace mdc::sim::okx {
namespace {

constexpr std::size_t kRequestsPerHour = 480;
constexpr std::size_t kRequestBytesMax = 64 * 1024;
constexpr std::size_t kIdLengthMax = 32;
constexpr std::chrono::seconds kIdle{30};

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kIdLengthMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

std::string_view text_at(const simdjson::dom::object& object, std::string_view key) {
    std::string_view text;
    return object[key].get(text) ? std::string_view() : text;
}

/// As a JSON text, without its quotes.
std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
    }
    return out;
}

}  // namespace

ClientSession::ClientSession(const Setting& setting, Peer& peer, UnixMicros now)
    : setting_(setting),
      peer_(peer),
      name_(fmt::format("{:08x}", 0xa4d30000U + static_cast<unsigned>(setting.number))),
      requests_(kRequestsPerHour, std::chrono::hours(1)),
      opened_(now),
      active_(now),
      looked_(now) {}

void ClientSession::on_frame(ClientFrame kind, std::string_view payload, UnixMicros now) {
    if (is_closed_) return;
    active_ = now;
    if (kind != ClientFrame::text) return;
    if (payload == "ping") return peer_.reply("pong");
    on_text(payload, now);
}

std::uint64_t ClientSession::pushes() const noexcept {
    std::uint64_t sum = 0;
    for (const auto topic : topics_) sum += setting_.streams.pushes(topic);
    return sum;
}

void ClientSession::on_time(UnixMicros now) {
    if (is_closed_ || now - looked_ < std::chrono::seconds(1)) return;
    looked_ = now;
    if (const auto sum = pushes(); sum != pushes_) {
        pushes_ = sum;
        active_ = now;
    }
    const auto& limits = setting_.limits;
    const auto idle = limits.pong_within.count() > 0 ? limits.pong_within : kIdle;
    if (limits.lifetime.count() > 0 && now - opened_ > limits.lifetime) {
        close(1001, "Connection lifetime reached");
    } else if (now - active_ > idle) {
        close(4004, "No data received in 30s.");
    }
}

void ClientSession::close(std::uint16_t code, std::string_view reason) {
    is_closed_ = true;
    peer_.close(code, reason);
}

void ClientSession::announce_shutdown(UnixMicros) {
    peer_.reply(fmt::format(
        R"({{"event":"notice","code":"64008","msg":"The connection will soon be closed )"
        R"(for a service upgrade. Please reconnect.","connId":"{}"}})",
        name_));
}

std::string ClientSession::id_part() const {
    return id_.empty() ? "" : fmt::format(R"("id":"{}",)", id_);
}

void ClientSession::answer(std::string_view event, const Argument& argument) {
    peer_.reply(fmt::format(R"({{{}"event":"{}","arg":{},"connId":"{}"}})", id_part(), event,
                            argument.text, name_));
}

void ClientSession::refuse(int code, std::string_view message) {
    peer_.reply(fmt::format(R"({{{}"event":"error","code":"{}","msg":"{}","connId":"{}"}})",
                            id_part(), code, quoted(message), name_));
}

void ClientSession::on_text(std::string_view text, UnixMicros now) {
    simdjson::dom::parser parser;
    simdjson::dom::object request;
    simdjson::dom::array arguments;
    id_.clear();
    if (!requests_.take("", now)) {
        return refuse(60014, "Requests too frequent. Please try again later.");
    }
    if (text.size() > kRequestBytesMax || parser.parse(text.data(), text.size()).get(request)) {
        return refuse(60012, fmt::format("Invalid request: {}", text.substr(0, 512)));
    }
    const auto id = text_at(request, "id");
    if (!request["id"].error()) {
        if (!is_id(id)) return refuse(60033, "Parameter id error");
        id_ = id;
    }
    const auto operation = text_at(request, "op");
    const bool is_subscribing = operation == "subscribe";
    if (!is_subscribing && operation != "unsubscribe" && operation != "login") {
        return refuse(60019, fmt::format("Invalid op: {}", operation.substr(0, 64)));
    }
    if (request["args"].get(arguments) || arguments.size() == 0) {
        return refuse(60013, "Invalid args");
    }
    if (operation == "login") return login(arguments, now);
    for (const auto element : arguments) {
        simdjson::dom::object object;
        if (element.get(object)) {
            refuse(60012, fmt::format("Invalid request: {}", text.substr(0, 512)));
            continue;
        }
        Argument argument{text_at(object, "channel"), {}, simdjson::minify(element), {}};
        for (const auto key : {"instId", "instFamily", "instType"}) {
            if (argument.subject.empty()) argument.subject = text_at(object, key);
        }
        argument.topic =
            setting_.streams.find(fmt::format("{}:{}", argument.channel, argument.subject));
        if (!object["uly"].error()) {
            refuse(64000,
                   "Subscription parameter uly is unavailable. Please replace uly with "
                   "instFamily.");
        } else {
            perform(is_subscribing, argument);
        }
    }
}

void ClientSession::login(const simdjson::dom::array& arguments, UnixMicros now) {
    simdjson::dom::object sent;
    if (is_logged_in_)
        return refuse(60031,
                      "The WebSocket endpoint does not allow multiple or "
                      "repeated logins.");
    if (arguments.at(0).get(sent)) return refuse(60013, "Invalid args");
    const auto answer = check_login({text_at(sent, "apiKey"), text_at(sent, "passphrase"),
                                     text_at(sent, "timestamp"), text_at(sent, "sign")},
                                    now);
    if (answer.code != 0) return refuse(answer.code, answer.message);
    is_logged_in_ = true;
    peer_.reply(fmt::format(R"({{{}"event":"login","code":"0","msg":"","connId":"{}"}})", id_part(),
                            name_));
}

bool ClientSession::check_topic(const Channel& channel, std::string_view subject) {
    if (channel.needs_login && !is_logged_in_) {
        refuse(60011, "Please log in");
        return false;
    }
    const auto has = [&](std::string_view name) {
        const auto other = setting_.streams.find(fmt::format("{}:{}", name, subject));
        return other && std::find(topics_.begin(), topics_.end(), *other) != topics_.end();
    };
    const bool is_deepest = channel.name == "books-l2-tbt";
    const bool is_other = channel.name == "books" || channel.name == "books50-l2-tbt";
    const bool has_other = is_deepest && (has("books") || has("books50-l2-tbt"));
    if (!has_other && !(is_other && has("books-l2-tbt"))) return true;
    refuse(64004, fmt::format("Subscribing to both books-l2-tbt and another book of {} is not "
                              "supported.",
                              subject));
    return false;
}

bool ClientSession::check(const Argument& argument) {
    const auto all = channels();
    const auto known = std::find_if(all.begin(), all.end(), [&](const Channel& channel) {
        return channel.name == argument.channel;
    });
    const auto silent = silent_route(argument.channel);
    const auto route = known != all.end() ? known->route : silent.value_or(setting_.route);
    if (route != setting_.route) {
        const bool is_of_business = route == kBusiness;
        refuse(is_of_business ? 64001 : 64002,
               fmt::format("This channel has been migrated to the {} URL. Please subscribe to "
                           "channel:{} there.",
                           is_of_business ? "business" : "public", argument.channel));
        return false;
    }
    if (argument.topic && known != all.end()) return check_topic(*known, argument.subject);
    if (argument.topic || silent) return true;
    refuse(60018, fmt::format("Wrong URL or channel:{},instId:{} doesn't exist. Please use the "
                              "correct URL, channel and parameters referring to API document.",
                              argument.channel, argument.subject));
    return false;
}

void ClientSession::perform(bool is_subscribing, const Argument& argument) {
    if (is_closed_ || !check(argument)) return;
    const auto& topic = argument.topic;
    if (topic) std::erase(topics_, *topic);
    if (!is_subscribing) {
        if (topic) peer_.unsubscribe(*topic);
        pushes_ = pushes();
        return answer("unsubscribe", argument);
    }
    const auto most = setting_.limits.streams_per_connection;
    if (most > 0 && topics_.size() >= most) {
        return close(4009, "Too many subscriptions on this connection");
    }
    if (topic) peer_.subscribe(*topic);
    answer("subscribe", argument);
    if (!topic) return;
    topics_.push_back(*topic);
    setting_.streams.greet(*topic, peer_);
    pushes_ = pushes();
}

}  // namespace mdc::sim::okx
