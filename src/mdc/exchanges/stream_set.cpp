#include "mdc/exchanges/stream_set.hpp"

#include <utility>

namespace mdc::exchanges {

InstrumentId StreamSet::add(const Instrument& instrument) {
    const auto [at, is_new] =
        instrument_ids_.try_emplace({instrument.exchange, instrument.ticker},
                                    InstrumentId{static_cast<std::uint32_t>(instruments_.size())});
    if (is_new) instruments_.push_back(instrument);
    return at->second;
}

StreamId StreamSet::append(Stream stream) {
    stream.id = StreamId{static_cast<std::uint32_t>(streams_.size())};
    streams_.push_back(std::move(stream));
    return streams_.back().id;
}

StreamId StreamSet::carrier_of(const Stream& member) {
    const Key key{member.exchange, member.kind, member.channel};
    if (const auto known = carrier_ids_.find(key); known != carrier_ids_.end()) {
        return known->second;
    }
    auto carrier = member;
    carrier.instrument = kNoInstrument;
    carrier.ticker.clear();
    return carrier_ids_[key] = append(std::move(carrier));
}

StreamId StreamSet::add(const Exchange& exchange, Stream stream, const Instrument& instrument) {
    const Key key{stream.exchange, stream.kind, stream.ticker};
    if (const auto known = stream_ids_.find(key); known != stream_ids_.end()) return known->second;
    if (stream.ticker == instrument.ticker) {
        stream.instrument = add(instrument);
    } else {
        Instrument index;
        index.exchange = stream.exchange;
        index.ticker = stream.ticker;
        index.type = InstrumentType::index;
        stream.instrument = add(index);
    }
    if (channel_of(exchange.facts(), stream.kind).is_shared) stream.carrier = carrier_of(stream);
    return stream_ids_[key] = append(std::move(stream));
}

}  // namespace mdc::exchanges
