#include "mdc/exchanges/bybit/parse.hpp"

#include <array>

#include "mdc/exchanges/bybit/bybit.hpp"

// From frame to rows. Sources: websocket/public/orderbook.mdx, trade.mdx, ticker.mdx of the V5
// documentation; the evidence for each reading stands in README.md.
//
// A book, per topic:
//   1. subscribing brings a snapshot with the id u; the book is what it holds.
//   2. a delta has u == previous u + 1; size 0 deletes a level, also one that left the depth.
//   3. a snapshot may come at any time and replaces everything.
//   4. u == 1 comes when the service or a tick size changed: a whole book of a new numbering.

namespace mdc::exchanges::bybit {

namespace {

// A frame of a stream, read the short way or the general one.
struct Message {
    const Frame& frame;
    const StreamRef& ref;
    Envelope envelope;
    Scan* scan = nullptr;  // before the data; none: the general way

    bool read_levels(std::int64_t& update_id, std::vector<Level>& levels) noexcept {
        if (scan == nullptr) return read_book(envelope.body, update_id, levels);
        return scan_book(*scan, update_id, levels) && scan_back(*scan, envelope);
    }
    bool read_fields(TickerFields fields) noexcept {
        if (scan == nullptr) return read_ticker(envelope.body, fields);
        const auto data = scan->rest();
        if (!scan_ticker(*scan, fields)) return false;
        envelope.body = data.substr(0, data.size() - scan->left());
        return scan_back(*scan, envelope);
    }
    template <class OnTrade>
    bool read_each_trade(OnTrade on_trade) noexcept {
        if (scan != nullptr)
            return scan_trades<Detail::all>(*scan, on_trade) && scan_back(*scan, envelope);
        thread_local std::vector<TradeEvent> trades;
        trades.clear();
        if (!read_trades(envelope.body, trades)) return false;
        for (const auto& trade : trades) on_trade(trade);
        return true;
    }
};

RowHead head_of(const Frame& frame, InstrumentId instrument) noexcept {
    RowHead head;
    head.instrument = instrument;
    head.exchange = frame.plan->exchange;
    return head;
}

ParseStatus add_book(const Message& message, std::int64_t pushed, Output& out) noexcept {
    for (const auto& level : out.levels) {
        if (level.price == 0) return ParseStatus::malformed;
    }
    BookUpdate update;
    update.stream = message.ref.stream;
    update.instrument = message.ref.instrument;
    update.is_snapshot = out.key.kind != KeyKind::data;
    update.is_reset = out.key.kind == KeyKind::reset;
    update.prev = out.key.prev;
    update.last = out.key.last;
    update.timestamp = out.key.time;
    update.push_timestamp = pushed;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    out.books.push_back(update);
    return ParseStatus::rows;
}

// False when the side has more than one level.
bool take_best(std::span<const Level> levels, Side side, double& price, double& qty) noexcept {
    bool is_taken = false;
    for (const auto& level : levels) {
        if (level.side != side) continue;
        if (is_taken) return false;
        is_taken = true;
        if (level.price == 0 || level.qty == 0) continue;  // no such side
        price = level.price;
        qty = level.qty;
    }
    return true;
}

ParseStatus add_bbo(const Message& message, std::int64_t pushed, Output& out) noexcept {
    BboRow row;
    row.head = head_of(message.frame, message.ref.instrument);
    row.head.timestamp.value = out.key.time;
    row.head.push_timestamp = pushed;
    row.update_id = out.key.last;
    const bool is_change = out.key.kind == KeyKind::repeat;
    const bool is_good =
        is_change || (take_best(out.levels, Side::bid, row.bid_price, row.bid_qty) &&
                      take_best(out.levels, Side::ask, row.ask_price, row.ask_qty));
    out.levels.clear();
    if (is_change) return ParseStatus::ignored;
    if (!is_good) return ParseStatus::malformed;
    out.bbos.push_back(row);
    return ParseStatus::rows;
}

ParseStatus finish_book(const Message& message, std::int64_t update_id, Output& out) noexcept {
    std::int64_t time = 0;
    std::int64_t pushed = 0;
    if (update_id < 1 || !book_time(message.envelope, time) ||
        !to_micros(message.envelope.ts, pushed)) {
        return ParseStatus::malformed;
    }
    set_book_key(message.ref, message.envelope, update_id, time, out.key);
    return form_of(message.ref.kind) == Form::book ? add_book(message, pushed, out)
                                                   : add_bbo(message, pushed, out);
}

// Turns trades into rows while they are read.
class TradeRows {
  public:
    TradeRows(const Frame& frame, const StreamRef& ref, Output& out) noexcept
        : frame_(frame), key_(frame, ref), out_(out) {}

    void add(const TradeEvent& trade) noexcept {
        is_empty_ = false;
        TradeRow row;
        is_good_ = is_good_ && !trade.id.empty() && decltype(row.trade_id)::fits(trade.id) &&
                   to_micros(trade.time, row.head.timestamp.value);
        const auto* whose = key_.add(trade);
        if (!is_good_ || whose == nullptr) return;
        const auto time = row.head.timestamp;
        row.head = head_of(frame_, whose->instrument);
        row.head.timestamp = time;
        row.price = trade.price;
        row.qty = trade.qty;
        row.side = trade.side;
        if (trade.is_rpi) row.kind = TradeKind::rpi;
        if (trade.is_block) row.kind = TradeKind::block;
        row.trade_id = trade.id;
        out_.trades.push_back(row);
    }

