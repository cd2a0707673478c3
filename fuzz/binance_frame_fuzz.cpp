// Any bytes as a frame of Binance Spot: over a connection with microseconds, over one with
// milliseconds, and as the answer to a request for a book.
//
// Nothing crashes or reads beyond the padding; identify() and parse() agree; a malformed frame
// leaves nothing behind; and whatever the short way accepts, the general way reads the same.

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/exchanges/binance/events.hpp"

#include "tests/support/make_stream.hpp"
#include "tests/support/padded_text.hpp"

namespace {

using namespace mdc;
namespace binance = mdc::exchanges::binance;

const binance::Binance& exchange() {
    static const binance::Binance instance(binance::spot());
    return instance;
}

// The four feeds of one symbol, wrapped and bare.
ConnectionPlan make_plan(TimeUnit unit) {
    std::vector<Stream> streams;
    for (const auto feed : kAllFeeds) {
        auto stream = test::make_stream(exchange(), "BTCUSDT", feed,
                                        static_cast<std::uint32_t>(streams.size()));
        stream.instrument = InstrumentId{0};
        streams.push_back(stream);
    }
    auto plan = plan_connections(exchange(), streams).front();
    plan.time_unit = unit;
    constexpr std::array<std::string_view, 4> kBare = {"depthUpdate:BTCUSDT", "bookTicker:BTCUSDT",
                                                       "trade:BTCUSDT", "24hrTicker:BTCUSDT"};
    for (const auto& stream : streams) {
        plan.table.insert(kBare[static_cast<std::size_t>(stream.feed)],
                          {stream.id, stream.instrument, stream.kind});
    }
    return plan;
}

bool is_empty(const Output& out) {
    return out.key == FrameKey{} && out.books.empty() && out.levels.empty() && out.trades.empty() &&
           out.bbos.empty() && out.tickers.empty() && out.controls.empty();
}

void check_parse(const Frame& frame) {
    static Output out;
    out.clear();
    const auto key = exchange().identify(frame);
    const auto status = exchange().parse(frame, out);
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
    (void)exchange().discover(frame);
}

template <class Event>
void check_same(const Event& a, const Event& b) {
    using Words = std::array<std::uint64_t, sizeof(Event) / 8>;
    MDC_ASSERT(std::bit_cast<Words>(a) == std::bit_cast<Words>(b));
}

void check_same(const binance::TradeEvent& a, const binance::TradeEvent& b) {
    MDC_ASSERT(a.event_time == b.event_time && a.trade_time == b.trade_time && a.id == b.id);
    MDC_ASSERT(a.price == b.price && a.qty == b.qty && a.is_buyer_maker == b.is_buyer_maker);
}

void check_same(const std::vector<Level>& a, const std::vector<Level>& b) {
    MDC_ASSERT(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        MDC_ASSERT(a[i].price == b[i].price && a[i].qty == b[i].qty && a[i].side == b[i].side);
    }
}

// True when the short way took the body as this event; the general way must read the same then.
template <class Event>
bool is_same_event(std::string_view body, bool (*scan)(std::string_view, Event&) noexcept,
                   bool (*read)(std::string_view, Event&) noexcept) {
    Event quick, general;
    if (!scan(body, quick)) return false;
    MDC_ASSERT(read(body, general));
    check_same(quick, general);
    return true;
}

bool is_same_depth(std::string_view body) {
    static std::vector<Level> quick_levels, general_levels;
    quick_levels.clear();
    general_levels.clear();
    binance::DepthEvent quick, general;
    if (!binance::scan_depth(body, quick, quick_levels)) return false;
    MDC_ASSERT(binance::read_depth(body, general, general_levels));
    check_same(quick, general);
    check_same(quick_levels, general_levels);
    return true;
}

void check_ways(std::string_view payload) {
    const auto quick = binance::open_quickly(payload);
    const bool is_bare = quick.kind == binance::Envelope::Kind::malformed;
    const auto body = is_bare ? payload : quick.body;
    const bool is_event =
        is_same_depth(body) ||
        is_same_event(body, binance::scan_book_ticker, binance::read_book_ticker) ||
        is_same_event(body, binance::scan_trade, binance::read_trade) ||
        is_same_event(body, binance::scan_ticker, binance::read_ticker);
    if (!is_event || is_bare) return;
    const auto general = binance::open_generally(payload);
    MDC_ASSERT(general.kind == quick.kind && general.channel == quick.channel);
    MDC_ASSERT(general.body == quick.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto micros = make_plan(TimeUnit::microseconds);
    static const auto millis = make_plan(TimeUnit::milliseconds);
    static const auto request = exchange().resync(
        test::make_stream(exchange(), "BTCUSDT", Feed::orderbook_l2), 1000);
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);  // samples are files
    const test::PaddedText text(bytes);
    Frame frame;
    frame.payload = text.view();
    frame.plan = &micros;
    check_parse(frame);
    frame.plan = &millis;
    check_parse(frame);
    frame.reply_to = &request;
    check_parse(frame);
    check_ways(text.view());
    (void)exchange().parse_instruments({}, text.view());
    (void)exchange().rest_refusal(400, text.view());
    return 0;
}
