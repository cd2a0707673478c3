// Any bytes as a frame of Binance: for each market over a connection with the market's unit of
// time, over one with milliseconds, and as the answer to a request for a book.
//
// Nothing crashes or reads beyond the padding; identify() and parse() agree; a malformed frame
// leaves nothing behind; and whatever the short way accepts, the general way reads the same.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/exchanges/binance/events.hpp"
#include "mdc/exchanges/plan.hpp"

#include "tests/support/padded_text.hpp"

namespace {

using namespace mdc;
namespace binance = mdc::exchanges::binance;

// A market with connections that carry all channels of one symbol, wrapped and bare.
struct Market {
    explicit Market(const binance::Market& market) : exchange(market) {
        micros.exchange = market.facts.id;
        const auto instrument = exchange.instrument_of("BTCUSDT");
        for (const auto& channel : market.facts.channels) {
            auto stream = exchange.stream_of(channel, instrument).value();
            stream.id = StreamId{static_cast<std::uint32_t>(micros.streams.size())};
            stream.instrument = InstrumentId{0};
            exchanges::carry(micros, stream);
            if (stream.feed == Feed::orderbook_l2) request = exchange.resync(stream, 1000);
            constexpr std::array<std::string_view, 6> kEvents = {
                "depthUpdate", "bookTicker", "trade", "24hrTicker", "aggTrade", "markPriceUpdate"};
            const auto form = static_cast<std::size_t>(binance::form_of(channel.kind));
            micros.table.insert(std::string(kEvents[form]) + ":BTCUSDT",
                                {stream.id, stream.instrument, stream.kind});
        }
        millis = micros;
        micros.time_unit = TimeUnit::microseconds;
    }

    binance::Binance exchange;
    ConnectionPlan micros, millis;
    Request request;
};

bool is_empty(const Output& out) {
    return out.key == FrameKey{} && out.books.empty() && out.levels.empty() && out.trades.empty() &&
           out.bbos.empty() && out.tickers.empty() && out.controls.empty();
}

void check_parse(const binance::Binance& exchange, const Frame& frame) {
    static Output out;
    out.clear();
    const auto key = exchange.identify(frame);
    const auto status = exchange.parse(frame, out);
    if (status == ParseStatus::malformed) {
        MDC_ASSERT(is_empty(out));
    } else {
        MDC_ASSERT(key == out.key);
    }
    const auto updates =
        out.books.size() + out.trades.size() + out.bbos.size() + out.tickers.size();
    MDC_ASSERT((status == ParseStatus::rows) == (updates == 1));
    MDC_ASSERT((status == ParseStatus::control) == (out.controls.size() == 1));
    for (const auto& level : out.levels) MDC_ASSERT(level.price > 0 && level.qty >= 0);
    (void)exchange.discover(frame);
}

void check_market(const Market& market, std::string_view text) {
    Frame frame;
    frame.payload = text;
    frame.plan = &market.micros;
    check_parse(market.exchange, frame);
    frame.plan = &market.millis;
    check_parse(market.exchange, frame);
    frame.reply_to = &market.request;
    check_parse(market.exchange, frame);
    (void)market.exchange.parse_instruments({}, text);
    (void)market.exchange.rest_refusal(400, text);
}

bool is_same(double a, double b) { return a == b || (is_null(a) && is_null(b)); }

bool is_same(const binance::DepthEvent& a, const binance::DepthEvent& b) {
    MDC_ASSERT(a.levels->size() == b.levels->size());
    for (std::size_t i = 0; i < a.levels->size(); ++i) {
        const auto& one = (*a.levels)[i];
        const auto& other = (*b.levels)[i];
        MDC_ASSERT(one.price == other.price && one.qty == other.qty && one.side == other.side);
    }
    return a.event_time == b.event_time && a.engine_time == b.engine_time && a.first == b.first &&
           a.last == b.last && a.previous == b.previous;
}

bool is_same(const binance::BookTickerEvent& a, const binance::BookTickerEvent& b) {
    return a.event_time == b.event_time && a.engine_time == b.engine_time &&
           a.update_id == b.update_id && a.bid_price == b.bid_price && a.bid_qty == b.bid_qty &&
           a.ask_price == b.ask_price && a.ask_qty == b.ask_qty;
}

// What a trade of Spot does not say, the general way takes for an ordinary one.
bool is_same(const binance::TradeEvent& a, const binance::TradeEvent& b) {
    return a.event_time == b.event_time && a.trade_time == b.trade_time && a.id == b.id &&
           a.price == b.price && a.qty == b.qty && a.is_buyer_maker == b.is_buyer_maker &&
           (a.special == b.special || a.special.empty());
}

bool is_same(const binance::AggTradeEvent& a, const binance::AggTradeEvent& b) {
    return is_same(static_cast<const binance::TradeEvent&>(a), b) &&
           a.first_match == b.first_match && a.last_match == b.last_match;
}

bool is_same(const binance::TickerEvent& a, const binance::TickerEvent& b) {
    const auto& one = *a.row;
    const auto& other = *b.row;
    return a.event_time == b.event_time && is_same(one.last_price, other.last_price) &&
           is_same(one.last_qty, other.last_qty) && is_same(one.open_24h, other.open_24h) &&
           is_same(one.high_24h, other.high_24h) && is_same(one.low_24h, other.low_24h) &&
           is_same(one.volume_base_24h, other.volume_base_24h) &&
           is_same(one.volume_quote_24h, other.volume_quote_24h) &&
           is_same(one.bid_price, other.bid_price) && is_same(one.bid_qty, other.bid_qty) &&
           is_same(one.ask_price, other.ask_price) && is_same(one.ask_qty, other.ask_qty);
}

// True when the short way took the body as this event; the general way must read the same then.
template <class Event>
bool is_taken_as(std::string_view body) {
    static std::vector<Level> quick_levels, general_levels;
    quick_levels.clear();
    general_levels.clear();
    Event quick, general;
    TickerRow quick_row, general_row;
    if constexpr (requires { quick.levels; }) {
        quick.levels = &quick_levels;
        general.levels = &general_levels;
    }
    if constexpr (requires { quick.row; }) {
        quick.row = &quick_row;
        general.row = &general_row;
    }
    if (!binance::read_quickly(body, quick)) return false;
    MDC_ASSERT(binance::read_generally(body, general));
    MDC_ASSERT(is_same(quick, general));
    return true;
}

void check_ways(std::string_view payload) {
    const auto quick = binance::open_quickly(payload);
    const bool is_bare = quick.kind == binance::Envelope::Kind::malformed;
    const auto body = is_bare ? payload : quick.body;
    const bool is_event =
        is_taken_as<binance::DepthEvent>(body) || is_taken_as<binance::BookTickerEvent>(body) ||
        is_taken_as<binance::TradeEvent>(body) || is_taken_as<binance::AggTradeEvent>(body) ||
        is_taken_as<binance::TickerEvent>(body);
    if (!is_event || is_bare) return;
    const auto general = binance::open_generally(payload);
    MDC_ASSERT(general.kind == quick.kind && general.channel == quick.channel);
    MDC_ASSERT(general.body == quick.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<Market> markets(binance::markets().begin(), binance::markets().end());
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);  // samples are files
    const test::PaddedText text(bytes);
    for (const auto& market : markets) check_market(market, text.view());
    check_ways(text.view());
    return 0;
}
