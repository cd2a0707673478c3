#include "mdc/exchanges/bybit/parse.hpp"
#include "mdc/exchanges/json.hpp"

// Sources: websocket/wss-authentication.mdx "How to Subscribe to Topics", "How to Send the
// Heartbeat Packet"; websocket/system/system-status.mdx; enum.mdx. Refusals: seen on the wire.

namespace mdc::exchanges::bybit {

namespace {

struct Answer {
    std::string_view op, message, request, type;
    std::int64_t code = 0;
    bool has_success = false;
    bool is_success = false;
};

bool read_answer(std::string_view payload, Answer& answer) noexcept {
    return json::each_field(payload, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "success"))
            return answer.has_success = json::flag(value, answer.is_success);
        if (is_key(key, "op")) return json::text(value, answer.op);
        if (is_key(key, "ret_msg")) return json::text(value, answer.message);
        if (is_key(key, "type")) return json::text(value, answer.type);
        if (is_key(key, "req_id")) return json::text(value, answer.request);
        if (is_key(key, "ret_code")) (void)json::integer(value, answer.code);
        return true;
    });
}

constexpr std::int32_t kTooManyVisits = 10006;

ControlEvent event_of(ControlKind kind, const Answer& answer) noexcept {
    ControlEvent event;
    event.kind = kind;
    event.code = static_cast<std::int32_t>(answer.code);
    if (!parse_integer(answer.request, event.request)) event.request = kNullInt64;
    event.text = answer.message;
    if (kind == ControlKind::notice && answer.message.empty()) event.text = answer.op;
    return event;
}

// "error:handler not found,topic:orderbook.50.X" or "Invalid symbol :[orderbook.50.X]".
std::string_view topic_in(std::string_view message) noexcept {
    constexpr std::string_view kMark = "topic:";
    if (const auto at = message.find(kMark); at != message.npos) {
        message.remove_prefix(at + kMark.size());
        return message.substr(0, message.find(','));
    }
    const auto at = message.find('[');
    if (at == message.npos) return {};
    message.remove_prefix(at + 1);
    return message.substr(0, message.find_first_of(",]"));
}

// One bad topic refuses its whole request, and so does one that is subscribed already. A topic that
// is not carried any more will not be asked for again.
ControlEvent refusal_of(const Frame& frame, const Answer& answer) noexcept {
    auto event = event_of(ControlKind::refused, answer);
    const auto topic = topic_in(answer.message);
    const auto* ref = find_stream(frame, topic);
    if (ref != nullptr) event.stream = ref->stream;
    event.spoils_request = ref != nullptr;
    event.is_retryable = event.code == kTooManyVisits || (ref == nullptr && !topic.empty()) ||
                         answer.message.find("already subscribed") != answer.message.npos;
    if (event.text.empty()) event.text = std::string_view("refused without a reason");
    return event;
}

// Names of topics; false for anything else.
template <class OnTopic>
bool each_topic(json::Value value, OnTopic on_topic) noexcept {
    return json::each_element(std::move(value), [&](auto element) noexcept {
        std::string_view topic;
        const bool is_value = element.type().error() == simdjson::SUCCESS;
        if (!is_value || !json::text(element, topic)) return false;
        on_topic(topic);
        return true;
    });
}

// {"failTopics":[],"successTopics":["tickers.X"]}: each topic is on its own. Why one failed is not
// said, so it may succeed later. What the connection does not carry (any more) needs no answer.
bool read_topics(const Frame& frame, const Answer& answer, std::string_view body,
                 Output& out) noexcept {
    const auto add = [&](ControlKind kind, std::string_view topic) noexcept {
        const auto* ref = find_stream(frame, topic);
        if (ref == nullptr) return;
        auto event = event_of(kind, answer);
        event.stream = ref->stream;
        event.is_retryable = kind == ControlKind::refused;
        if (event.is_retryable) event.text = topic;
        out.controls.push_back(event);
    };
    return json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "successTopics")) {
            return each_topic(value, [&](auto topic) { add(ControlKind::acked, topic); });
        }
        if (is_key(key, "failTopics")) {
            return each_topic(value, [&](auto topic) { add(ControlKind::refused, topic); });
        }
        return true;
    });
}

ParseStatus controls_in(Output& out) noexcept {
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

ParseStatus single(const ControlEvent& event, Output& out) noexcept {
    out.controls.push_back(event);
    return controls_in(out);
}

// Our subscriptions have numbers; a name is one of the greetings, which nobody waits for.
bool is_ours(const Answer& answer) noexcept {
    std::int64_t number = 0;
    const bool joins = answer.op == "subscribe" || answer.op == "unsubscribe";
    return joins && (answer.request.empty() || parse_integer(answer.request, number));
}

}  // namespace

