#include "mdc/exchanges/binance/parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

// From frame to rows. Sources: web-socket-streams.md "Diff. Depth Stream", "Individual Symbol Book
// Ticker Streams", "Trade Streams", "Individual Symbol Ticker Streams", rest-api.md "Order book",
// and the pages of the same names of the futures' documentation; what becomes which column stands
// in docs/implementation_plan.md.

namespace mdc::exchanges::binance {

bool to_micros(TimeUnit unit, std::int64_t sent, std::int64_t& micros) noexcept {
    constexpr std::int64_t kSmallestMicros = 100'000'000'000'000;  // any of ours in ms is smaller
    const bool is_micros = sent >= kSmallestMicros;
    if (sent != 0 && is_micros != (unit == TimeUnit::microseconds)) return false;
    micros = unit == TimeUnit::microseconds ? sent : sent * 1000;
    return true;
}

const StreamRef* find_stream(const Frame& frame, const Envelope& envelope) noexcept {
    if (frame.plan == nullptr) return nullptr;
    if (envelope.kind == Envelope::Kind::stream) return frame.plan->table.find(envelope.channel);
    if (envelope.kind != Envelope::Kind::event) return nullptr;
    const auto facts = facts_of(envelope.body);
    std::array<char, 96> buffer;
    return frame.plan->table.find(raw_channel(facts.event, facts.symbol, buffer));
}

namespace {

// When it happened and when it was sent. An event that does not say the first happened when it was
// sent; one that says neither leaves both as they are.
bool set_times(TimeUnit unit, std::int64_t engine, std::int64_t push, std::int64_t& timestamp,
               std::int64_t& push_timestamp) noexcept {
    if (!is_null(push) && !to_micros(unit, push, push_timestamp)) return false;
    if (!is_null(engine)) return to_micros(unit, engine, timestamp);
    if (!is_null(push)) timestamp = push_timestamp;
    return true;
}

bool set_head(const Origin& origin, std::int64_t engine, std::int64_t push,
              RowHead& head) noexcept {
    head.instrument = origin.stream.instrument;
    head.exchange = origin.market.facts.id;
    return set_times(origin.unit, engine, push, head.timestamp.value, head.push_timestamp);
}

// Empty sides come as zero: they become null.
void empty_side(double& price, double& qty) noexcept {
    if (price == 0) price = qty = kNullDouble;
}

// Rows are filled where they stay. What a malformed event leaves of them is cleared by parse().

bool add(const DepthEvent& event, const Origin& origin, Output& out) noexcept {
    auto& update = out.books.emplace_back();
    update.stream = origin.stream.stream;
    update.instrument = origin.stream.instrument;
    update.prev = out.key.prev;
    update.last = event.last;
    update.first_update_id = event.first;
    if (origin.market.is_futures) update.prev_update_id = event.previous;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    return set_times(origin.unit, event.engine_time, event.event_time, update.timestamp,
                     update.push_timestamp);
}

bool add(const BookTickerEvent& event, const Origin& origin, Output& out) noexcept {
    auto& row = out.bbos.emplace_back();
    row.bid_price = event.bid_price;
    row.bid_qty = event.bid_qty;
    row.ask_price = event.ask_price;
    row.ask_qty = event.ask_qty;
    row.update_id = event.update_id;
    empty_side(row.bid_price, row.bid_qty);
    empty_side(row.ask_price, row.ask_qty);
    return set_head(origin, event.engine_time, event.event_time, row.head);
}

bool set_trade(const TradeEvent& event, const Origin& origin, TradeRow& row) noexcept {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), event.id).ptr;
    row.trade_id = std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
    row.price = event.price;
    row.qty = event.qty;
    row.side = event.is_buyer_maker ? Side::sell : Side::buy;
    return set_head(origin, event.trade_time, event.event_time, row.head);
}

TradeKind kind_of_special(std::string_view special) noexcept {
    if (special == "MARKET") return TradeKind::normal;
    if (special == "INSURANCE_FUND") return TradeKind::insurance_fund;
    return special == "ADL" ? TradeKind::adl : TradeKind::other;
}

bool add(const TradeEvent& event, const Origin& origin, Output& out) noexcept {
    if (out.key.kind == KeyKind::repeat) return true;  // a placeholder without price and size
    auto& row = out.trades.emplace_back();
    if (origin.market.is_futures) {
        row.kind = kind_of_special(event.special);
    } else {
        row.trade_seq = event.id;
    }
    return set_trade(event, origin, row);
}

bool add(const AggTradeEvent& event, const Origin& origin, Output& out) noexcept {
    auto& row = out.trades.emplace_back();
    const auto more = event.last_match - event.first_match;
    if (more < 0 || more >= INT32_MAX) return false;
    row.trade_seq = event.id;
    row.trade_count = static_cast<std::int32_t>(more + 1);
    return set_trade(event, origin, row);
}

bool add(const MarkPriceEvent& event, const Origin& origin, Output&) noexcept {
    event.row->channel = TickerChannel::mark_price;
    return set_head(origin, kNullInt64, event.event_time, event.row->head) &&
           (event.next_funding == 0 ||
            to_micros(origin.unit, event.next_funding, event.row->funding_time));
}

