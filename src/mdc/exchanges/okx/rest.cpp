#include <string>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/okx/events.hpp"

// REST bodies: the instrument list and refusals. Cold thread only.
// Source: official pages "Get instruments", "Error code".

namespace mdc::exchanges::okx {

namespace {

using json::is_key;

std::string owned(json::Value value) {
    std::string_view view;
    return json::text(value, view) ? std::string(view) : std::string();
}

double number(json::Value value) {
    double out = kNullDouble;
    (void)json::maybe_decimal(value, out);
    return out;
}

std::int64_t time(json::Value value) {
    std::int64_t ms = 0;
    std::int64_t micros = kNullInt64;
    (void)(json::text_integer(value, ms) && to_micros(ms, micros));
    return micros;
}

InstrumentType type_of(std::string_view word) {
    if (word == "SPOT" || word == "MARGIN") return InstrumentType::spot;
    if (word == "SWAP") return InstrumentType::perpetual;
    if (word == "FUTURES") return InstrumentType::future;
    return word == "OPTION" ? InstrumentType::option : InstrumentType::other;
}

// Derivatives name no assets of their own but the pair that they are priced by.
void fill_assets(Instrument& instrument) {
    const auto dash = instrument.underlying.find('-');
    if (dash == std::string::npos || !instrument.base.empty()) return;
    instrument.base = instrument.underlying.substr(0, dash);
    instrument.quote = instrument.underlying.substr(dash + 1);
}

bool read_instrument(json::Value element, Instrument& instrument) {
    double multiplier = kNullDouble;
    std::string type;
    const bool is_good = json::each_field_of(element, [&](auto key, auto value) {
        if (is_key(key, "instId")) instrument.ticker = owned(value);
        if (is_key(key, "instType")) type = owned(value);
        if (is_key(key, "state")) instrument.status = owned(value);
        if (is_key(key, "baseCcy")) instrument.base = owned(value);
        if (is_key(key, "quoteCcy")) instrument.quote = owned(value);
        if (is_key(key, "uly")) instrument.underlying = owned(value);
        if (is_key(key, "ctValCcy")) instrument.contract_unit = owned(value);
        if (is_key(key, "ctVal")) instrument.contract_value = number(value);
        if (is_key(key, "ctMult")) multiplier = number(value);
        if (is_key(key, "tickSz")) instrument.tick_size = number(value);
        if (is_key(key, "lotSz")) instrument.lot_size = number(value);
        if (is_key(key, "expTime")) instrument.expiry = time(value);
        return true;
    });
    instrument.exchange = market().id;
    instrument.type = type_of(type);
    instrument.is_trading = instrument.status == "live";
    if (!is_null(multiplier)) instrument.contract_value *= multiplier;  // nearly always 1
    fill_assets(instrument);
    return is_good && !type.empty() && !instrument.ticker.empty();
}

// 50011: rate; 50040: too many operations; 50061: of a sub-account.
bool is_rate_limit(std::int64_t code) { return code == 50011 || code == 50040 || code == 50061; }

}  // namespace

// A refusal may come with HTTP 200: then its code is not "0".
Result<InstrumentPage> Okx::parse_instruments(const Request&, std::string_view body) const {
    const simdjson::padded_string padded(body);
    const auto answer = read_refusal(padded);
    if (answer && answer->code != 0) {
        return Error{is_rate_limit(answer->code) ? ErrorKind::rate_limited : ErrorKind::refused,
                     answer->is_retryable,
                     fmt::format("{}: the instrument list is refused: {} (code {}).",
                                 to_string(market().id), answer->text.view(), answer->code)};
    }
    InstrumentPage page;
    bool has_list = false;
    const bool is_good = json::each_field(padded, [&](auto key, auto value) {
        if (!is_key(key, "data")) return true;
        has_list = true;
        return json::each_element(value, [&](auto element) {
            return read_instrument(element, page.instruments.emplace_back());
        });
    });
    if (answer && is_good && has_list) return page;
    return fail_for_now(ErrorKind::malformed,
                        fmt::format("{}: the instrument list is not in the form that it is "
                                    "documented to have.",
                                    to_string(market().id)));
}

ControlEvent Okx::rest_refusal(int status, std::string_view body) const {
    auto event = read_refusal(simdjson::padded_string(body)).value_or(ControlEvent{});
    const bool is_limit = status == 429 || status == 418 || is_rate_limit(event.code);
    event.kind = is_limit ? ControlKind::rate_limited : ControlKind::refused;
    event.is_retryable = event.is_retryable || is_limit || status >= 500 || status == 403;
    if (event.text.empty()) event.text = std::string_view(fmt::format("HTTP {}", status));
    return event;
}

}  // namespace mdc::exchanges::okx
