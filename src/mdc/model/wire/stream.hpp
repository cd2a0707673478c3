#pragma once

#include <cstdint>
#include <string>

#include "mdc/model/exchange_id.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/ids.hpp"

namespace mdc {

/// What the user wants: one feed of one instrument.
struct Subscription {
    ExchangeId exchange{};
    std::string ticker;
    Feed feed{};

    friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// One channel of an exchange that carries one feed of one instrument.
///
/// A shared channel brings many instruments. It has a stream of its own, the carrier, without an
/// instrument: what the race sees and what is subscribed. Each instrument has a member stream
/// beside it, which rows and holes are accounted to.
struct Stream {
    StreamId id = kNoStream;
    InstrumentId instrument = kNoInstrument;
    ExchangeId exchange{};
    Feed feed{};
    std::uint8_t kind = 0;  ///< which of its market's channels (exchanges/facts.hpp)
    ArrivalRule rule{};
    std::string ticker;
    std::string channel;           ///< the exchange's own name, "btcusdt@depth@100ms"
    StreamId carrier = kNoStream;  ///< of a member: under which its rows come

    [[nodiscard]] bool is_carrier() const noexcept { return instrument == kNoInstrument; }
    [[nodiscard]] bool is_member() const noexcept { return carrier != kNoStream; }
};

}  // namespace mdc
