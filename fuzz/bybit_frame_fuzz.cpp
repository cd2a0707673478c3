// Any bytes as a frame of each of Bybit's markets, and as a REST body.
//
// Nothing crashes or reads beyond the padding; identify() and parse() agree; a malformed frame
// leaves nothing behind; and whatever the short way accepts, the general way reads the same.

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/bybit/envelope.hpp"
#include "mdc/exchanges/bybit/events.hpp"
#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/support/padded_text.hpp"

namespace {

using namespace mdc;
using exchanges::Scan;
namespace bybit = mdc::exchanges::bybit;

// What the samples of all markets are of.
constexpr std::string_view kTickers[] = {"BTCUSDT",
                                         "ETHUSDC",
                                         "BTCPERP",
                                         "BTCUSDT-26MAR27",
                                         "BTCUSD",
                                         "BTCUSDH27",
                                         "BTC-26MAR27-90000-C-USDT",
                                         "BTC-26MAR27-90000-P-USDT",
                                         "ETH-26MAR27-3000-P"};

// A market and a connection that carries every channel of these, as if they were its own.
struct Carried {
    explicit Carried(const bybit::Market& market) : exchange(market), category(market.category) {
        plan.exchange = market.facts.id;
        exchanges::StreamSet set;
        for (const auto ticker : kTickers) {
            const auto instrument = exchange.instrument_of(ticker);
            for (const auto& channel : market.facts.channels) {
                if (!channel.is_for(instrument.type)) continue;
                set.add(exchange, exchange.stream_of(channel, instrument).value(), instrument);
            }
        }
        for (const auto& stream : set.streams()) exchanges::carry(plan, stream);
    }

    bybit::Bybit exchange;
    bybit::Category category;
    ConnectionPlan plan;
};

bool is_empty(const Output& out) {
    return out.key == FrameKey{} && out.books.empty() && out.levels.empty() && out.trades.empty() &&
           out.bbos.empty() && out.tickers.empty() && out.controls.empty();
}

void check_parse(const bybit::Bybit& exchange, const Frame& frame) {
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
    MDC_ASSERT((status == ParseStatus::rows) == (updates != 0));
    MDC_ASSERT((status == ParseStatus::control) == !out.controls.empty());
    MDC_ASSERT(out.levels.empty() || out.books.size() == 1);
    for (const auto& level : out.levels) MDC_ASSERT(level.price > 0 && level.qty >= 0);
    for (const auto& trade : out.trades) MDC_ASSERT(trade.head.instrument != kNoInstrument);
    (void)exchange.discover(frame);
}

bool is_same(const Level& a, const Level& b) {
    return a.price == b.price && a.qty == b.qty && a.side == b.side;
}

bool is_same(const bybit::TradeEvent& a, const bybit::TradeEvent& b) {
    return a.time == b.time && a.symbol == b.symbol && a.id == b.id && a.price == b.price &&
           a.qty == b.qty && a.side == b.side && a.is_block == b.is_block && a.is_rpi == b.is_rpi;
}

template <class Element>
void check_same(const std::vector<Element>& a, const std::vector<Element>& b) {
    MDC_ASSERT(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) MDC_ASSERT(is_same(a[i], b[i]));
}

void check_book(Scan scan, std::string_view data) {
    static std::vector<Level> quick, general;
    quick.clear();
    general.clear();
    std::int64_t quick_id = 0;
    std::int64_t general_id = 0;
    if (!bybit::scan_book(scan, quick_id, quick)) return;
    const auto body = data.substr(0, data.size() - scan.left());
    MDC_ASSERT(bybit::read_book(body, general_id, general));
    MDC_ASSERT(quick_id == general_id);
    check_same(quick, general);
}

void check_trades(Scan scan, std::string_view data) {
    static std::vector<bybit::TradeEvent> quick, general;
    quick.clear();
    general.clear();
    const auto keep = [](const bybit::TradeEvent& trade) { quick.push_back(trade); };
    if (!bybit::scan_trades<bybit::Detail::all>(scan, keep)) return;
    MDC_ASSERT(bybit::read_trades(data.substr(0, data.size() - scan.left()), general));
    check_same(quick, general);
}

void check_ticker(Scan scan, std::string_view data, bybit::Category category) {
    TickerRow quick, general;
    if (!bybit::scan_ticker(scan, bybit::TickerFields(category, quick))) return;
    const auto body = data.substr(0, data.size() - scan.left());
    MDC_ASSERT(bybit::read_ticker(body, bybit::TickerFields(category, general)));
    constexpr auto kFirst = offsetof(TickerRow, last_price);
    constexpr auto kEnd = offsetof(TickerRow, rho) + sizeof(double);
    const auto* const a = reinterpret_cast<const char*>(&quick);
    const auto* const b = reinterpret_cast<const char*>(&general);
    MDC_ASSERT(std::memcmp(a + kFirst, b + kFirst, kEnd - kFirst) == 0);
}

// The data, wherever a frame has it, and the bytes themselves as data.
void check_ways(std::string_view payload, bybit::Category category) {
    bybit::Envelope envelope;
    Scan scan(payload);
    if (!bybit::scan_front(scan, envelope)) scan = Scan(payload);
    const auto data = scan.rest();
    if (data.empty()) return;
    check_book(scan, data);
    check_trades(scan, data);
    check_ticker(scan, data, category);
}

// What stands around the data. That the frame is JSON is for the general way to find out.
void check_envelope(std::string_view payload) {
    bybit::Envelope quick;
    Scan scan(payload);
    std::string_view body;
    if (!bybit::scan_front(scan, quick) || !bybit::scan_flat_object(scan, body)) return;
    if (!bybit::scan_back(scan, quick)) return;
    const auto general = bybit::open_generally(payload);
    if (general.kind == bybit::Envelope::Kind::malformed) return;
    std::int64_t id = 0;
    static std::vector<Level> levels;
    levels.clear();
    if (!bybit::read_book(general.body, id, levels)) return;  // no whole JSON within
    MDC_ASSERT(general.body == body && general.topic == quick.topic);
    MDC_ASSERT(general.type == quick.type && general.id == quick.id);
    MDC_ASSERT(general.ts == quick.ts && general.cts == quick.cts && general.cs == quick.cs);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<Carried> markets(bybit::markets().begin(), bybit::markets().end());
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);  // samples are files
    const test::PaddedText text(bytes);
    static const Request request;
    Frame frame;
    frame.payload = text.view();
    for (const auto& market : markets) {
        frame.plan = &market.plan;
        frame.reply_to = nullptr;
        check_parse(market.exchange, frame);
        frame.reply_to = &request;
        check_parse(market.exchange, frame);
        check_ways(text.view(), market.category);
        (void)market.exchange.parse_instruments(request, text.view());
        (void)market.exchange.rest_refusal(400, text.view());
    }
    check_envelope(text.view());
    return 0;
}
