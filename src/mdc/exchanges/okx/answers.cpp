#include <algorithm>
#include <iterator>

#include "mdc/exchanges/okx/elements.hpp"

// What OKX answers and announces. Source: official pages "Subscribe", "Unsubscribe",
// "Notification", "Login", "Error code", "Status channel"; how each looks:
// tests/data/okx/control.*.

namespace mdc::exchanges::okx {

namespace {

using json::is_key;
using json::Seen;

struct Answer {
    std::string_view event, id, text;
    std::int64_t code = 0;
    bool has_code = false;
};

bool read_code(json::Value value, Answer& answer) noexcept {
    answer.has_code = json::text_integer(value, answer.code) && answer.code < 1'000'000;
    return answer.has_code;
}

bool read_answer(std::string_view payload, Answer& answer) noexcept {
    Seen seen;
    return json::each_field(payload, [&](auto key, auto value) noexcept {
        if (is_key(key, "event")) return seen.mark(0, json::text(value, answer.event));
        if (is_key(key, "id")) return seen.mark(1, json::text(value, answer.id));
        if (is_key(key, "code")) return seen.mark(2, read_code(value, answer));
        if (is_key(key, "msg")) return seen.mark(3, json::text(value, answer.text));
        return true;
    });
}

// Whether asking again later can help: service or system unavailable, timeout, limits; clock, login
// that is late or not yet done, too many requests, internal errors.
bool is_passing(std::int64_t code) noexcept {
    constexpr std::int64_t kPassing[] = {50001, 50004, 50011, 50013, 50026, 50040, 50061,
                                         60004, 60006, 60011, 60014, 60023, 63999, 64007};
    return std::find(std::begin(kPassing), std::end(kPassing), code) != std::end(kPassing);
}

/// Errors name what they are about within their text, plainly (channel:books,instId:X) or in the
/// request that they quote (\"channel\" : \"books\"). Empty when it is named not at all, or more
/// than once.
std::string_view named(std::string_view text, std::string_view name) noexcept {
    constexpr std::string_view kWord =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.";
    constexpr std::string_view kBetween = "\\\" ";
    std::string_view found;
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at)) {
        const bool is_word = at == 0 || kWord.find(text[at - 1]) == kWord.npos;
        at += name.size();
        auto rest = text.substr(std::min(text.find_first_not_of(kBetween, at), text.size()));
        if (!is_word || !rest.starts_with(':')) continue;
        rest.remove_prefix(std::min(rest.find_first_not_of(kBetween, 1), rest.size()));
        if (!found.empty()) return {};
        found = rest.substr(0, rest.find_first_not_of(kWord));
    }
    return found;
}

// Requests of ours have a number; the one for the status channel has a word (facts.cpp, greeting).
std::int64_t request_of(std::string_view id) noexcept {
    std::int64_t number = 0;
    return parse_integer(id, number) && number >= 0 ? number : kNullInt64;
}

// Of an error only a notice is left when the greeting was refused.
void read_error(const Frame& frame, const Answer& answer, ControlEvent& event) noexcept {
    const auto id = answer.id.empty() ? named(answer.text, "id") : answer.id;
    event.request = request_of(id);
    const auto channel = named(answer.text, "channel");
    if (channel == "status" || (!id.empty() && is_null(event.request))) return;
    event.kind = ControlKind::refused;
    const auto instrument = named(answer.text, "instId");
    const auto family = named(answer.text, "instFamily");
    const auto* ref = find_stream(frame, channel, instrument.empty() ? family : instrument);
    if (ref != nullptr) event.stream = ref->stream;
}

}  // namespace

// An acknowledgement of what is not carried is only a notice: without a stream it would stand for
// its whole request.
ParseStatus read_event(const Frame& frame, const Envelope& envelope, Output& out) noexcept {
    constexpr std::int64_t kServiceUpgrade = 64008;
    Answer answer;
    if (!read_answer(frame.payload, answer)) return ParseStatus::malformed;
    const auto& word = answer.event;
    ControlEvent event;
    event.kind = ControlKind::notice;
    event.code = static_cast<std::int32_t>(answer.code);
    event.is_retryable = is_passing(answer.code);
    event.request = request_of(answer.id);
    event.text = answer.text;
    if (word == "subscribe") {
        event.text = envelope.channel;
        if (const auto* ref = find_stream(frame, envelope.channel, envelope.of)) {
            event.kind = ControlKind::acked;
            event.stream = ref->stream;
        }
    } else if (word == "unsubscribe") {
        event.text = envelope.channel;
    } else if (word == "error") {
        if (!answer.has_code) return ParseStatus::malformed;
        read_error(frame, answer, event);
    } else if (word == "login") {
        event.kind = answer.code == 0 ? ControlKind::authenticated : ControlKind::refused;
    } else if (word == "notice") {
        if (answer.code == kServiceUpgrade) event.kind = ControlKind::closing_soon;
    } else if (word.starts_with("channel-conn-count")) {
        event.text = word;
    } else {
        return ParseStatus::unknown;
    }
    out.controls.push_back(event);
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

namespace {

struct Maintenance {
    std::string_view title, state, service, environment = "1";  // old messages name none
    std::int64_t end = 0;
};

bool read_maintenance(json::ondemand::object element, Maintenance& out) noexcept {
    Seen seen;
    const bool is_good = json::each_field_of(element, [&](auto key, auto value) noexcept {
        if (is_key(key, "state")) return seen.mark(0, json::text(value, out.state));
        if (is_key(key, "serviceType")) return seen.mark(1, json::text(value, out.service));
        if (is_key(key, "title")) return seen.mark(2, json::text(value, out.title));
        if (is_key(key, "end")) return seen.mark(3, maybe_time(value, out.end));
        if (is_key(key, "env")) return seen.mark(4, json::text(value, out.environment));
        return true;
    });
    return is_good && seen.has(0) && seen.has(1);
}

// Before it begins, and when orders are taken again but not all is done, it is worth a line.
ControlEvent event_of(const Maintenance& maintenance) noexcept {
    const auto& state = maintenance.state;
    const bool is_over = state == "completed" || state == "canceled";
    ControlEvent event;
    event.kind = state == "ongoing" || is_over ? ControlKind::venue_state : ControlKind::notice;
    event.is_open = state != "ongoing";
    if (!event.is_open) event.until.value = maintenance.end;
    event.text = maintenance.title.empty() ? state : maintenance.title;
    return event;
}

}  // namespace

// What concerns us: WebSocket (0) and trading (5), in production (1).
ParseStatus read_status(std::string_view body, Output& out) noexcept {
    const bool is_good = each_element_of(body, [&](json::ondemand::object element) noexcept {
        Maintenance maintenance;
        if (!read_maintenance(element, maintenance)) return false;
        const bool is_ours = maintenance.service == "0" || maintenance.service == "5";
        if (is_ours && maintenance.environment == "1")
            out.controls.push_back(event_of(maintenance));
        return true;
    });
    if (!is_good) return ParseStatus::malformed;
    if (out.controls.empty()) return ParseStatus::ignored;
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

std::optional<ControlEvent> read_refusal(std::string_view body) noexcept {
    Answer answer;
    if (!read_answer(body, answer) || !answer.has_code) return std::nullopt;
    ControlEvent event;
    event.kind = ControlKind::refused;
    event.code = static_cast<std::int32_t>(answer.code);
    event.is_retryable = is_passing(answer.code);
    event.text = answer.text;
    return event;
}

}  // namespace mdc::exchanges::okx
