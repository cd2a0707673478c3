#include <algorithm>
#include <array>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"
#include "mdc/exchanges/deribit/parse.hpp"
#include "mdc/exchanges/json.hpp"

// What is no market data. Sources: docs.deribit.com, articles "JSON-RPC Overview", "Notifications"
// and "Errors", pages of public/subscribe, public/set_heartbeat and "platform_state".

namespace mdc::exchanges::deribit {

namespace {

using json::is_key;

ControlEvent& add(Output& out, ControlKind kind, std::string_view text = {}) noexcept {
    out.key.kind = KeyKind::control;
    auto& event = out.controls.emplace_back();
    event.kind = kind;
    event.text = text;
    return event;
}

// What does not fit is cut.
ShortText<200> joined(std::string_view a, std::string_view b, std::string_view c) noexcept {
    std::array<char, 200> text;
    const auto end = fmt::format_to_n(text.data(), text.size(), "{}{}{}", a, b, c).out;
    return std::string_view(text.data(), static_cast<std::size_t>(end - text.data()));
}

constexpr std::int32_t kTooMuch[] = {10028, 10066};  // too many (concurrent) requests
// Retry, settlement (some seconds a day), queue full, not on this server, maintenance, unsubscribed
// by an error, requests without a login disabled, unavailable (two).
constexpr std::int32_t kTemporary[] = {10040, 10041, 10047, 10048, 11051,
                                       11052, 11056, 13028, 13503};

/// {"code":-32602,"message":"Invalid params","data":{"reason":"…","param":"…"}}
struct ErrorParts {
    std::int64_t code = 0;
    bool has_code = false;
    std::string_view message, reason;
};

bool read_parts(json::Value value, ErrorParts& parts) noexcept {
    return json::each_field_of(value, [&](auto key, auto field) noexcept {
        if (is_key(key, "code")) {
            parts.has_code = field.get_int64().get(parts.code) == simdjson::SUCCESS;
        } else if (is_key(key, "message")) {
            (void)json::text(field, parts.message);
        } else if (is_key(key, "data") && !json::text(field, parts.reason)) {  // or an object
            (void)json::each_field_of(field, [&](auto name, auto reason) noexcept {
                if (is_key(name, "reason")) (void)json::text(reason, parts.reason);
                return true;
            });
        }
        return true;
    });
}

// What was refused matters for a request of the collector, and for the login; the rest is told.
ParseStatus parse_refusal(std::string_view payload, std::int64_t id, Output& out) noexcept {
    auto event = read_error(payload);
    if (!event) return ParseStatus::malformed;
    if (id > request_id::kLeaving && id != request_id::kLogin) {
        if (event->kind == ControlKind::refused) event->kind = ControlKind::notice;
    } else {
        event->request = id;
    }
    out.controls.push_back(*event);
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

// The channels that are subscribed now, in any order. What the venue does not know is not among
// them, without a word; the collector finds out what was not answered.
ParseStatus parse_result(std::string_view payload, std::int64_t id, const ConnectionPlan* plan,
                         Output& out) noexcept {
    const auto read_channel = [&](auto element) noexcept {
        std::string_view channel;
        if (!json::text(element, channel)) return false;
        const auto* ref = plan == nullptr ? nullptr : plan->table.find(channel);
        if (ref == nullptr) return true;
        auto& event = add(out, ControlKind::acked, channel);
        event.stream = ref->stream;
        event.request = id;
        return true;
    };
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        std::string_view token;
        if (!is_key(key, "result")) return true;
        return json::token(value, token) &&
               (!token.starts_with('[') || json::each_element(value, read_channel));
    });
    if (!is_good) return ParseStatus::malformed;
    if (out.controls.empty()) add(out, ControlKind::notice, "an answer that names no channel");
    return ParseStatus::control;
}

// Each index says time and again that it is not locked: that is no news.
ParseStatus parse_platform_state(std::string_view payload, Output& out) noexcept {
    std::string_view maintenance, locked, index;  // flags as they are written
    const auto read_field = [&](auto key, auto value) noexcept {
        if (is_key(key, "maintenance")) return json::token(value, maintenance);
        if (is_key(key, "locked")) return json::token(value, locked);
        return !is_key(key, "price_index") || json::text(value, index);
    };
    const bool is_good = json::each_field(payload, [&](auto key, auto params) noexcept {
        if (!is_key(key, "params")) return true;
        return json::each_field_of(params, [&](auto name, auto data) noexcept {
            return !is_key(name, "data") || json::each_field_of(data, read_field);
        });
    });
    if (!is_good) return ParseStatus::malformed;
    if (maintenance == "true" || maintenance == "false") {
        const bool is_open = maintenance == "false";
        const auto* const text = is_open ? "maintenance is over" : "maintenance";
        add(out, ControlKind::venue_state, text).is_open = is_open;
        return ParseStatus::control;
    }
    if (!maintenance.empty()) return ParseStatus::malformed;
    if (locked.empty() || locked == "false") return ParseStatus::ignored;
    if (locked != "true") return ParseStatus::malformed;
    add(out, ControlKind::notice).text = joined("locked", ": ", index);
    return ParseStatus::control;
}

// Channels that exist and that mdc does not record.
bool is_other_channel(const ChannelName& name) noexcept {
    constexpr std::string_view kBegins[] = {"announcements", "block_",     "chart",
                                            "deribit_",      "estimated_", "incremental_",
                                            "instrument",    "markprice",  "perpetual"};
    // book.{instrument}.{group}.{depth}.{interval}, trades.{kind}.{currency}.{interval}
    if (name.feed == "book" || name.feed == "trades") {
        return name.ticker.find('.') != name.ticker.npos;
    }
    return std::ranges::any_of(kBegins, [&](auto each) { return name.feed.starts_with(each); });
}

}  // namespace