bool add(const TickerEvent& event, const Origin& origin, Output&) noexcept {
    auto& row = *event.row;
    empty_side(row.bid_price, row.bid_qty);
    empty_side(row.ask_price, row.ask_qty);
    if (origin.market.is_coin_margined) {  // "v" counts contracts, "q" their worth in coins
        row.volume_contracts_24h = row.volume_base_24h;
        row.volume_base_24h = std::exchange(row.volume_quote_24h, kNullDouble);
    }
    return set_head(origin, kNullInt64, event.event_time, row.head);
}

ParseStatus parse_snapshot(const Frame& frame, Output& out) noexcept {
    SnapshotBody event{.levels = &out.levels};
    if (!read_generally(frame.payload, event)) return ParseStatus::malformed;
    auto& update = out.books.emplace_back();
    update.stream = frame.reply_to->stream;
    update.instrument = frame.reply_to->instrument;
    update.is_snapshot = true;
    update.last = event.last;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    out.key = {update.stream, KeyKind::snapshot, kNullInt64, event.last};
    const bool is_good = set_times(TimeUnit::milliseconds, event.engine_time, event.event_time,
                                   update.timestamp, update.push_timestamp);
    return is_good ? ParseStatus::rows : ParseStatus::malformed;
}

ParseStatus parse_answer(std::optional<ControlEvent> event, Output& out) noexcept {
    if (!event) return ParseStatus::unknown;
    out.controls.push_back(*event);
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

// Kinds of events that exist and that mdc does not record.
constexpr std::array<std::string_view, 20> kOtherEvents = {
    "aggTrade",       "kline",        "24hrMiniTicker",  "1hTicker",         "4hTicker",
    "1dTicker",       "avgPrice",     "blockTrade",      "referencePrice",   "markPriceUpdate",
    "forceOrder",     "contractInfo", "compositeIndex",  "assetIndexUpdate", "continuous_kline",
    "tradingSession", "EquityUpdate", "CommodityUpdate", "KR_EquityUpdate",  "HK_EquityUpdate"};

ParseStatus parse_other(const Envelope& envelope, Output& out) noexcept {
    const auto event = facts_of(envelope.body).event;
    if (event == "serverShutdown") {
        ControlEvent notice;
        notice.kind = ControlKind::closing_soon;
        notice.text = event;
        return parse_answer(notice, out);
    }
    const bool is_other =
        is_other_depth(envelope.channel) ||
        std::find(kOtherEvents.begin(), kOtherEvents.end(), event) != kOtherEvents.end();
    return is_other ? ParseStatus::ignored : ParseStatus::unknown;
}

// Each event is read the short way first, then, only if that gave up, the general way.
enum class Way : std::uint8_t { quick, general };

template <Way How>
ParseStatus parse_event(const Origin& origin, std::string_view body, Output& out) noexcept {
    return with_event(form_of(origin.stream.kind), [&](auto event) noexcept {
        if constexpr (requires { event.levels; }) event.levels = &out.levels;
        if constexpr (requires { event.row; }) event.row = &out.tickers.emplace_back();
        const bool is_read =
            How == Way::quick ? read_quickly(body, event) : read_generally(body, event);
        if (!is_read || !key_of(event, origin, out.key) || !add(event, origin, out)) {
            return ParseStatus::malformed;
        }
        return out.key.kind == KeyKind::data ? ParseStatus::rows : ParseStatus::ignored;
    });
}

bool parse_quickly(const Frame& frame, const Market& market, Output& out) noexcept {
    const auto envelope = open_quickly(frame.payload);
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr || is_foreign(market, envelope.body)) return false;
    return parse_event<Way::quick>({market, frame.plan->time_unit, *ref}, envelope.body, out) ==
           ParseStatus::rows;
}

ParseStatus parse_generally(const Frame& frame, const Market& market, Output& out) noexcept {
    if (frame.reply_to != nullptr) return parse_snapshot(frame, out);
    const auto envelope = open_generally(frame.payload);
    if (envelope.kind == Envelope::Kind::malformed) return ParseStatus::malformed;
    if (envelope.kind == Envelope::Kind::control) {
        return parse_answer(read_answer(frame.payload), out);
    }
    if (is_foreign(market, envelope.body)) return ParseStatus::ignored;
    const auto* ref = find_stream(frame, envelope);
    if (ref == nullptr) return parse_other(envelope, out);
    return parse_event<Way::general>({market, frame.plan->time_unit, *ref}, envelope.body, out);
}

}  // namespace

ParseStatus Binance::parse(const Frame& frame, Output& out) const noexcept {
    if (frame.reply_to == nullptr) {
        if (parse_quickly(frame, market_, out)) return ParseStatus::rows;
        out.clear();
    }
    const auto status = parse_generally(frame, market_, out);
    if (status == ParseStatus::malformed) out.clear();
    return status;
}

}  // namespace mdc::exchanges::binance
