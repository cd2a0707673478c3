// Any bytes as a frame of Deribit, as its instrument list and as a refusal.
//
// Nothing crashes or reads beyond the padding; identify() and parse() agree; a malformed frame
// leaves nothing behind; and whatever the short way accepts, the general way reads the same.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"
#include "mdc/exchanges/deribit/parse.hpp"
#include "mdc/exchanges/plan.hpp"

#include "tests/support/padded_text.hpp"

namespace {

using namespace mdc;
namespace deribit = mdc::exchanges::deribit;

const deribit::Deribit& exchange() {
    static const deribit::Deribit instance;
    return instance;
}

// All channels of an instrument and of a combination, whose prices may be negative.
ConnectionPlan make_plan() {
    ConnectionPlan plan;
    plan.exchange = ExchangeId::deribit;
    std::uint32_t id = 0;
    for (const auto* ticker : {"BTC-PERPETUAL", "BTC-FS-25DEC26_PERP", "ETH-30APR27-2560-P"}) {
        for (const auto& channel : exchange().facts().channels) {
            auto stream = exchange().stream_of(channel, exchange().instrument_of(ticker)).value();
            stream.id = StreamId{id++};
            stream.instrument = InstrumentId{0};
            exchanges::carry(plan, stream);
        }
    }
    return plan;
}

bool is_empty(const Output& out) {
    return out.key == FrameKey{} && out.books.empty() && out.levels.empty() && out.trades.empty() &&
           out.bbos.empty() && out.tickers.empty() && out.controls.empty();
}

void check_values(const Output& out) {
    for (const auto& level : out.levels) MDC_ASSERT(std::isfinite(level.price) && level.qty >= 0);
    for (const auto& row : out.trades) {
        MDC_ASSERT(row.trade_seq > out.key.prev && row.trade_seq <= out.key.last);
        MDC_ASSERT(row.side != Side::unknown && row.qty >= 0 && !row.trade_id.empty());
    }
    for (const auto& book : out.books) {
        MDC_ASSERT(book.is_snapshot == (out.key.kind == KeyKind::snapshot));
        MDC_ASSERT(book.is_snapshot ? is_null(book.prev) : book.prev < book.last);
    }
    for (const auto& row : out.bbos) {
        MDC_ASSERT(!(row.bid_qty < 0) && !(row.ask_qty < 0) && out.key.fingerprint != 0);
    }
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
        out.books.size() + out.bbos.size() + out.tickers.size() + (out.trades.empty() ? 0 : 1);
    MDC_ASSERT((status == ParseStatus::rows) == (updates == 1));
    MDC_ASSERT((status == ParseStatus::control) == !out.controls.empty());
    check_values(out);
    (void)exchange().discover(frame);
}

bool is_same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

// True when the short way took the message as this event; the general way must read the same then.
template <class Event>
bool is_same_event(bool (*read)(const deribit::Source&, Event&) noexcept,
                   const deribit::Source& quick_source, const deribit::Source& source,
                   bool (*same)(const Event&, const Event&)) {
    Event quick, general;
    if (!read(quick_source, quick)) return false;
    MDC_ASSERT(read(source, general));
    MDC_ASSERT(quick.time == general.time && same(quick, general));
    return true;
}

bool is_same_quote(const deribit::QuoteEvent& a, const deribit::QuoteEvent& b) {
    return is_same(a.row.bid_price, b.row.bid_price) && is_same(a.row.bid_qty, b.row.bid_qty) &&
           is_same(a.row.ask_price, b.row.ask_price) && is_same(a.row.ask_qty, b.row.ask_qty);
}

bool is_same_ticker(const deribit::TickerEvent& a, const deribit::TickerEvent& b) {
    for (const auto value : {&TickerRow::last_price,      &TickerRow::high_24h,
                             &TickerRow::low_24h,         &TickerRow::mark_price,
                             &TickerRow::volume_base_24h, &TickerRow::volume_quote_24h,
                             &TickerRow::bid_price,       &TickerRow::bid_qty,
                             &TickerRow::ask_price,       &TickerRow::ask_qty,
                             &TickerRow::index_price,     &TickerRow::funding_rate,
                             &TickerRow::mark_iv,         &TickerRow::underlying_price,
                             &TickerRow::open_interest,   &TickerRow::bid_iv,
                             &TickerRow::ask_iv,          &TickerRow::delta,
                             &TickerRow::gamma,           &TickerRow::vega,
                             &TickerRow::theta,           &TickerRow::rho}) {
        if (!is_same(a.row.*value, b.row.*value)) return false;
    }
    return is_same(a.volume_usd, b.volume_usd);
}

bool is_same_book(const deribit::Source& quick_source, const deribit::Source& source) {
    static std::vector<Level> quick_levels, levels;
    quick_levels.clear();
    levels.clear();
    deribit::BookEvent quick, general;
    if (!read_book(quick_source, quick, quick_levels)) return false;
    MDC_ASSERT(read_book(source, general, levels));
    MDC_ASSERT(quick.time == general.time && quick.last == general.last);
    MDC_ASSERT(quick.prev == general.prev && quick.type == general.type);
    MDC_ASSERT(quick.lowest_price == general.lowest_price && quick_levels.size() == levels.size());
    for (std::size_t i = 0; i < levels.size(); ++i) {
        MDC_ASSERT(is_same(quick_levels[i].price, levels[i].price));
        MDC_ASSERT(is_same(quick_levels[i].qty, levels[i].qty));
        MDC_ASSERT(quick_levels[i].side == levels[i].side);
    }
    return true;
}

bool is_same_trades(const deribit::Source& quick_source, const deribit::Source& source) {
    static std::vector<TradeRow> quick_rows, rows;
    quick_rows.clear();
    rows.clear();
    deribit::TradesEvent quick, general;
    if (!read_trades(quick_source, quick, quick_rows)) return false;
    MDC_ASSERT(read_trades(source, general, rows));
    MDC_ASSERT(quick.time == general.time && quick.first == general.first);
    MDC_ASSERT(quick.last == general.last && quick_rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& a = quick_rows[i];
        const auto& b = rows[i];
        MDC_ASSERT(is_same(a.price, b.price) && is_same(a.qty, b.qty) && a.side == b.side);
        MDC_ASSERT(a.trade_seq == b.trade_seq && a.trade_id == b.trade_id && a.kind == b.kind);
        MDC_ASSERT(a.head.timestamp == b.head.timestamp);
    }
    return true;
}

void check_ways(std::string_view payload) {
    const auto quick = deribit::open_quickly(payload);
    if (quick.kind == deribit::Envelope::Kind::malformed) return;
    const deribit::Source quick_source{deribit::Way::scan, quick.data};
    const deribit::Source source{deribit::Way::read, payload};
    const bool is_event = is_same_book(quick_source, source) ||
                          is_same_trades(quick_source, source) ||
                          is_same_event<deribit::QuoteEvent>(deribit::read_quote, quick_source,
                                                             source, is_same_quote) ||
                          is_same_event<deribit::TickerEvent>(deribit::read_ticker, quick_source,
                                                              source, is_same_ticker);
    if (!is_event) return;
    const auto general = deribit::open_generally(payload);
    MDC_ASSERT(general.kind == quick.kind && general.channel == quick.channel);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto plan = make_plan();
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);  // samples are files
    const test::PaddedText text(bytes);
    Frame frame;
    frame.payload = text.view();
    frame.plan = &plan;
    check_parse(frame);
    frame.plan = nullptr;
    check_parse(frame);
    check_ways(text.view());
    (void)exchange().parse_instruments({}, text.view());
    (void)exchange().rest_refusal(400, text.view());
    return 0;
}
