#include <string>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"
#include "mdc/exchanges/deribit/parse.hpp"
#include "mdc/exchanges/json.hpp"

// REST: the instrument list and refusals. Cold thread only.
// Source: docs.deribit.com, "public/get_instruments" and article "Errors".

namespace mdc::exchanges::deribit {

namespace {

// What is null is not known: one such instrument must not spoil the list.
template <class Text>
bool read_text(json::Value value, Text& out) {
    std::string_view text;
    if (!json::token(value, text)) return false;
    if (text == "null") return true;
    const bool is_good = json::text(value, text);
    out = text;
    return is_good;
}

/// What of a listed instrument is not a column as it is.
struct Facts {
    std::string_view kind, period, type, old_type;
    std::int64_t expiry_ms = 0;
    bool is_active = true;
};

InstrumentType type_of(const Facts& facts) {
    if (facts.kind == "spot") return InstrumentType::spot;
    if (facts.kind == "option") return InstrumentType::option;
    if (facts.kind != "future") return InstrumentType::other;
    return facts.period == "perpetual" ? InstrumentType::perpetual : InstrumentType::future;
}

// Inverse futures, and combinations of them, count USD; all others coins. Lists of 2021 say only
// that they are quoted in USD.
bool counts_money(const Facts& facts, std::string_view quote) {
    if (!facts.kind.starts_with("future")) return false;
    const auto type = facts.type.empty() ? facts.old_type : facts.type;
    return type.empty() ? quote == "USD" : type == "reversed";
}

// During settlement, some seconds a day, or while it is halted, an instrument is still listed.
bool is_over(std::string_view state) {
    return state == "delivered" || state == "inactive" || state == "archivized" ||
           state == "closed" || state == "terminated";
}

bool read_instrument(json::Value element, Instrument& out) {
    constexpr std::int64_t kNeverMs = 32'503'708'800'000;  // perpetuals expire in the year 3000
    Facts facts;
    const bool is_good = json::each_field_of(element, [&](auto key, auto value) {
        using json::is_key;
        if (is_key(key, "instrument_name")) return read_text(value, out.ticker);
        if (is_key(key, "state")) return read_text(value, out.status);
        if (is_key(key, "base_currency")) return read_text(value, out.base);
        if (is_key(key, "quote_currency")) return read_text(value, out.quote);
        if (is_key(key, "price_index")) return read_text(value, out.underlying);
        if (is_key(key, "tick_size")) return json::maybe_number(value, out.tick_size);
        if (is_key(key, "min_trade_amount")) return json::maybe_number(value, out.lot_size);
        if (is_key(key, "contract_size")) return json::maybe_number(value, out.contract_value);
        if (is_key(key, "kind")) return read_text(value, facts.kind);
        if (is_key(key, "settlement_period")) return read_text(value, facts.period);
        if (is_key(key, "instrument_type")) return read_text(value, facts.type);
        if (is_key(key, "future_type")) return read_text(value, facts.old_type);
        if (is_key(key, "expiration_timestamp")) return json::integer(value, facts.expiry_ms);
        if (is_key(key, "is_active")) return json::flag(value, facts.is_active);
        return true;
    });
    out.exchange = market().id;
    out.type = type_of(facts);
    if (out.type == InstrumentType::spot) {
        out.contract_value = kNullDouble;
    } else {
        out.contract_unit = counts_money(facts, out.quote) ? out.quote : out.base;
    }
    if (facts.expiry_ms > 0 && facts.expiry_ms < kNeverMs) out.expiry = facts.expiry_ms * 1000;
    out.is_trading = facts.is_active && !is_over(out.status);
    return is_good && !out.ticker.empty();
}

}  // namespace

// One answer holds every instrument of every currency; to ask for some of them costs no less.
std::vector<Request> Deribit::instruments_requests(std::span<const std::string>) const {
    Request request;
    request.kind = Request::Kind::rest_instruments;
    request.target = "/api/v2/public/get_instruments?currency=any&expired=false";
    return {std::move(request)};
}

Result<InstrumentPage> Deribit::parse_instruments(const Request&, std::string_view body) const {
    const auto venue = to_string(market().id);
    const simdjson::padded_string padded(body);
    InstrumentPage page;
    bool has_list = false;
    const bool is_good = json::each_field(padded, [&](auto key, auto value) {
        if (!json::is_key(key, "result")) return true;
        has_list = true;
        return json::each_element(value, [&](auto element) {
            return read_instrument(element, page.instruments.emplace_back());
        });
    });
    if (is_good && has_list) return page;
    if (const auto refusal = read_error(padded)) {
        const bool is_limit = refusal->kind == ControlKind::rate_limited;
        return Error{is_limit ? ErrorKind::rate_limited : ErrorKind::refused, refusal->is_retryable,
                     fmt::format("{}: the instrument list is refused: {} ({}).", venue,
                                 refusal->text.view(), refusal->code)};
    }
    return fail_for_now(ErrorKind::malformed, fmt::format("{}: the instrument list is not in the "
                                                          "form that get_instruments documents.",
                                                          venue));
}

ControlEvent Deribit::rest_refusal(int status, std::string_view body) const {
    ControlEvent event;
    event.kind = ControlKind::refused;
    event.is_retryable = status == 403;  // of the guard in front of the venue
    if (const auto error = read_error(simdjson::padded_string(body))) event = *error;
    event.is_retryable = event.is_retryable || status >= 500;
    if (status == 429 || status == 418) {  // too many connections, too
        event.kind = ControlKind::rate_limited;
        event.is_retryable = true;
    }
    if (event.text.empty()) event.text = std::string_view(fmt::format("HTTP {}", status));
    return event;
}

}  // namespace mdc::exchanges::deribit
