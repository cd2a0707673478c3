#include "mdc/exchanges/stream_set.hpp"

#include <utility>

namespace mdc::exchanges {

InstrumentId StreamSet::add(const Instrument& instrument) {
    const auto [at, is_new] =
        instrument_ids_.try_emplace({instrument.exchange, instrument.ticker},
                                    InstrumentId{static_cast<std::uint32_t>(instruments_.size())});
    if (is_new) {
        instruments_.push_back(instrument);
    } else if (auto& known = instruments_[index_of(at->second)];
               known.type == InstrumentType::index && instrument.type != InstrumentType::index) {
        known = instrument;  // was met as the index of another first
    }
    return at->second;
}

void StreamSet::forget(StreamId id) {
    const auto& stream = streams_[index_of(id)];
    stream_ids_.erase({stream.exchange, stream.kind, stream.ticker});
}

bool StreamSet::update(const Instrument& now) {
    const auto found = instrument_ids_.find({now.exchange, now.ticker});
    if (found == instrument_ids_.end()) return false;
    auto& known = instruments_[index_of(found->second)];
    const auto is_same = [](double a, double b) { return a == b || (is_null(a) && is_null(b)); };
    if (known.status == now.status && known.expiry == now.expiry &&
        is_same(known.tick_size, now.tick_size) && is_same(known.lot_size, now.lot_size) &&
        is_same(known.contract_value, now.contract_value)) {
        return false;
    }
    const auto depth = known.known_depth;
    known = now;
    known.known_depth = depth;
    return true;
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
