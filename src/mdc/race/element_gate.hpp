#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "mdc/model/rows/trade.hpp"
#include "mdc/model/wire/stream.hpp"
#include "mdc/race/seen_set.hpp"

namespace mdc::race {

/// Behind the race, per trade: another connection may cut the same trades into other frames, so an
/// accepted frame can hold trades that were published already.
///
/// Rule chain: by trade_seq, which only rises. Other rules: by trade_id among the recent ones.
class ElementGate {
  public:
    /// At least `seen_trades` recent ids are remembered per stream without a trade_seq.
    explicit ElementGate(std::size_t seen_trades = 1024) noexcept : seen_trades_(seen_trades) {}

    void add(const Stream& stream);
    void remove(StreamId stream) noexcept;
    /// False: drop this trade. Trades of streams that were not added are admitted.
    [[nodiscard]] bool admit(StreamId stream, const TradeRow& trade) noexcept;
    /// The exchange's numbering began again (RaceGap::is_restart).
    void restart(StreamId stream) noexcept;

    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

  private:
    struct State {
        ArrivalRule rule{};
        std::int64_t last_seq = kNullInt64;
        SeenSet seen;
    };
    std::size_t seen_trades_;
    std::vector<std::unique_ptr<State>> streams_;
    std::uint64_t dropped_ = 0;
};

}  // namespace mdc::race
