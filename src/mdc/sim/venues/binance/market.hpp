#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"
#include "mdc/sim/market/ladder.hpp"
#include "mdc/sim/simulator.hpp"

/// What differs between the markets of Binance.
namespace mdc::sim::binance {

enum class Kind : unsigned char {
    trade,
    agg_trade,
    book_ticker,
    ticker,
    mark_price,
    depth,
    partial,
};
inline constexpr std::size_t kKinds = 7;

/// One stream of each symbol.
struct StreamFacts {
    Kind kind;
    std::string_view suffix;
    std::string_view feed;
    std::string_view route = "";  ///< whose connections may carry it
    int every = 1;                ///< books and aggregates: beats; ticker and mark price: seconds
    std::size_t levels = 0;       ///< a side of a partial book
};

struct DepthWeight {
    std::int64_t levels;
    int weight;
};

struct MarketFacts {
    VenueLimits limits;
    std::chrono::microseconds beat{};          ///< the fastest cadence
    std::span<const std::string_view> routes;  ///< before /ws and /stream
    std::span<const StreamFacts> streams;
    int decimals = 0;  ///< of every price and quantity; 0: as many as the instrument has
    bool has_microseconds = false;     ///< connections may ask for them
    bool has_shutdown_notice = false;  ///< before a connection is closed
    bool has_any_id = false;           ///< of requests: texts and null, too; else whole numbers
    bool closes_on_nonsense = false;
    bool is_batched = false;  ///< aggregates wait for the next cut of their stream

    std::string_view rest_prefix;  ///< "/api/v3/"
    int list_weight = 1;
    std::int64_t usual_levels = 100;
    std::span<const DepthWeight> depth_weights;  ///< rising; the last is the deepest
    bool has_any_depth = false;                  ///< else only those of the list
    bool has_retry_after = false;
    std::string_view too_much;  ///< what a refusal for weight says; {} is the limit
    std::string_view banned;    ///< {} is the end of the ban
};

/// Writes times as one connection shows them.
struct Clock {
    int variant = 0;
    bool is_micros = false;
    void engine(std::string& out, UnixMicros at) const {
        append_integer(out, is_micros ? at.value : at.value / 1000);
    }
    /// The pushing machine's clock: each variant's is a millisecond ahead of the one before.
    void push(std::string& out, UnixMicros at) const { engine(out, {at.value + variant * 1000}); }
};

/// A piece of a book's updates: the ids (previous, last].
struct Cut {
    UnixMicros time;
    UnixMicros changed;  ///< when the last of them happened
    std::int64_t previous = 0;
    std::int64_t last = 0;
};

/// A market's texts; each function appends one.
class Market {
  public:
    virtual ~Market() = default;
    [[nodiscard]] virtual const MarketFacts& facts() const noexcept = 0;

    virtual void trade(std::string&, const Instrument&, const Trade&, Clock) const = 0;
    /// What comes after a trade in its stream; false: nothing.
    virtual bool after_trade(std::string&, const Instrument&, const Trade&, Clock) const {
        return false;
    }
    /// `pushed`: when it is sent.
    virtual void aggregate(std::string&, const Instrument&, const AggregateTrade&,
                           UnixMicros pushed, Clock) const = 0;
    virtual void top(std::string&, const Instrument&, const TopOfBook&, Clock) const = 0;
    virtual void statistics(std::string&, const Instrument&, const DayStatistics&, Clock) const = 0;
    virtual void mark(std::string&, const Instrument&, const MarkPrice&, Clock) const {}
    /// `bids` and `asks`: levels, comma separated.
    virtual void depth(std::string&, const Instrument&, const Cut&, std::string_view bids,
                       std::string_view asks, Clock) const = 0;
    virtual void partial(std::string&, const Instrument&, const Cut&, std::string_view bids,
                         std::string_view asks, Clock) const = 0;
    /// The head of a REST book: what stands before its sides.
    virtual void snapshot_head(std::string&, std::int64_t update_id, UnixMicros now) const = 0;
    /// The head of the instrument list, and one of its symbols.
    virtual void list_head(std::string&, UnixMicros now, int weight_per_minute) const = 0;
    virtual void symbol(std::string&, const Instrument&) const = 0;

    void append_price(std::string& out, const Instrument& one, std::int64_t price) const {
        append_decimal(out, price, one.price_decimals, shown(one.price_decimals));
    }
    void append_qty(std::string& out, const Instrument& one, std::int64_t qty) const {
        append_decimal(out, qty, one.qty_decimals, shown(one.qty_decimals));
    }
    /// `["61837.63000000","3.78826000"]`.
    void append_level(std::string& out, const Instrument& one, std::int64_t price,
                      std::int64_t qty) const;
    /// Up to `limit` levels, best first, comma separated; returns how many.
    std::size_t append_best(std::string& out, const Instrument& one, const Ladder& side,
                            std::size_t limit) const;

  protected:
    /// A key with what stands around it, `","p":"`, and its value.
    void price_of(std::string& out, std::string_view key, const Instrument& one,
                  std::int64_t price) const {
        append_price(out.append(key), one, price);
    }
    void qty_of(std::string& out, std::string_view key, const Instrument& one,
                std::int64_t qty) const {
        append_qty(out.append(key), one, qty);
    }

    /// `","o":"…` to the number of trades: what the tickers of both markets end with.
    void append_day(std::string& out, const Instrument& one, const DayStatistics& day,
                    Clock clock) const;
    static double percent_change(const DayStatistics& day);
    static double average_price(const Instrument& one, const DayStatistics& day);

  private:
    [[nodiscard]] int shown(int decimals) const noexcept {
        return facts().decimals == 0 ? decimals : facts().decimals;
    }
};

const Market& spot();
const Market& usdm();

}  // namespace mdc::sim::binance
