#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/bybit/parse.hpp"

namespace mdc::exchanges::bybit {

bool to_micros(std::int64_t millis, std::int64_t& micros) noexcept {
    constexpr std::int64_t kSmallestMicros = 100'000'000'000'000;  // any of ours in ms is smaller
    if (millis < 0 || millis >= kSmallestMicros) return false;
    micros = millis * 1000;
    return true;
}

void set_book_key(const StreamRef& ref, const Envelope& envelope, std::int64_t update_id,
                  std::int64_t time, FrameKey& key) noexcept {
    const bool is_book = form_of(ref.kind) == Form::book;
    const bool is_whole = envelope.is_snapshot() || update_id == 1;
    key.stream = ref.stream;
    if (!is_book && !is_whole) {
        key.kind = KeyKind::repeat;
        return;
    }
    key.kind = update_id == 1        ? KeyKind::reset
               : is_book && is_whole ? KeyKind::snapshot
                                     : KeyKind::data;
    if (!is_whole) key.prev = update_id - 1;
    key.last = update_id;
    key.time = time;
}

void set_ticker_key(Category category, const StreamRef& ref, const Envelope& envelope,
                    std::string_view body, std::int64_t time, FrameKey& key) noexcept {
    const bool is_future = category == Category::linear || category == Category::inverse;
    key.stream = ref.stream;
    key.kind = is_future && envelope.is_snapshot() ? KeyKind::snapshot : KeyKind::data;
    key.time = time;
    if (category == Category::spot) key.last = envelope.cs;
    if (category != Category::option) return;
    Fingerprint print;
    print.add(envelope.id.empty() ? body : envelope.id);
    key.fingerprint = print.value();
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
    key.stream = ref_.stream;
    key.kind = KeyKind::repeat;
    if (!has_any_) return true;
    key.kind = KeyKind::data;
    key.fingerprint = ids_.value();
    return to_micros(time_, key.time);
}

namespace {

// A book's id stands behind its levels, which are of no interest here: …],"u":1234,"seq":5678}.
bool id_at_end(std::string_view body, std::int64_t& update_id) noexcept {
    const auto* const end = static_cast<const char*>(::memrchr(body.data(), ']', body.size()));
    if (end == nullptr) return false;
    Scan scan(body.substr(static_cast<std::size_t>(end - body.data())));
    return scan.literal(R"(],"u":)") && scan.integer(update_id) && scan.literal(R"(,"seq":)");
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
    set_book_key(ref, envelope, update_id, time, key);
    return true;
}

bool identify_trades(Scan scan, Envelope& envelope, const Frame& frame, const StreamRef& ref,
                     FrameKey& key) noexcept {
    TradesKey trades(frame, ref);
    return scan_trades<Detail::ids>(scan,
                                    [&](const TradeEvent& trade) noexcept { trades.add(trade); }) &&
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
    set_ticker_key(category, ref, envelope, body, time, key);
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
    if (frame.reply_to == nullptr && identify_quickly(frame, market_.category, key)) {
        return key;
    }
    thread_local Output scratch;
    scratch.clear();
    (void)parse(frame, scratch);
    key = scratch.key;
    return key;
}

}  // namespace mdc::exchanges::bybit
