#include <string>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/binance/parse.hpp"
#include "mdc/exchanges/json.hpp"

// REST bodies that are no market data: the instrument list and refusals. Cold thread only.
// Source: rest-api.md "Exchange information", filters.md, errors.md.

namespace mdc::exchanges::binance {

namespace {

// Empty when it is no text: a list is not refused for what nobody needs.
std::string_view view_of(json::Value value) {
    std::string_view view;
    return json::text(std::move(value), view) ? view : std::string_view{};
}

bool read_filter(json::Value filter, Instrument& instrument) {
    std::string_view type, tick, step;
    const bool is_good = json::each_field_of(filter, [&](auto key, auto value) {
        if (json::is_key(key, "filterType")) type = view_of(value);
        if (json::is_key(key, "tickSize")) tick = view_of(value);
        if (json::is_key(key, "stepSize")) step = view_of(value);
        return true;
    });
    if (type == "PRICE_FILTER") parse_decimal(tick, instrument.tick_size);
    if (type == "LOT_SIZE") parse_decimal(step, instrument.lot_size);
    return is_good;
}

// Only futures have a margin and a delivery.
bool read_symbol(json::Value symbol, Instrument& instrument, std::string_view& margin,
                 std::int64_t& delivery) {
    return json::each_field_of(symbol, [&](auto key, auto value) {
        if (json::is_key(key, "filters")) {
            return json::each_element(
                value, [&](json::Value filter) { return read_filter(filter, instrument); });
        }
        if (json::is_key(key, "symbol")) instrument.ticker = view_of(value);
        if (json::is_key(key, "status")) instrument.status = view_of(value);
        if (json::is_key(key, "baseAsset")) instrument.base = view_of(value);
        if (json::is_key(key, "quoteAsset")) instrument.quote = view_of(value);
        if (json::is_key(key, "marginAsset")) margin = view_of(value);
        if (json::is_key(key, "deliveryDate")) (void)json::integer(value, delivery);
        return true;
    });
}

}  // namespace

Result<InstrumentPage> Binance::parse_instruments(const Request&, std::string_view body) const {
    const simdjson::padded_string padded(body);
    InstrumentPage page;
    bool has_symbols = false;
    const bool is_good = json::each_field(padded, [&](auto key, auto value) {
        if (!json::is_key(key, "symbols")) return true;
        has_symbols = true;
        return json::each_element(value, [&](json::Value symbol) {
            Instrument said;
            std::string_view margin;
            std::int64_t delivery = 0;
            if (!read_symbol(symbol, said, margin, delivery) || said.ticker.empty()) return false;
            const bool is_foreign = !margin.empty() && margin == said.base;
            if (is_foreign) return true;  // of the coin-margined market
            const auto named = instrument_of(said.ticker);
            said.exchange = named.exchange;
            said.type = named.type;
            said.underlying = named.underlying;
            said.is_trading = said.status == "TRADING";
            if (market_.is_futures) {  // a contract is one unit of the base asset
                said.contract_value = 1;
                said.contract_unit = said.base;
            }
            // Perpetuals have a date far away, or that of their end.
            if (said.type == InstrumentType::future && delivery != 0) {
                (void)to_micros(TimeUnit::milliseconds, delivery, said.expiry);
            }
            page.instruments.push_back(std::move(said));
            return true;
        });
    });
    if (is_good && has_symbols) return page;
    return fail_for_now(ErrorKind::malformed,
                        fmt::format("{}: the instrument list is not in the form that "
                                    "exchangeInfo is documented to have.",
                                    to_string(market_.facts.id)));
}

namespace {

// "… IP banned until 1660090423228. Please …": milliseconds.
UnixMicros ban_end(std::string_view text) {
    constexpr std::string_view kMark = "banned until ";
    const auto at = text.find(kMark);
    if (at == text.npos) return {};
    const auto digits = text.substr(at + kMark.size());
    std::int64_t ms = 0;
    UnixMicros until;
    if (parse_integer(digits.substr(0, digits.find_first_not_of("0123456789")), ms)) {
        (void)to_micros(TimeUnit::milliseconds, ms, until.value);
    }
    return until;
}

constexpr int kTooManyRequests = -1003;
constexpr int kInvalidSymbol = -1121;

}  // namespace

ControlEvent Binance::rest_refusal(int status, std::string_view body) const {
    ControlEvent event;
    if (const auto answer = read_answer(simdjson::padded_string(body))) event = *answer;
    event.kind = ControlKind::refused;
    if (event.text.empty()) event.text = std::string_view(fmt::format("HTTP {}", status));
    if (status == 418 || status == 429 || event.code == kTooManyRequests) {
        event.kind = ControlKind::rate_limited;
        event.is_retryable = true;
        event.until = ban_end(event.text.view());
    } else if (status == 451) {
        event.is_retryable = false;  // the region is refused
    } else {
        event.is_retryable =
            event.code != kInvalidSymbol &&
            (status >= 500 || status == 403 || (event.code > -1100 && status != 404));
    }
    return event;
}

}  // namespace mdc::exchanges::binance
