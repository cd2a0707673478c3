#pragma once

#include "mdc/exchanges/binance/events.hpp"
#include "mdc/exchanges/scan.hpp"

// The words of the short way, and of each event its head: as much as its key needs. Inline, since
// identify() reads nothing else.

namespace mdc::exchanges::binance {

/// Reads an event in the one form that the venue writes; keys are one letter.
class Fields : public Scan {
  public:
    using Scan::Scan;

    template <char Key>
    bool field(std::int64_t& out) noexcept {
        return key<Key>() && integer(out);
    }
    template <char Key>
    bool field(double& out) noexcept {
        return text_key<Key>() && decimal(out);
    }
    template <char Key>
    bool field(std::string_view& out) noexcept {
        return text_key<Key>() && text(out);
    }
    template <char Key>
    bool field(bool& out) noexcept {
        return key<Key>() && ((out = literal("true")) || literal("false"));
    }
    bool price_and_qty(TradeEvent& event) noexcept {
        return field<'p'>(event.price) && field<'q'>(event.qty);
    }

    // What only futures write: the engine's time, behind the symbol its pair, at the end their
    // market.
    bool engine_time(std::int64_t& out) noexcept { return !key<'T'>() || integer(out); }
    bool symbol() noexcept {
        std::string_view text_of;
        return field<'s'>(text_of) && (!literal(R"(,"ps":")") || text(text_of));
    }
    bool end() noexcept {
        (void)(literal(R"(,"st":1)") || literal(R"(,"st":2)"));
        return literal("}") && left() == 0;
    }

  private:
    template <char Key>
    bool key() noexcept {
        static constexpr char kText[] = {',', '"', Key, '"', ':', '\0'};
        return literal(kText);
    }
    template <char Key>
    bool text_key() noexcept {
        static constexpr char kText[] = {',', '"', Key, '"', ':', '"', '\0'};
        return literal(kText);
    }
};

inline bool read_head(Fields& in, DepthEvent& event) noexcept {
    return in.literal(R"({"e":"depthUpdate","E":)") && in.integer(event.event_time) &&
           in.engine_time(event.engine_time) && in.symbol() && in.field<'U'>(event.first) &&
           in.field<'u'>(event.last) && (!in.literal(R"(,"pu":)") || in.integer(event.previous));
}

inline bool read_head(Fields& in, BookTickerEvent& event) noexcept {
    return (in.literal(R"({"e":"bookTicker","u":)") || in.literal(R"({"u":)")) &&
           in.integer(event.update_id);
}

// Those of futures have their time up here, and behind price and size the word that tells the
// special ones.
inline bool read_head(Fields& in, TradeEvent& event) noexcept {
    event.trade_time = kNullInt64;
    return in.literal(R"({"e":"trade","E":)") && in.integer(event.event_time) &&
           in.engine_time(event.trade_time) && in.symbol() && in.field<'t'>(event.id) &&
           (is_null(event.trade_time) || (in.price_and_qty(event) && in.field<'X'>(event.special)));
}

inline bool read_head(Fields& in, AggTradeEvent& event) noexcept {
    return in.literal(R"({"e":"aggTrade","E":)") && in.integer(event.event_time) &&
           in.field<'a'>(event.id);
}

inline bool read_head(Fields& in, MarkPriceEvent& event) noexcept {
    return in.literal(R"({"e":"markPriceUpdate","E":)") && in.integer(event.event_time);
}

inline bool read_head(Fields& in, TickerEvent& event) noexcept {
    return in.literal(R"({"e":"24hrTicker","E":)") && in.integer(event.event_time);
}

}  // namespace mdc::exchanges::binance
