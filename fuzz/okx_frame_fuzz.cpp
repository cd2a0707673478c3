// Any bytes as a frame of OKX: over a connection that carries each of its channels, over one that
// carries nothing, and as the answer to a request.
//
// Nothing crashes or reads beyond the padding; identify() and parse() agree; a malformed frame
// leaves nothing behind; and whatever the short way accepts, the general way reads the same.

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/okx/events.hpp"
#include "mdc/exchanges/okx/okx.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/support/padded_text.hpp"

namespace {

using namespace mdc;
namespace okx = mdc::exchanges::okx;

const okx::Okx& exchange() {
    static const okx::Okx instance;
    return instance;
}

// All channels of the instruments that the samples are of.
ConnectionPlan make_plan() {
    exchanges::StreamSet set;
    for (const auto* ticker : {"BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-SWAP", "BTC-USD-261225",
                               "BTC-USD-261225-90000-C", "BTC-USD-261225-90000-P"}) {
        const auto instrument = exchange().instrument_of(ticker);
        for (const auto& channel : okx::market().channels) {
            set.add(exchange(), exchange().stream_of(channel, instrument).value(), instrument);
        }
    }
    ConnectionPlan plan;
    plan.exchange = ExchangeId::okx;
    for (const auto& stream : set.streams()) exchanges::carry(plan, stream);
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
    const bool has_rows = status == ParseStatus::rows || status == ParseStatus::unchained;
    MDC_ASSERT(has_rows == (updates > 0));
    MDC_ASSERT((status == ParseStatus::control) == !out.controls.empty());
    MDC_ASSERT((out.key.stream != kNoStream) == (has_rows || out.key.kind == KeyKind::repeat));
    for (const auto& level : out.levels) MDC_ASSERT(level.price > 0 && level.qty >= 0);
    for (const auto& trade : out.trades) MDC_ASSERT(trade.trade_count > 0 && trade.trade_seq >= 0);
    (void)exchange().discover(frame);
}

bool is_same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void check_same_book(std::string_view body) {
    static std::vector<Level> quick_levels, general_levels;
    quick_levels.clear();
    general_levels.clear();
    okx::BookEvent quick, general;
    if (!okx::scan_book(body, quick, quick_levels)) return;
    MDC_ASSERT(okx::read_book(body, general, general_levels));
    MDC_ASSERT(quick.time == general.time && quick.last == general.last);
    MDC_ASSERT(quick.prev == general.prev && quick_levels.size() == general_levels.size());
    for (std::size_t i = 0; i < quick_levels.size(); ++i) {
        const auto& a = quick_levels[i];
        const auto& b = general_levels[i];
        MDC_ASSERT(is_same(a.price, b.price) && is_same(a.qty, b.qty) && a.side == b.side);
    }
}

void check_same_trade(std::string_view body) {
    static std::vector<TradeRow> quick_rows, general_rows;
    quick_rows.clear();
    general_rows.clear();
    okx::TradesEvent quick, general;
    if (!okx::scan_trade(body, quick, quick_rows)) return;
    MDC_ASSERT(okx::read_trades(body, general, general_rows));
    MDC_ASSERT(quick.time == general.time && quick.last == general.last);
    MDC_ASSERT(quick.prev == general.prev && general_rows.size() == 1);
    const auto& a = quick_rows.front();
    const auto& b = general_rows.front();
    MDC_ASSERT(is_same(a.price, b.price) && is_same(a.qty, b.qty) && a.side == b.side);
    MDC_ASSERT(a.trade_id == b.trade_id && a.trade_count == b.trade_count && a.kind == b.kind);
}

void check_ways(std::string_view payload) {
    const auto quick = okx::open_quickly(payload);
    if (quick.kind != okx::Envelope::Kind::data) {
        check_same_book(payload);
        return check_same_trade(payload);
    }
    check_same_book(quick.body);
    check_same_trade(quick.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto plan = make_plan();
    static const ConnectionPlan nothing;
    static const Request request;
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);  // samples are files
    const test::PaddedText text(bytes);
    Frame frame;
    frame.payload = text.view();
    frame.plan = &plan;
    check_parse(frame);
    frame.plan = &nothing;
    check_parse(frame);
    frame.reply_to = &request;
    check_parse(frame);
    check_ways(text.view());
    (void)exchange().parse_instruments({}, text.view());
    (void)exchange().rest_refusal(400, text.view());
    return 0;
}
