#include "mdc/race/element_gate.hpp"

#include "mdc/race/hash.hpp"

namespace mdc::race {

void ElementGate::add(const Stream& stream) {
    const std::size_t index = index_of(stream.id);
    if (index >= streams_.size()) streams_.resize(index + 1);
    auto state = std::make_unique<State>();
    state->rule = stream.rule;
    if (stream.rule != ArrivalRule::chain) state->seen = SeenSet(seen_trades_);
    streams_[index] = std::move(state);
}

void ElementGate::remove(StreamId stream) noexcept {
    if (index_of(stream) < streams_.size()) streams_[index_of(stream)].reset();
}

bool ElementGate::admit(StreamId stream, const TradeRow& trade) noexcept {
    const std::size_t index = index_of(stream);
    if (index >= streams_.size() || streams_[index] == nullptr) return true;
    State& state = *streams_[index];
    bool is_new = true;
    if (state.rule != ArrivalRule::chain) {
        is_new = state.seen.insert(hash_of(trade.trade_id.view()));
    } else if (!is_null(trade.trade_seq)) {
        is_new = trade.trade_seq > state.last_seq;
        if (is_new) state.last_seq = trade.trade_seq;
    }
    if (!is_new) ++dropped_;
    return is_new;
}

void ElementGate::restart(StreamId stream) noexcept {
    const std::size_t index = index_of(stream);
    if (index >= streams_.size() || streams_[index] == nullptr) return;
    streams_[index]->last_seq = kNullInt64;
    streams_[index]->seen.clear();
}

}  // namespace mdc::race
