#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges {

/// The instruments and streams of a run: each gets its id, once. A shared channel gets its carrier
/// before the first of its members.
class StreamSet {
  public:
    InstrumentId add(const Instrument& instrument);
    /// A stream of this instrument, or of what the instrument is priced by. Returns its id, which
    /// it may have had before; of a shared channel the member's.
    StreamId add(const Exchange& exchange, Stream stream, const Instrument& instrument);

    /// The stream is gone: should it come back, it gets a new id.
    void forget(StreamId stream);
    /// What is listed of an instrument has changed. False: nothing that a row would show.
    bool update(const Instrument& instrument);

    [[nodiscard]] const std::vector<Instrument>& instruments() const noexcept {
        return instruments_;
    }
    [[nodiscard]] const std::vector<Stream>& streams() const noexcept { return streams_; }

  private:
    using Key = std::tuple<ExchangeId, std::uint8_t, std::string>;

    StreamId carrier_of(const Stream& member);
    StreamId append(Stream stream);

    std::vector<Instrument> instruments_;
    std::vector<Stream> streams_;
    std::map<std::pair<ExchangeId, std::string>, InstrumentId> instrument_ids_;
    std::map<Key, StreamId> stream_ids_;   // by ticker
    std::map<Key, StreamId> carrier_ids_;  // by channel
};

}  // namespace mdc::exchanges
