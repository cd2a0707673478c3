#pragma once

#include <string_view>

#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/plan.hpp"

// Streams without a universe. Header only: for what links `exchanges`.

namespace mdc::test {

/// The default stream of a feed, as number `id` of both streams and instruments.
inline Stream make_stream(const exchanges::Exchange& exchange, std::string_view ticker, Feed feed,
                          std::uint32_t id = 0) {
    auto streams = choose_streams(exchange, exchange.instrument_of(ticker), feed).value();
    auto stream = streams.front();
    stream.id = StreamId{id};
    stream.instrument = InstrumentId{id};
    return stream;
}

}  // namespace mdc::test
