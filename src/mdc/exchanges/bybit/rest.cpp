#include <string>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/json.hpp"

// REST bodies: the instrument list and refusals. Cold thread only. Every body is
// {"retCode":0,"retMsg":"OK","result":{…},…}; a refusal comes with HTTP 200, too.
// Source: market/instrument.mdx, error.mdx, rate-limit/rate-limit.mdx of the V5 documentation.

namespace mdc::exchanges::bybit {

namespace {

constexpr std::int64_t kTooManyVisits = 10006;
constexpr std::size_t kLongestCursor = 1000;

// Also a timeout and an error inside the server.
bool is_passing(std::int64_t code) noexcept {
    return code == kTooManyVisits || code == 10000 || code == 10016;
}

std::string owned(json::Value value) {
    std::string_view view;
    return json::text(std::move(value), view) ? std::string(view) : std::string();
}

// A number in quotes; what else it is stays unknown.
void read_number(json::Value value, double& out) {
    std::string_view text;
    if (json::text(std::move(value), text)) (void)parse_decimal(text, out);
}

// Milliseconds in quotes; "0" for what never ends.
void read_expiry(json::Value value, std::int64_t& out) {
    constexpr std::int64_t kMostMillis = 100'000'000'000'000;
    std::int64_t millis = 0;
    if (json::text_integer(std::move(value), millis) && millis > 0 && millis < kMostMillis) {
        out = millis * 1000;
    }
}

struct Listed {
    Instrument instrument;
    std::string contract_type;
    bool trades_before_launch = false;  // its opening auction is over
};

bool read_field(const json::ondemand::raw_json_string& key, json::Value value, Listed& listed) {
    using json::is_key;
    auto& instrument = listed.instrument;
    if (is_key(key, "symbol")) instrument.ticker = owned(value);
    if (is_key(key, "contractType")) listed.contract_type = owned(value);
    if (is_key(key, "status")) instrument.status = owned(value);
    if (is_key(key, "baseCoin")) instrument.base = owned(value);
    if (is_key(key, "quoteCoin")) instrument.quote = owned(value);
    if (is_key(key, "deliveryTime")) read_expiry(value, instrument.expiry);
    if (is_key(key, "tickSize")) read_number(value, instrument.tick_size);
    if (is_key(key, "qtyStep") || is_key(key, "basePrecision")) {
        read_number(value, instrument.lot_size);
    }
    if (is_key(key, "curAuctionPhase")) {
        listed.trades_before_launch = owned(value) == "ContinuousTrading";
    }
    const bool is_group =
        is_key(key, "priceFilter") || is_key(key, "lotSizeFilter") || is_key(key, "preListingInfo");
    json::ondemand::object group;
    if (!is_group || value.get_object().get(group) != simdjson::SUCCESS) return true;
    return json::each_field_of(
        group, [&](auto name, auto field) { return read_field(name, field, listed); });
}

// The kind of contract by its own word, else as its name says.
void complete(Listed& listed, Category category, InstrumentType by_name) {
    auto& instrument = listed.instrument;
    instrument.type = by_name;
    if (listed.contract_type.ends_with("Perpetual")) instrument.type = InstrumentType::perpetual;
    if (listed.contract_type.ends_with("Futures")) instrument.type = InstrumentType::future;
    instrument.is_trading = instrument.status == "Trading" ||
                            (instrument.status == "PreLaunch" && listed.trades_before_launch);
    if (category == Category::spot) return;
    // Sizes are coins already, but inverse contracts are worth one unit of the quote each.
    instrument.contract_value = 1;
    instrument.contract_unit = category == Category::inverse ? instrument.quote : instrument.base;
}

struct Body {
    std::int64_t code = kNullInt64;
    std::string message, cursor;
    bool has_list = false;
};

// {"category":…,"list":[…],"nextPageCursor":…}
template <class OnElement>
bool read_result(json::Value value, Body& body, OnElement on_element) {
    return json::each_field_of(std::move(value), [&](auto key, auto field) {
        if (json::is_key(key, "nextPageCursor")) body.cursor = owned(field);
        if (!json::is_key(key, "list")) return true;
        body.has_list = true;
        return json::each_element(field, on_element);
    });
}

// "…?category=linear&limit=1000" + "&cursor=…", the cursor before it left out.
std::string next_target(std::string_view target, std::string_view cursor) {
    constexpr std::string_view kName = "&cursor=";
    return fmt::format("{}{}{}", target.substr(0, target.find(kName)), kName, encoded(cursor));
}

}  // namespace

Result<InstrumentPage> Bybit::parse_instruments(const Request& request,
                                                std::string_view text) const {
    const auto id = to_string(market_.facts.id);
    const auto malformed = fail_for_now(
        ErrorKind::malformed,
        fmt::format("{}: the instrument list is not in the form that it is documented to have.",
                    id));
    const simdjson::padded_string padded(text);
    InstrumentPage page;
    Body body;
    const bool is_good = json::each_field(padded, [&](auto key, auto value) {
        if (json::is_key(key, "retCode")) return json::integer(value, body.code);
        if (json::is_key(key, "retMsg")) body.message = owned(value);
        if (!json::is_key(key, "result")) return true;
        return read_result(value, body, [&](auto element) {
            Listed listed;
            listed.instrument.exchange = market_.facts.id;
            const auto read = [&](auto name, auto field) {
                return read_field(name, field, listed);
            };
            if (!json::each_field_of(element, read) || listed.instrument.ticker.empty()) {
                return false;
            }
            complete(listed, market_.category, instrument_of(listed.instrument.ticker).type);
            page.instruments.push_back(std::move(listed.instrument));
            return true;
        });
    });
    if (!is_good || is_null(body.code)) return malformed;
    if (body.code != 0) {
        const auto kind =
            body.code == kTooManyVisits ? ErrorKind::rate_limited : ErrorKind::refused;
        return Error{kind, is_passing(body.code),
                     fmt::format("{}: the instrument list is refused: {} (code {}).", id,
                                 body.message, body.code)};
    }
    if (!body.has_list) return malformed;
    if (body.cursor.empty()) return page;
    page.next = request;
    page.next->target = next_target(request.target, body.cursor);
    const bool is_endless = page.next->target == request.target;
    if (is_endless || body.cursor.size() > kLongestCursor) return malformed;
    return page;
}

// 403 is said to who asks too often, for 10 minutes at least, and to whole countries.
ControlEvent Bybit::rest_refusal(int status, std::string_view text) const {
    std::int64_t code = 0;
    std::string message;
    const simdjson::padded_string padded(text);
    (void)json::each_field(padded, [&](auto key, auto value) {
        if (json::is_key(key, "retCode")) (void)json::integer(value, code);
        if (json::is_key(key, "retMsg")) message = owned(value);
        return true;
    });
    ControlEvent event;
    event.kind = ControlKind::refused;
    event.code = static_cast<std::int32_t>(code);
    event.text = message.empty() ? fmt::format("HTTP {}", status) : message;
    event.is_retryable = status >= 500 || status == 403 || is_passing(code);
    if (status == 429 || status == 418 || code == kTooManyVisits) {
        event.kind = ControlKind::rate_limited;
        event.is_retryable = true;
    }
    return event;
}

}  // namespace mdc::exchanges::bybit
