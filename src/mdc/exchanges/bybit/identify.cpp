#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/bybit/parse.hpp"

namespace mdc::exchanges::bybit {

bool to_micros(std::int64_t millis, std::int64_t& micros) noexcept {
    constexpr std::int64_t kSmallestMicros = 100'000'000'000'000;  // any of ours in ms is smaller
    if (millis < 0 || millis >= kSmallestMicros) return false;
    micros = millis * 1000;
    return true;
}

FrameKey book_key(const StreamRef& ref, const Envelope& envelope, std::int64_t update_id,
                  std::int64_t time) noexcept {
    FrameKey key{ref.stream, KeyKind::data, kNullInt64, update_id, time, 0};
    const bool is_book = form_of(ref.kind) == Form::book;
    if (update_id == 1) {
        key.kind = KeyKind::reset;
    } else if (envelope.is_snapshot()) {
        if (is_book) key.kind = KeyKind::snapshot;
    } else if (is_book) {
        key.prev = update_id - 1;
    } else {
        key = {.stream = ref.stream, .kind = KeyKind::repeat};
    }
    return key;
}

FrameKey ticker_key(Category category, StreamId stream, const Envelope& envelope,
                    std::string_view body, std::int64_t time) noexcept {
    FrameKey key{.stream = stream, .kind = KeyKind::data, .time = time};
    if (category == Category::spot) {
        key.last = envelope.cs;  // null where there is none: then the time is compared
    } else if (category == Category::option) {
        Fingerprint print;
        print.add(envelope.id.empty() ? body : envelope.id);
        key.fingerprint = print.value();
    } else if (envelope.is_snapshot()) {
        key.kind = KeyKind::snapshot;
    }
    return key;
}

const StreamRef* TradesKey::add(const TradeEvent& trade) noexcept {
    ids_.add(trade.id);
    time_ = trade.time;
    const StreamRef* whose = &ref_;
    if (ref_.instrument == kNoInstrument) {
        whose = frame_.plan->table.find(trade.symbol);
        const bool is_member =
            whose != nullptr && whose->kind == ref_.kind && whose->instrument != kNoInstrument;
        if (!is_member) whose = nullptr;
    }
    has_any_ = has_any_ || whose != nullptr;
    return whose;
}

bool TradesKey::get(FrameKey& key) const noexcept {
    key = {.stream = ref_.stream, .kind = KeyKind::repeat};
    if (!has_any_) return true;
    key.kind = KeyKind::data;
    key.fingerprint = ids_.value();
    return to_micros(time_, key.time);
}

namespace {

std::string_view cut_digits(std::string_view& text) noexcept {
    auto size = text.size();
    while (size != 0 && digits::is_digit(text[size - 1])) --size;
    const auto found = text.substr(size);
    text.remove_suffix(found.size());
    return found;
}

bool cut_end(std::string_view& text, std::string_view end) noexcept {
    if (!text.ends_with(end)) return false;
    text.remove_suffix(end.size());
    return true;
}

// A book's id stands behind its levels, which are of no interest here: …],"u":1234,"seq":5678}.
bool id_at_end(std::string_view body, std::int64_t& update_id) noexcept {
    if (!cut_end(body, "}") || cut_digits(body).empty() || !cut_end(body, R"(,"seq":)"))
        return false;
    Scan id(cut_digits(body));
    return body.ends_with(R"(],"u":)") && id.integer(update_id) && id.left() == 0;
}

// False in all of these: the general parser has to look.

bool identify_book(Scan scan, Envelope& envelope, const StreamRef& ref, FrameKey& key) noexcept {
    std::string_view body;
    std::int64_t update_id = 0;
    std::int64_t time = 0;
    if (!scan_flat_object(scan, body) || !id_at_end(body, update_id) || update_id < 1 ||
        !scan_back(scan, envelope) || !book_time(envelope, time)) {
        return false;
    }
    if (!envelope.is_snapshot() && !envelope.is_delta()) return false;
    key = book_key(ref, envelope, update_id, time);
    return true;
}

bool identify_trades(Scan scan, Envelope& envelope, const Frame& frame, const StreamRef& ref,
                     FrameKey& key) noexcept {
    TradesKey trades(frame, ref);
    return scan_trades(scan, [&](const TradeEvent& trade) noexcept { trades.add(trade); }) &&
           scan_back(scan, envelope) && envelope.is_snapshot() && trades.get(key);
}

bool identify_ticker(Scan scan, Envelope& envelope, Category category, const StreamRef& ref,
                     FrameKey& key) noexcept {
    std::string_view body;
    std::int64_t time = 0;
    if (!scan_flat_object(scan, body) || !scan_back(scan, envelope) ||
        !to_micros(envelope.ts, time)) {
        return false;
    }
    if (!envelope.is_snapshot() && !envelope.is_delta()) return false;
    key = ticker_key(category, ref.stream, envelope, body, time);
    return true;
}

bool identify_quickly(const Frame& frame, Category category, FrameKey& key) noexcept {
    Envelope envelope;
    Scan scan(frame.payload);
    if (!scan_front(scan, envelope)) return false;
    const auto* ref = find_stream(frame, envelope.topic);
    if (ref == nullptr) return false;
    switch (form_of(ref->kind)) {
        case Form::book:
        case Form::bbo:
            return identify_book(scan, envelope, *ref, key);
        case Form::trades:
            return identify_trades(scan, envelope, frame, *ref, key);
        case Form::ticker:
            return identify_ticker(scan, envelope, category, *ref, key);
    }
    return false;
}

}  // namespace

// Frames in another form than the usual ones are so rare that parsing them twice costs nothing.
FrameKey Bybit::identify(const Frame& frame) const noexcept {
    FrameKey key;
    if (frame.reply_to == nullptr && identify_quickly(frame, market_.category, key)) return key;
    thread_local Output scratch;
    scratch.clear();
    (void)parse(frame, scratch);
    return scratch.key;
}

}  // namespace mdc::exchanges::bybit
