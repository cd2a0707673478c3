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

// What only the lists of futures say; a contract's status and size only the coin-margined one.
struct Contract {
    std::string_view margin, status;
    double size = kNullDouble;
    std::int64_t delivery = 0;
};

bool read_symbol(json::Value symbol, Instrument& instrument, Contract& contract) {
    return json::each_field_of(symbol, [&](auto key, auto value) {
        if (json::is_key(key, "filters")) {
            return json::each_element(
                value, [&](json::Value filter) { return read_filter(filter, instrument); });
        }
        if (json::is_key(key, "symbol")) instrument.ticker = view_of(value);
        if (json::is_key(key, "status")) instrument.status = view_of(value);
        if (json::is_key(key, "baseAsset")) instrument.base = view_of(value);
        if (json::is_key(key, "quoteAsset")) instrument.quote = view_of(value);
        if (json::is_key(key, "marginAsset")) contract.margin = view_of(value);
        if (json::is_key(key, "contractStatus")) contract.status = view_of(value);
        if (json::is_key(key, "contractSize")) (void)json::number(value, contract.size);
        if (json::is_key(key, "deliveryDate")) (void)json::integer(value, contract.delivery);
        return true;
    });
}

// A contract is one unit of the base asset, or where coins are its margin, so much money.
void add_contract(const Market& market, const Contract& contract, Instrument& instrument) {
    instrument.contract_value = market.is_coin_margined ? contract.size : 1;
    instrument.contract_unit = market.is_coin_margined ? instrument.quote : instrument.base;
    if (market.is_coin_margined) instrument.status = contract.status;
    // Perpetuals have a date far away, or that of their end.
    if (instrument.type == InstrumentType::future && contract.delivery != 0) {
        (void)to_micros(TimeUnit::milliseconds, contract.delivery, instrument.expiry);
    }
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
            Contract contract;
            if (!read_symbol(symbol, said, contract) || said.ticker.empty()) return false;
            const bool is_coin_margined = contract.margin == said.base;
            const bool is_known = !contract.margin.empty();
            if (is_known && is_coin_margined != market_.is_coin_margined) return true;  // not ours
            const auto named = instrument_of(said.ticker);
            said.exchange = named.exchange;
            said.type = named.type;
            said.underlying = named.underlying;
            if (market_.is_futures) add_contract(market_, contract, said);
            said.is_trading = said.status == "TRADING";
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