ParseStatus parse_answer(const Frame& frame, const Envelope& envelope, Output& out) noexcept {
    Answer answer;
    if (!read_answer(frame.payload, answer)) return ParseStatus::malformed;
    const bool is_pong = answer.op == "pong" || (answer.op == "ping" && answer.is_success);
    if (is_pong) return single(event_of(ControlKind::alive, answer), out);
    if (!answer.has_success) return ParseStatus::unknown;
    const bool lists_topics = answer.type == "COMMAND_RESP";
    if (lists_topics && !envelope.body.empty()) {
        if (!read_topics(frame, answer, envelope.body, out)) return ParseStatus::malformed;
        if (!out.controls.empty()) return controls_in(out);
    }
    if (!lists_topics && !is_ours(answer)) {
        return single(event_of(ControlKind::notice, answer), out);
    }
    if (!answer.is_success) return single(refusal_of(frame, answer), out);
    return single(event_of(lists_topics ? ControlKind::notice : ControlKind::acked, answer), out);
}

namespace {

struct Maintenance {
    std::string_view title, state;
    std::int64_t end = 0;
    bool is_ours = true;  // until its services, products or environment say otherwise
};

// A whole number, bare or in quotes; what else it is counts as none.
std::int64_t number_of(json::Value value) noexcept {
    std::string_view token;
    std::int64_t number = 0;
    if (!json::token(std::move(value), token)) return 0;
    if (token.size() > 2 && token.front() == '"') token = token.substr(1, token.size() - 2);
    return parse_integer(token, number) ? number : 0;
}

// We are not meant when neither number is in the list; one that is empty, or none, excludes nobody.
bool read_list(json::Value value, std::int64_t one, std::int64_t other, bool& is_ours) noexcept {
    json::ondemand::array list;
    if (std::move(value).get_array().get(list) != simdjson::SUCCESS) return true;
    bool is_empty = true;
    bool is_found = false;
    for (auto element : list) {
        if (element.type().error() != simdjson::SUCCESS) return false;
        const auto number = number_of(element);
        is_empty = false;
        is_found = is_found || number == one || number == other;
    }
    is_ours = is_ours && (is_empty || is_found);
    return true;
}

bool read_maintenance(json::Value value, std::int64_t product, Maintenance& out) noexcept {
    constexpr std::int64_t kStreams = 3;
    constexpr std::int64_t kData = 5;
    constexpr std::int64_t kDemo = 2;
    return json::each_field_of(std::move(value), [&](auto key, auto field) noexcept {
        using json::is_key;
        if (is_key(key, "title")) return json::text(field, out.title);
        if (is_key(key, "state")) return json::text(field, out.state);
        if (is_key(key, "end")) return to_micros(number_of(field), out.end);
        if (is_key(key, "serviceTypes")) return read_list(field, kStreams, kData, out.is_ours);
        if (is_key(key, "product")) return read_list(field, product, product, out.is_ours);
        if (is_key(key, "env") && number_of(field) == kDemo) out.is_ours = false;
        return true;
    });
}

// What is announced has not begun; what is called otherwise is for people to read.
ControlEvent event_of(const Maintenance& maintenance) noexcept {
    ControlEvent event;
    event.kind = ControlKind::notice;
    event.text = maintenance.title;
    if (event.text.empty()) event.text = maintenance.state;
    if (maintenance.state == "ongoing") {
        event.kind = ControlKind::venue_state;
        event.is_open = false;
        event.until.value = maintenance.end;
    } else if (maintenance.state == "completed" || maintenance.state == "canceled") {
        event.kind = ControlKind::venue_state;
    }
    return event;
}

}  // namespace

ParseStatus parse_status(std::string_view body, std::int64_t product, Output& out) noexcept {
    if (!body.starts_with('[')) return ParseStatus::malformed;
    auto document = json::open(body);
    json::ondemand::array list;
    if (document.get_array().get(list) != simdjson::SUCCESS) return ParseStatus::malformed;
    for (auto each : list) {
        Maintenance maintenance;
        if (!read_maintenance(each, product, maintenance) || maintenance.state.empty()) {
            return ParseStatus::malformed;
        }
        if (maintenance.is_ours) out.controls.push_back(event_of(maintenance));
    }
    return out.controls.empty() ? ParseStatus::ignored : controls_in(out);
}

}  // namespace mdc::exchanges::bybit
