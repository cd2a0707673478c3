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
struct Stream {
    StreamId id = kNoStream;
    InstrumentId instrument = kNoInstrument;
    ExchangeId exchange{};
    Feed feed{};
    std::uint8_t kind = 0;  ///< which of its market's channels (exchanges/facts.hpp)
    ArrivalRule rule{};
    std::string ticker;
    std::string channel;  ///< the exchange's own name, "btcusdt@depth@100ms"
};

}  // namespace mdc
