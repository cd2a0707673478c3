#pragma once

#include <cstring>

#include "mdc/exchanges/bybit/envelope.hpp"
#include "mdc/exchanges/bybit/events.hpp"
#include "mdc/model/wire/frame.hpp"

// What identify and parse share, so that they cannot disagree. Keys are new ones: only what is said
// is set.

namespace mdc::exchanges::bybit {

/// Milliseconds → UTC microseconds. False when it is null or plainly no time in milliseconds.
bool to_micros(std::int64_t millis, std::int64_t& micros) noexcept;

/// A hash of texts, the same on every machine and in every run: good enough to tell contents apart,
/// not against an enemy.
class Fingerprint {
  public:
    void add(std::string_view text) noexcept {
        mix(text.size());
        for (; text.size() >= 8; text.remove_prefix(8)) mix(word_of(text.data(), 8));
        if (!text.empty()) mix(word_of(text.data(), text.size()));
    }
    /// Never 0, which stands for none.
    [[nodiscard]] std::uint64_t value() const noexcept { return hash_ == 0 ? 1 : hash_; }

  private:
    static std::uint64_t word_of(const char* at, std::size_t size) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, at, size);
        return word;
    }
    void mix(std::uint64_t word) noexcept {
        hash_ = (hash_ ^ word) * 0x9E37'79B9'7F4A'7C15;
        hash_ ^= hash_ >> 32;
    }

    std::uint64_t hash_ = 0xCBF2'9CE4'8422'2325;
};

/// The time of a book: of the matching engine, where the message has it. False: it has no time.
inline bool book_time(const Envelope& envelope, std::int64_t& micros) noexcept {
    return to_micros(is_null(envelope.cts) ? envelope.ts : envelope.cts, micros);
}

/// Of a book or a best quote; the id is 1 at least. With 1 the numbering begins anew, whatever the
/// message calls itself. A change of the best quote says not what the other side is: it is only a
/// sign of life.
void set_book_key(const StreamRef& ref, const Envelope& envelope, std::int64_t update_id,
                  std::int64_t time, FrameKey& key) noexcept;
/// `body`: the data as it was sent; it stands in where an option's message has no id.
void set_ticker_key(Category category, const StreamRef& ref, const Envelope& envelope,
                    std::string_view body, std::int64_t time, FrameKey& key) noexcept;

/// The key of a list of trades.
class TradesKey {
  public:
    TradesKey(const Frame& frame, const StreamRef& ref) noexcept : frame_(frame), ref_(ref) {}

    /// Whose trade it is: of a shared channel the member's, nullptr when it is not carried.
    const StreamRef* add(const TradeEvent& trade) noexcept;
    /// Nothing that is carried: only a sign of life. Errors: false when the last time is none.
    [[nodiscard]] bool get(FrameKey& key) const noexcept;

  private:
    const Frame& frame_;
    const StreamRef& ref_;
    Fingerprint ids_;
    std::int64_t time_ = 0;
    bool has_any_ = false;
};

/// nullptr when no stream of the frame's connection has this topic.
inline const StreamRef* find_stream(const Frame& frame, std::string_view topic) noexcept {
    return frame.plan == nullptr ? nullptr : frame.plan->table.find(topic);
}

// What is no market data (control.cpp).

/// Shape:  {"success":…,"ret_msg":…,"req_id":…,"op":…}; options list topics instead, one event
/// each. Errors: unknown when it is none of the answers that we know.
ParseStatus parse_answer(const Frame& frame, const Envelope& envelope, Output& out) noexcept;

/// Shape:  a list of maintenances; one event for each that concerns market data of `product`.
/// Errors: ignored when none does; malformed.
ParseStatus parse_status(std::string_view body, std::int64_t product, Output& out) noexcept;

}  // namespace mdc::exchanges::bybit