    ParseStatus finish(const Envelope& envelope) noexcept {
        std::int64_t pushed = 0;
        if (!is_good_ || !to_micros(envelope.ts, pushed) || !key_.get(out_.key)) {
            return ParseStatus::malformed;
        }
        for (auto& row : out_.trades) row.head.push_timestamp = pushed;
        if (!out_.trades.empty()) return ParseStatus::rows;
        return is_empty_ ? ParseStatus::repeat : ParseStatus::ignored;
    }

  private:
    const Frame& frame_;
    TradesKey key_;
    Output& out_;
    bool is_good_ = true;
    bool is_empty_ = true;
};

// Options send a price of 0 for a side that nobody quotes.
void clear_empty_sides(TickerRow& row) noexcept {
    if (row.bid_price == 0) row.bid_price = row.bid_qty = row.bid_iv = kNullDouble;
    if (row.ask_price == 0) row.ask_price = row.ask_qty = row.ask_iv = kNullDouble;
}

ParseStatus finish_ticker(const Message& message, Category category, TickerRow& row,
                          Output& out) noexcept {
    row.head = head_of(message.frame, message.ref.instrument);
    if (!to_micros(message.envelope.ts, row.head.timestamp.value)) return ParseStatus::malformed;
    row.head.push_timestamp = row.head.timestamp.value;
    if (category == Category::option) clear_empty_sides(row);
    out.tickers.push_back(row);
    set_ticker_key(category, message.ref, message.envelope, message.envelope.body,
                   row.head.push_timestamp, out.key);
    return ParseStatus::rows;
}

// What a message may call itself; anything else is of a protocol that we do not know.
ParseStatus judge_type(const Envelope& envelope, Form form) noexcept {
    if (envelope.type == Envelope::Type::none) return ParseStatus::malformed;
    const bool is_known = envelope.is_snapshot() || (envelope.is_delta() && form != Form::trades);
    return is_known ? ParseStatus::rows : ParseStatus::unknown;
}

ParseStatus parse_message(Message& message, Category category, Output& out) noexcept {
    const auto form = form_of(message.ref.kind);
    std::int64_t update_id = 0;
    TradeRows trades(message.frame, message.ref, out);
    TickerRow ticker;
    const bool is_good =
        form == Form::trades ? message.read_each_trade([&](const auto& each) { trades.add(each); })
        : form == Form::ticker ? message.read_fields(TickerFields(category, ticker))
                               : message.read_levels(update_id, out.levels);
    if (!is_good) return ParseStatus::malformed;
    const auto judged = judge_type(message.envelope, form);
    if (judged != ParseStatus::rows) return judged;
    switch (form) {
        case Form::book:
        case Form::bbo:
            return finish_book(message, update_id, out);
        case Form::trades:
            return trades.finish(message.envelope);
        case Form::ticker:
            return finish_ticker(message, category, ticker, out);
    }
    return ParseStatus::unknown;
}

// Malformed says here only that the frame is not in its usual form.
ParseStatus parse_quickly(const Frame& frame, Category category, Output& out) noexcept {
    Envelope envelope;
    Scan scan(frame.payload);
    if (!scan_front(scan, envelope)) return ParseStatus::malformed;
    const auto* ref = find_stream(frame, envelope.topic);
    if (ref == nullptr) return ParseStatus::malformed;
    Message message{frame, *ref, envelope, &scan};
    return parse_message(message, category, out);
}

// Topics that exist and that mdc does not record, up to the dot.
bool is_other_topic(std::string_view topic) noexcept {
    constexpr std::array<std::string_view, 10> kOthers = {
        "allLiquidation.", "liquidation.", "kline.",      "priceLimit.",    "insurance.",
        "adlAlert.",       "kline_lt.",    "tickers_lt.", "orderbook.rpi.", "orderbook.full."};
    for (const auto other : kOthers) {
        if (topic.starts_with(other)) return true;
    }
    return false;
}

ParseStatus parse_generally(const Frame& frame, const Market& market, Output& out) noexcept {
    const auto envelope = open_generally(frame.payload);
    if (envelope.kind == Envelope::Kind::malformed) return ParseStatus::malformed;
    if (envelope.kind == Envelope::Kind::other) return ParseStatus::unknown;
    if (envelope.kind == Envelope::Kind::answer) return parse_answer(frame, envelope, out);
    if (const auto* ref = find_stream(frame, envelope.topic)) {
        if (envelope.body.empty()) return ParseStatus::malformed;
        Message message{frame, *ref, envelope};
        return parse_message(message, market.category, out);
    }
    if (envelope.topic == "system.status") return parse_status(envelope.body, market.product, out);
    return is_other_topic(envelope.topic) ? ParseStatus::ignored : ParseStatus::unknown;
}

}  // namespace

// A book's first picture comes in its channel: no REST body is ever asked for one.
ParseStatus Bybit::parse(const Frame& frame, Output& out) const noexcept {
    if (frame.reply_to != nullptr) return ParseStatus::malformed;
    auto status = parse_quickly(frame, market_.category, out);
    if (status == ParseStatus::malformed) {
        out.clear();
        status = parse_generally(frame, market_, out);
    }
    if (status == ParseStatus::malformed || status == ParseStatus::unknown) out.clear();
    return status;
}

}  // namespace mdc::exchanges::bybit
