#pragma once

#include <cstdint>
#include <vector>

#include "mdc/model/ids.hpp"
#include "mdc/model/rows/ticker.hpp"

namespace mdc::book {

/// The state of tickers that are told in deltas: what a message leaves out is as it was. A delta is
/// only valid on top of its own connection's snapshot, so each connection has a state of its own.
///
/// Pure; allocates only in add() and restart().
class TickerStates {
  public:
    void add(StreamId stream);
    [[nodiscard]] bool is_empty() const noexcept { return streams_.empty(); }
    [[nodiscard]] bool has(StreamId stream) const noexcept {
        return index_of(stream) < streams_.size() && streams_[index_of(stream)].is_used;
    }
    /// The connection `leg` begins anew: its next message has to be a snapshot.
    void restart(StreamId stream, std::uint16_t leg);
    /// The row becomes the whole state after it. False: there is no snapshot yet; the row is as it
    /// was.
    [[nodiscard]] bool merge(StreamId stream, std::uint16_t leg, bool is_snapshot,
                             TickerRow& row) noexcept;
    /// Whether to ask for the snapshot that is missing: not if that was done a moment ago.
    [[nodiscard]] bool should_ask(StreamId stream, UnixMicros now) noexcept;

  private:
    struct Leg {
        bool has_snapshot = false;
        TickerRow row;
    };
    struct State {
        bool is_used = false;
        UnixMicros asked_at;
        std::vector<Leg> legs;
    };
    std::vector<State> streams_;
};

}  // namespace mdc::book
