#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/sim/market/market.hpp"
#include "mdc/sim/simulator.hpp"
#include "mdc/sim/truth.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// Where the simulator's events come from: it is the venue's world and drives the venue.
class Source : public World {
  public:
    /// Before the first step. `truth` may be null.
    virtual void begin(Venue& venue, Audience& audience, Truth* truth, UnixMicros now) = 0;
    /// Does what is due at `now`. True: there is more to do at once.
    virtual bool step(UnixMicros now) = 0;
    [[nodiscard]] virtual bool is_finished() const noexcept = 0;
    virtual void add_to(SimulatorSummary& summary) const = 0;
};

/// A generated market. Its history begins two seconds before anybody can connect, so that a
/// snapshot of its first moment is older than every stream.
class MarketSource final : public Source, private MarketListener {
  public:
    /// `script` may be null: then nothing happens to the venue.
    explicit MarketSource(const SimulatorOptions& options, FaultScript* script = nullptr);

    void begin(Venue& venue, Audience& audience, Truth* truth, UnixMicros now) override;
    bool step(UnixMicros now) override;
    [[nodiscard]] bool is_finished() const noexcept override { return is_finished_; }
    void add_to(SimulatorSummary& summary) const override;

    [[nodiscard]] const std::vector<Instrument>& instruments() const noexcept override {
        return instruments_;
    }
    [[nodiscard]] const BookPicture* book(int instrument, bool is_stale) const override;
    std::string_view recorded_depth(int) override { return {}; }
    void snapshot_served(const Truth::Snapshot& snapshot, UnixMicros now) override;
    void book_id(std::string_view stream, std::int64_t id, std::int64_t update_id) override;
    void numbering(std::string_view stream, std::int64_t id, std::int64_t number) override;

  private:
    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade& trade) override;
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& statistics) override;
    void on_mark(const MarkPrice& mark) override;
    void on_pulse(const Pulse& pulse) override;
    void open_market(UnixMicros now);
    void write_picture(int instrument, UnixMicros time);
    [[nodiscard]] UnixMicros market_time(UnixMicros now) const noexcept;
    [[nodiscard]] UnixMicros next_fault() const;
    bool hit_venue(UnixMicros time);

    const SimulatorOptions& options_;
    FaultScript* script_;
    std::vector<Instrument> instruments_;
    std::optional<Market> market_;
    std::vector<BookPicture> first_pictures_;
    Venue* venue_ = nullptr;
    MarketListener* listener_ = nullptr;  ///< the venue's
    Truth* truth_ = nullptr;
    UnixMicros begun_{0};    ///< by the clock
    UnixMicros opening_{0};  ///< by the market: its first moment after the history
    UnixMicros end_{0};
    bool has_opened_ = false;
    bool is_finished_ = false;
    std::uint64_t orders_ = 0;
    std::uint64_t trades_ = 0;
    std::uint64_t changes_ = 0;
};

}  // namespace mdc::sim
