#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/core/time.hpp"
#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"

/// What really happened, written before a venue encodes it, and what of it was really sent.
///
/// A directory of CSV files with one header line each, rows in the order in which things happened.
/// Times are microseconds UTC. Times of the market may run faster than the clock (flat-out); times
/// of deliveries, connections and snapshots are the clock's. Prices and quantities are exact
/// decimals.
///
/// | file | columns | a row |
/// |---|---|---|
/// | instruments.csv | ticker,base,quote,tick_size,lot_size | |
/// | orderbook_l2.csv | kind,ticker,update_id,time,side,price,qty | kind P: a level of the picture
/// at update_id, from which the log starts; C: a change. side 1 bid, -1 ask; qty absolute, 0: gone.
/// Ids are dense: the book at any id is the picture and the changes up to it | | trades.csv |
/// ticker,trade_id,time,side,price,qty | side of the aggressor, 1 buy, -1 sell | | bbo.csv |
/// ticker,update_id,time,bid_price,bid_qty,ask_price,ask_qty | | | tickers.csv |
/// ticker,time,last,open,high,low,volume_base,volume_quote,bid_price,bid_qty,ask_price,ask_qty | |
/// | marks.csv |
/// ticker,time,mark,index,funding_rate,next_funding_time,open_interest,mark_iv,delta,gamma,vega,theta
/// | derivatives only | | aggregates.csv |
/// ticker,aggregate_id,first_trade_id,last_trade_id,time,side,price,qty | trades of one taker order
/// at one price | | book_ids.csv | stream,id,update_id | of venues that number the messages of a
/// book channel: the update id at which each stands | | numberings.csv | stream,id,number | a book
/// channel began its numbering anew: from this id on it says `number` and what follows, where all
/// other files have ids that only grow | | deliveries.csv |
/// conn,stream,feed,ticker,outcome,from_time,to_time,first_id,last_id,frames | what became of
/// consecutive frames of a stream on a connection, ids inclusive. feed: a table's name or `other`;
/// ids: book, trade or update ids, for tickers the market's time | | connections.csv |
/// conn,event,time,detail | open, subscribe, unsubscribe, close (detail: client or server, and why)
/// | | snapshots.csv | ticker,update_id,time,limit,bids,asks,kind | REST books served; kind live or
/// stale | | frames.csv | conn… | not written: replays of captures write frames.jsonl, the frames
/// in order | | meta.csv | key,value | seed, variants, event_skew_us, is_flat_out |
///
/// Outcomes of deliveries: `picture` a whole book, which brings no ids; `sent` in the stream's
/// order; `late` out of order (reorder: received or given up, both are right); `again` a second
/// time; `dropped`, `stalled`, `corrupted` never received as they were; `unsent` still in our
/// buffers when the connection ended (received or not).
namespace mdc::sim {

/// A CSV file with a large buffer of our own. Errors are kept until close().
class CsvFile {
  public:
    CsvFile() = default;
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;
    ~CsvFile();
    Result<void> open(const std::string& path, std::string_view header);
    [[nodiscard]] bool is_open() const noexcept { return file_ != nullptr; }
    /// Starts a row; append to it, then call end_row().
    std::string& row() noexcept { return buffer_; }
    void end_row();
    Result<void> close();

  private:
    void flush();
    std::FILE* file_ = nullptr;
    std::string path_;
    std::string buffer_;
    bool has_failed_ = false;
};

enum class Outcome : unsigned char {
    sent,
    late,
    again,
    dropped,
    stalled,
    corrupted,
    unsent,
    picture
};
std::string_view to_string(Outcome outcome) noexcept;

/// Consecutive frames of one stream on one connection with one outcome.
struct Delivery {
    int connection = 0;
    std::string_view stream;
    std::string_view feed;
    std::string_view ticker;
    Outcome outcome = Outcome::sent;
    UnixMicros from;
    UnixMicros to;
    std::int64_t first_id = 0;
    std::int64_t last_id = 0;
    std::uint64_t frames = 0;
};

/// A level of the picture from which the log starts.
struct PictureLevel {
    Side side = Side::bid;
    std::int64_t price = 0;
    std::int64_t qty = 0;
};

class Truth final : public MarketListener {
  public:
    struct Meta {
        std::uint64_t seed = 0;
        int variants = 1;
        std::int64_t event_skew_us = 0;
        bool is_flat_out = false;
    };

    /// Makes the directory and its files. Errors: `target` when it cannot be made or is not empty.
    static Result<std::unique_ptr<Truth>> open(const std::string& directory,
                                               std::vector<Instrument> instruments,
                                               const Meta& meta);

    void picture(int instrument, std::int64_t update_id, UnixMicros time,
                 std::span<const PictureLevel> levels);
    void on_change(const BookChange& change) override;
    void on_trade(const Trade& trade) override;
    void on_aggregate(const AggregateTrade& trade) override;
    void on_top(const TopOfBook& top) override;
    void on_statistics(const DayStatistics& statistics) override;
    void on_mark(const MarkPrice& mark) override;
    void on_pulse(const Pulse&) override {}
    void book_id(std::string_view stream, std::int64_t id, std::int64_t update_id);
    void numbering(std::string_view stream, std::int64_t id, std::int64_t number);

    void delivery(const Delivery& delivery);
    void connection(int connection, std::string_view event, UnixMicros time,
                    std::string_view detail);
    struct Snapshot {
        std::string_view ticker;
        std::int64_t update_id = 0;
        std::size_t limit = 0, bids = 0, asks = 0;
        bool is_stale = false;
    };
    void snapshot(const Snapshot& snapshot, UnixMicros time);
    /// A frame of a replayed capture.
    void frame(std::string_view text);

    /// Writes what is buffered. Errors: `disk` when any write failed.
    Result<void> close();

  private:
    Truth() = default;
    std::string& start(CsvFile& file, int instrument);
    void append_price(std::string& out, int instrument, std::int64_t price) const;
    void append_qty(std::string& out, int instrument, std::int64_t qty) const;

    std::vector<Instrument> instruments_;
    CsvFile book_, trades_, bbo_, tickers_, deliveries_, connections_, snapshots_, frames_;
    CsvFile marks_, aggregates_, book_ids_, numberings_;
    std::string directory_;
};

}  // namespace mdc::sim
