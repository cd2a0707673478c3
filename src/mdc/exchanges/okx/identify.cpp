#include "mdc/exchanges/okx/elements.hpp"
#include "mdc/exchanges/scan.hpp"

// Ids stand at the end of a book message, behind levels that nobody needs in order to tell a
// duplicate: it is read from behind.

namespace mdc::exchanges::okx {

namespace {

/// Reads expected text from the back of a body.
class TailScan {
  public:
    explicit TailScan(std::string_view text) noexcept
        : begin_(text.data()), at_(begin_ + text.size()) {}

    /// Steps over `text` when it stands at the end.
    template <std::size_t N>
    bool literal(const char (&text)[N]) noexcept {
        constexpr auto kSize = N - 1;
        if (at_ - begin_ < static_cast<std::ptrdiff_t>(kSize)) return false;
        if (std::memcmp(at_ - kSize, text, kSize) != 0) return false;
        at_ -= kSize;
        return true;
    }
    /// Reads digits, at most 18 of them and not all of the text; a leading zero only alone.
    bool integer(std::int64_t& out) noexcept {
        std::uint64_t value = 0;
        std::uint64_t scale = 1;
        const char* first = at_;
        for (unsigned count = 8; count == 8; first -= count) {
            if (first - begin_ < 8) return false;
            std::uint64_t bytes = 0;
            std::memcpy(&bytes, first - 8, 8);
            count = digits_behind(bytes);
            if (count == 0) break;
            value += scale * digits::value_of(bytes >> (64 - 8 * count), count);
            scale *= digits::kPowersOfTen[count];
        }
        const auto size = at_ - first;
        if (size == 0 || size > 18 || (*first == '0' && size > 1)) return false;
        out = static_cast<std::int64_t>(value);
        at_ = first;
        return true;
    }
    /// Steps over ,"ts":"1597026383085".
    bool time(std::int64_t& micros) noexcept {
        std::int64_t ms = 0;
        return literal("\"") && integer(ms) && literal(R"(,"ts":")") && to_micros(ms, micros);
    }