std::optional<ControlEvent> read_error(std::string_view payload) noexcept {
    ErrorParts parts;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        return !is_key(key, "error") || read_parts(value, parts);
    });
    ControlEvent event;
    event.code = static_cast<std::int32_t>(parts.code);
    if (!is_good || !parts.has_code || event.code != parts.code) return std::nullopt;
    event.text = joined(parts.message, parts.reason.empty() ? "" : ": ", parts.reason);
    const bool is_limit = std::ranges::count(kTooMuch, event.code) != 0;
    event.kind = is_limit ? ControlKind::rate_limited : ControlKind::refused;
    event.is_retryable = is_limit || std::ranges::count(kTemporary, event.code) != 0;
    return event;
}

ParseStatus parse_answer(std::string_view payload, const Envelope& envelope,
                         const ConnectionPlan* plan, Output& out) noexcept {
    const auto id = envelope.id;
    if (envelope.is_error) return parse_refusal(payload, id, out);
    if (id == request_id::kLogin) {
        add(out, ControlKind::authenticated);
    } else if (id > request_id::kOwn) {
        add(out, ControlKind::alive);
    } else if (id > request_id::kLeaving) {
        add(out, ControlKind::notice, "unsubscribed");
    } else {
        return parse_result(payload, id, plan, out);
    }
    return ParseStatus::control;
}

ParseStatus parse_heartbeat(const Envelope& envelope, Output& out) noexcept {
    if (envelope.type == "test_request") {
        add(out, ControlKind::reply_with,
            R"({"jsonrpc":"2.0","id":9000003,"method":"public/test","params":{}})");
    } else if (envelope.type == "heartbeat") {
        add(out, ControlKind::alive);
    }
    return out.controls.empty() ? ParseStatus::unknown : ParseStatus::control;
}

ParseStatus parse_news(std::string_view payload, std::string_view channel, Output& out) noexcept {
    const auto name = split(channel);
    if (name.feed == "platform_state") return parse_platform_state(payload, out);
    return is_other_channel(name) ? ParseStatus::ignored : ParseStatus::unknown;
}

}  // namespace mdc::exchanges::deribit
