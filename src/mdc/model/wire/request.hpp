#pragma once

#include <cstdint>
#include <string>

#include "mdc/model/ids.hpp"

namespace mdc {

/// What a pure module needs from outside; the collector carries it out, the answer returns as a
/// Frame.
struct Request {
    enum class Kind : std::uint8_t {
        rest_snapshot,     ///< GET target: the body is a book snapshot of `stream`
        rest_instruments,  ///< GET target: the body lists instruments
        resubscribe,       ///< leave the stream's channel on one connection and join it again
    };
    Kind kind{};
    StreamId stream = kNoStream;
    InstrumentId instrument = kNoInstrument;
    std::string target;  ///< path and query below the REST base url
    int weight = 1;      ///< what it costs of the venue's REST budget
};

}  // namespace mdc