  private:
    // How many of the 8 bytes, counted from the last one, are digits.
    static unsigned digits_behind(std::uint64_t bytes) noexcept {
        const auto nibbles = bytes ^ 0x3030'3030'3030'3030;
        const auto others = ((nibbles & 0x7F7F'7F7F'7F7F'7F7F) + 0x7676'7676'7676'7676) | nibbles;
        const auto marks = others & 0x8080'8080'8080'8080;
        return marks == 0 ? 8 : static_cast<unsigned>(__builtin_clzll(marks)) / 8;
    }

    const char* begin_;
    const char* at_;
};

// ],"ts":"1597026383085","checksum":0,"seqId":123457,"prevSeqId":123456}], or the ids the other
// way round.
bool identify_update(std::string_view body, StreamId stream, FrameKey& key) noexcept {
    TailScan tail(body);
    BookEvent event;
    if (!tail.literal("}]") || !tail.integer(event.prev)) return false;
    if (tail.literal(R"(,"prevSeqId":)")) {
        if (!tail.integer(event.last) || !tail.literal(R"(,"seqId":)")) return false;
    } else {
        event.last = event.prev;
        if (!tail.literal(R"(,"seqId":)") || !tail.integer(event.prev)) return false;
        if (!tail.literal(R"(,"prevSeqId":)")) return false;
    }
    (void)tail.literal(R"(,"checksum":0)");
    if (!tail.time(event.time) || !tail.literal("]")) return false;
    key = book_key(stream, event);
    return key.kind != KeyKind::repeat;  // only when it has no levels
}

// ],"ts":"1670324386802","seqId":363996337}]
bool identify_bbo(std::string_view body, StreamId stream, FrameKey& key) noexcept {
    TailScan tail(body);
    BookEvent event;
    if (!tail.literal("}]") || !tail.integer(event.last) || !tail.literal(R"(,"seqId":)") ||
        !tail.time(event.time) || !tail.literal("]")) {
        return false;
    }
    key = bbo_key(stream, event);
    return true;
}

// [{"instId":"BTC-USDT","tradeId":"130639474", up to "ts":"1630048897897","count":"3","source":"0",
// "seqId":1234}] or, of trades-all, up to "source":"0","ts":"1630048897897"}]. One element only.
bool identify_trade(const Envelope& envelope, StreamId stream, FrameKey& key) noexcept {
    constexpr std::string_view kBeforeName = R"([{"instId":")";
    const auto body = envelope.body;
    const auto begin = kBeforeName.size() + envelope.of.size();
    if (begin > body.size() || body.find('}') != body.size() - 2) return false;
    Scan head(body.substr(begin));
    TailScan tail(body);
    Trade trade;
    TradesEvent event;
    std::int64_t skipped = 0;
    if (!head.literal(R"(","tradeId":")") || !head.quoted_integer(trade.id)) return false;
    if (!tail.literal("}]")) return false;
    if (tail.integer(skipped)) {
        const bool has_source = tail.literal(R"(","source":"0","seqId":)") ||
                                tail.literal(R"(","source":"1","seqId":)");
        if (!has_source || !tail.integer(trade.count)) return false;
        if (!tail.literal(R"(,"count":")")) return false;
    }
    if (!tail.time(trade.time) || !add_ids(trade, event)) return false;
    key = trades_key(stream, event);
    return true;
}

bool identify_ticker(std::string_view body, StreamId stream, FrameKey& key) noexcept {
    TailScan tail(body);
    std::int64_t time = 0;
    if (!tail.literal("}]") || !tail.time(time)) return false;
    key = content_key(stream, time, body);
    return true;
}

}  // namespace

bool identify_quickly(const Frame& frame, FrameKey& key) noexcept {
    const auto envelope = open_quickly(frame.payload);
    const auto* ref = find_stream(frame, envelope.channel, envelope.of);
    if (envelope.kind != Envelope::Kind::data || ref == nullptr) return false;
    const auto body = envelope.body;
    switch (static_cast<Channel>(ref->kind)) {
        case Channel::books:
        case Channel::books50_l2_tbt:
        case Channel::books_l2_tbt:
            return envelope.action == "update" && identify_update(body, ref->stream, key);
        case Channel::bbo_tbt:
            return identify_bbo(body, ref->stream, key);
        case Channel::trades:
        case Channel::trades_all:
            return identify_trade(envelope, ref->stream, key);
        case Channel::opt_summary:
            return false;  // whether one of its elements is recorded, only parsing tells
        default:
            return identify_ticker(body, ref->stream, key);
    }
}

// Frames in another form than the usual, and snapshots, are so rare that parsing them twice costs
// nothing.
FrameKey Okx::identify(const Frame& frame) const noexcept {
    FrameKey key;
    if (frame.reply_to == nullptr && identify_quickly(frame, key)) return key;
    thread_local Output scratch;
    scratch.clear();
    (void)parse(frame, scratch);
    return scratch.key;
}

namespace {

const ChannelFacts* find_channel(std::string_view name) noexcept {
    for (const auto& channel : market().channels) {
        if (channel.name == name) return &channel;
    }
    return nullptr;
}

}  // namespace

// A frame of a shared channel belongs to the instruments of its elements.
std::optional<Discovery> Okx::discover(const Frame& frame) const {
    if (frame.reply_to != nullptr) return std::nullopt;
    const auto envelope = open_generally(frame.payload);
    const auto* channel = find_channel(envelope.channel);
    if (envelope.kind != Envelope::Kind::data || channel == nullptr || !is_ticker(envelope.of)) {
        return std::nullopt;
    }
    if (!channel->is_shared) {
        return Discovery{{make_stream(*channel, envelope.of)}, TimeUnit::milliseconds};
    }
    Discovery found{{}, TimeUnit::milliseconds};
    (void)each_element_of(envelope.body, [&](json::ondemand::object element) {
        return json::each_field_of(element, [&](auto key, auto value) {
            std::string_view ticker;
            if (!json::is_key(key, "instId")) return true;
            if (!json::text(value, ticker) || !is_ticker(ticker)) return false;
            found.streams.push_back(make_stream(*channel, ticker));
            return true;
        });
    });
    if (found.streams.empty()) return std::nullopt;
    return found;
}

}  // namespace mdc::exchanges::okx
