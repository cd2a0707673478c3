#include <string>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/exchanges/json.hpp"

// REST bodies that are no market data: the instrument list and refusals. Cold thread only.
// Source: rest-api.md "Exchange information", filters.md, errors.md.

namespace mdc::exchanges::binance {

namespace {

using simdjson::ondemand::object;

std::string owned(json::Value value) {
    std::string_view view;
    return json::text(std::move(value), view) ? std::string(view) : std::string();
}

bool read_filter(object filter, Instrument& instrument) {
    std::string type, tick, step;
    for (auto field : filter) {
        simdjson::ondemand::raw_json_string key;
        if (field.key().get(key) != simdjson::SUCCESS) return false;
        if (json::is_key(key, "filterType")) type = owned(field.value());
        if (json::is_key(key, "tickSize")) tick = owned(field.value());
        if (json::is_key(key, "stepSize")) step = owned(field.value());
    }
    if (type == "PRICE_FILTER") parse_decimal(tick, instrument.tick_size);
    if (type == "LOT_SIZE") parse_decimal(step, instrument.lot_size);
    return true;
}

bool read_filters(json::Value value, Instrument& instrument) {
    simdjson::ondemand::array filters;
    if (std::move(value).get_array().get(filters) != simdjson::SUCCESS) return false;
    for (auto each : filters) {
        object filter;
        if (each.get_object().get(filter) != simdjson::SUCCESS) return false;
        if (!read_filter(filter, instrument)) return false;
    }
    return true;
}

// What only futures say of a symbol.
struct Contract {
    std::string type, pair, margin;
    std::int64_t delivery = 0;
};

bool read_symbol(object symbol, Instrument& instrument, Contract& contract) {
    for (auto field : symbol) {
        simdjson::ondemand::raw_json_string key;
        if (field.key().get(key) != simdjson::SUCCESS) return false;
        if (json::is_key(key, "symbol")) instrument.ticker = owned(field.value());
        if (json::is_key(key, "status")) instrument.status = owned(field.value());
        if (json::is_key(key, "baseAsset")) instrument.base = owned(field.value());
        if (json::is_key(key, "quoteAsset")) instrument.quote = owned(field.value());
        if (json::is_key(key, "contractType")) contract.type = owned(field.value());
        if (json::is_key(key, "pair")) contract.pair = owned(field.value());
        if (json::is_key(key, "marginAsset")) contract.margin = owned(field.value());
        if (json::is_key(key, "deliveryDate") && !json::integer(field.value(), contract.delivery)) {
            return false;
        }
        if (json::is_key(key, "filters") && !read_filters(field.value(), instrument)) return false;
    }
    instrument.is_trading = instrument.status == "TRADING";
    return !instrument.ticker.empty();
}

// Futures: a contract is one unit of the base asset; perpetuals have a delivery date far away.
void complete_contract(const Contract& contract, Instrument& instrument) {
    const bool is_perpetual = contract.type.empty()
                                  ? instrument.ticker.find('_') == std::string::npos
                                  : contract.type.find("PERPETUAL") != std::string::npos;
    instrument.type = is_perpetual ? InstrumentType::perpetual : InstrumentType::future;
    instrument.underlying = contract.pair;
    instrument.contract_value = 1;
    instrument.contract_unit = instrument.base;
    if (!is_perpetual && contract.delivery > 0) instrument.expiry = contract.delivery * 1000;
}

}  // namespace

Result<InstrumentPage> Binance::parse_instruments(const Request&, std::string_view body) const {
    const auto malformed = fail_for_now(
        ErrorKind::malformed, fmt::format("{}: the instrument list is not in the form that "
                                          "exchangeInfo is documented to have.",
                                          to_string(market_.facts.id)));
    const simdjson::padded_string padded(body);
    InstrumentPage page;
    bool has_symbols = false;
    const bool is_good = json::each_field(padded, [&](auto key, auto value) {
        if (!json::is_key(key, "symbols")) return true;
        simdjson::ondemand::array symbols;
        if (value.get_array().get(symbols) != simdjson::SUCCESS) return false;
        has_symbols = true;
        for (auto each : symbols) {
            object symbol;
            Instrument instrument;
            instrument.exchange = market_.facts.id;
            if (each.get_object().get(symbol) != simdjson::SUCCESS) return false;
            Contract contract;
            if (!read_symbol(symbol, instrument, contract)) return false;
            if (market_.is_futures) {
                if (contract.margin == instrument.base) continue;  // the coin-margined market's
                complete_contract(contract, instrument);
            }
            page.instruments.push_back(std::move(instrument));
        }
        return true;
    });
    if (!is_good || !has_symbols) return malformed;
    return page;
}

namespace {

// "… IP banned until 1660090423228. Please …": milliseconds.
UnixMicros ban_end(std::string_view text) {
    constexpr std::string_view kMark = "banned until ";
    const auto at = text.find(kMark);
    if (at == text.npos) return {};
    const auto digits = text.substr(at + kMark.size());
    std::int64_t ms = 0;
    if (!parse_integer(digits.substr(0, digits.find_first_not_of("0123456789")), ms)) return {};
    return {ms * 1000};
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
