#include <algorithm>
#include <iterator>

#include "mdc/exchanges/okx/events.hpp"

// From frame to rows.
//
// A book's chain, source: official page, "Order book channel", sequence id:
// 1. A snapshot (prevSeqId -1) is the whole book at seqId. It may come unasked.
// 2. An update follows the message whose seqId is its prevSeqId.
// 3. seqId == prevSeqId without levels: a sign of life after about 60 s without a change.
// 4. seqId < prevSeqId: numbering was restarted; the update is applied like any other.

namespace mdc::exchanges::okx {

namespace {

// Each element is read the short way first, then, only if that gave up, the general way.
struct Context {
    const Frame& frame;
    const StreamRef& ref;
    const Envelope& envelope;
    bool is_quick;
};

bool read(const Context& at, BookEvent& event, std::vector<Level>& levels) noexcept {
    const auto body = at.envelope.body;
    return at.is_quick ? scan_book(body, event, levels) : read_book(body, event, levels);
}

// Ids are there or not, and only a snapshot may be the first of its chain.
bool has_good_ids(const BookEvent& event, bool is_snapshot) noexcept {
    if (is_snapshot) return !is_null(event.last) || is_null(event.prev);
    return is_null(event.last) == is_null(event.prev) && event.prev != -1;
}

FrameKey key_of(const Context& at, const BookEvent& event, bool is_snapshot) noexcept {
    FrameKey key;
    if (is_null(event.last)) {
        key = content_key(at.ref.stream, event.time, at.envelope.body);
    } else {
        key = is_snapshot ? bbo_key(at.ref.stream, event) : book_key(at.ref.stream, event);
    }
    if (is_snapshot) key.kind = KeyKind::snapshot;
    return key;
}

ParseStatus parse_book(const Context& at, Output& out) noexcept {
    BookEvent event;
    const bool is_snapshot = at.envelope.action == "snapshot";
    if ((!is_snapshot && at.envelope.action != "update") || !read(at, event, out.levels) ||
        !has_good_ids(event, is_snapshot)) {
        return ParseStatus::malformed;
    }
    out.key = key_of(at, event, is_snapshot);
    if (out.key.kind == KeyKind::repeat) {
        return out.levels.empty() ? ParseStatus::repeat : ParseStatus::malformed;
    }
    BookUpdate update;
    update.stream = at.ref.stream;
    update.instrument = at.ref.instrument;
    update.is_snapshot = is_snapshot;
    update.is_reset = out.key.kind == KeyKind::reset;
    update.prev = out.key.prev;
    update.last = out.key.last;
    update.prev_update_id = out.key.prev;
    if (event.time != 0) update.timestamp = event.time;
    update.level_count = static_cast<std::uint32_t>(out.levels.size());
    out.books.push_back(update);
    return is_null(event.last) ? ParseStatus::unchained : ParseStatus::rows;
}

// The best level of each side, which is the first; an empty side stays null.
ParseStatus parse_bbo(const Context& at, Output& out) noexcept {
    BookEvent event;
    if (!read(at, event, out.levels)) return ParseStatus::malformed;
    BboRow row;
    row.head.timestamp.value = event.time;
    row.head.exchange = market().id;
    row.head.instrument = at.ref.instrument;
    row.update_id = event.last;
    for (const auto& level : out.levels) {
        const bool is_bid = level.side == Side::bid;
        if (!is_null(is_bid ? row.bid_price : row.ask_price)) continue;
        (is_bid ? row.bid_price : row.ask_price) = level.price;
        (is_bid ? row.bid_qty : row.ask_qty) = level.qty;
    }
    out.levels.clear();
    out.bbos.push_back(row);
    out.key = is_null(event.last) ? content_key(at.ref.stream, event.time, at.envelope.body)
                                  : bbo_key(at.ref.stream, event);
    return ParseStatus::rows;
}

ParseStatus parse_trades(const Context& at, Output& out) noexcept {
    TradesEvent event;
    const auto body = at.envelope.body;
    if (!(at.is_quick ? scan_trade(body, event, out.trades)
                      : read_trades(body, event, out.trades))) {
        return ParseStatus::malformed;
    }
    for (auto& row : out.trades) {
        row.head.exchange = market().id;
        row.head.instrument = at.ref.instrument;
    }
    out.key = trades_key(at.ref.stream, event);
    return ParseStatus::rows;
}

ParseStatus parse_tickers(const Context& at, Output& out) noexcept {
    std::int64_t time = 0;
    if (!read_tickers(at.frame, at.ref, at.envelope.body, time, out.tickers)) {
        return ParseStatus::malformed;
    }
    out.key = content_key(at.ref.stream, time, at.envelope.body);
    if (!out.tickers.empty()) return ParseStatus::rows;
    out.key.kind = KeyKind::repeat;  // of instruments that are not recorded
    return ParseStatus::ignored;
}

ParseStatus parse_data(const Context& at, Output& out) noexcept {
    switch (static_cast<Channel>(at.ref.kind)) {
        case Channel::books:
        case Channel::books50_l2_tbt:
        case Channel::books_l2_tbt:
            return parse_book(at, out);
        case Channel::bbo_tbt:
            return parse_bbo(at, out);
        case Channel::trades:
        case Channel::trades_all:
            return parse_trades(at, out);
        default:
            return parse_tickers(at, out);
    }
}

bool parse_quickly(const Frame& frame, ParseStatus& status, Output& out) noexcept {
    const auto envelope = open_quickly(frame.payload);
    const auto* ref = find_stream(frame, envelope.channel, envelope.of);
    if (envelope.kind != Envelope::Kind::data || ref == nullptr) return false;
    status = parse_data({frame, *ref, envelope, true}, out);
    return status != ParseStatus::malformed;
}

// What the names of the channels begin with that exist and that mdc does not record.
bool is_other_channel(std::string_view channel) noexcept {
    constexpr std::string_view kOthers[] = {
        "books5",
        "books-rpi",
        "books-elp",
        "option-trades",
        "call-auction-details",
        "instruments",
        "price-limit",
        "liquidation-",
        "estimated-price",
        "adl-warning",
        "public-",
        "block-tickers",
        "candle",
        "mark-price-candle",
        "index-candle",
        "sprd-",
        "economic-calendar",
    };
    return std::any_of(std::begin(kOthers), std::end(kOthers),
                       [&](auto other) { return channel.starts_with(other); });
}

ParseStatus parse_generally(const Frame& frame, Output& out) noexcept {
    const auto envelope = open_generally(frame.payload);
    if (envelope.kind == Envelope::Kind::malformed) return ParseStatus::malformed;
    if (envelope.kind == Envelope::Kind::other) return ParseStatus::unknown;
    if (envelope.kind == Envelope::Kind::event) return read_event(frame, envelope, out);
    if (const auto* ref = find_stream(frame, envelope.channel, envelope.of)) {
        return parse_data({frame, *ref, envelope, false}, out);
    }
    if (envelope.channel == "status") return read_status(envelope.body, out);
    return is_other_channel(envelope.channel) ? ParseStatus::ignored : ParseStatus::unknown;
}

ParseStatus parse_pong(Output& out) noexcept {
    ControlEvent event;
    event.kind = ControlKind::alive;
    out.controls.push_back(event);
    out.key.kind = KeyKind::control;
    return ParseStatus::control;
}

}  // namespace

ParseStatus Okx::parse(const Frame& frame, Output& out) const noexcept {
    if (frame.reply_to != nullptr) return ParseStatus::malformed;  // no book is asked for by REST
    if (frame.payload == "pong") return parse_pong(out);
    ParseStatus status{};
    if (parse_quickly(frame, status, out)) return status;
    out.clear();
    status = parse_generally(frame, out);
    // A frame that looks like one to the head and the tail, and like another to the parser, is
    // neither.
    FrameKey quick;
    if (identify_quickly(frame, quick) && quick != out.key) status = ParseStatus::malformed;
    if (status == ParseStatus::malformed) out.clear();
    return status;
}

}  // namespace mdc::exchanges::okx
