#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mdc/book/books.hpp"
#include "mdc/book/passthrough.hpp"
#include "mdc/book/ticker_states.hpp"
#include "mdc/collector/path/certain_rows.hpp"
#include "mdc/collector/path/ledger.hpp"
#include "mdc/collector/path/path_stats.hpp"
#include "mdc/collector/path/row_writer.hpp"
#include "mdc/exchanges/exchange.hpp"
#include "mdc/race/element_gate.hpp"
#include "mdc/race/race.hpp"

// The life of a message from frame to rows: identify → race → parse → book → ring. Pure: no socket,
// clock, thread or file, so `mdc record` and `mdc parse` make the very same calls and decisions.

namespace mdc::collector {

struct PathOptions {
    bool use_books = true;         ///< false: levels come out as the messages say them
    bool keep_raw = false;         ///< every frame also becomes a row of `raw`
    int snapshot_depth = 1000;     ///< levels a side that a REST snapshot asks for
    bool takes_unchained = false;  ///< old captures: books without ids, applied as they come
    race::RaceOptions race;
    book::BooksOptions books;
    std::uint64_t (*ticks)() noexcept = nullptr;  ///< clock of the stage stamps; null: none taken
};

/// How a connection ended.
struct ConnectionEnd {
    std::uint16_t leg = 0;
    GapCause cause = GapCause::disconnect;
    UnixMicros last_heard;  ///< receive time of the last thing it said
};

/// What the path needs from whoever owns the connections. Called from within its own calls; must
/// not call back into it.
class PathActions {
  public:
    virtual ~PathActions() = default;
    /// Carry this out; answer with on_reply() or reply_failed().
    virtual void on_request(const Stream& stream, const Request& request, int attempt) noexcept = 0;
    virtual void on_control(const Frame& frame, const ControlEvent& event) noexcept = 0;
    /// A frame that the venue should not have sent.
    virtual void on_malformed(const Frame& frame) noexcept = 0;
};

/// One I/O thread's path. Nothing allocates on the way of a message after warm-up; adding streams,
/// opening connections and resyncs may.
class MessagePath final : private race::RaceOutput, private book::BookOutput {
  public:
    MessagePath(const PathOptions& options, RowWriter& writer, PathActions& actions);
    ~MessagePath() override;

    /// Rows of these instruments and streams may come from now on. Ids are given by the caller,
    /// without holes; `group` is the race group that carries the stream.
    void add_instrument(InstrumentId id, const Instrument& instrument, UnixMicros now);
    void add_stream(const Stream& stream, std::uint32_t group, UnixMicros now,
                    GapCause begins_with = GapCause::start);
    /// The stream is gone for good: its last hole is written, its book becomes unknown.
    void remove_stream(StreamId stream, GapCause cause, UnixMicros now);

    /// A connection is up. Returns its id, the seq_id of its `opened` row, which is written here.
    ConnId open_connection(const ConnectionPlan& plan, std::uint32_t group, std::uint16_t leg,
                           ConnectionRow opened, UnixMicros now);
    /// It is down. `row.head.conn_id` says which; the row is written. With cause `stop` the streams
    /// are not interrupted: finish() was or will be called.
    void close_connection(const ConnectionPlan& plan, const ConnectionEnd& end,
                          const ConnectionRow& row, UnixMicros now, std::uint64_t ticks);
    /// An open connection that has spoken carries these streams, too.
    void carry(std::span<const StreamId> streams, std::uint32_t group, std::uint16_t leg);
    /// The stream is subscribed, whether it speaks or not: a book whose first picture comes by
    /// request asks for it.
    void expect_book(StreamId stream, UnixMicros now) noexcept;
    /// Also from within on_control(): the row goes out with the frame.
    void queue_connection(ConnectionRow row, UnixMicros now);
    void write_clock(ClockRow row, UnixMicros now);
    /// Writes the book again, as soon as it stands: somebody downstream lost rows of it.
    void write_checkpoint(StreamId stream, UnixMicros now);

    /// One message of a connection. Its rows are in the ring when this returns.
    void on_frame(const Frame& frame) noexcept;
    /// A REST body, parsed by whoever fetched it (large ones are parsed on the cold thread).
    void on_reply(const Frame& frame, ParseStatus status, Output& parsed) noexcept;
    void reply_failed(StreamId stream, UnixMicros retry_at, UnixMicros now) noexcept;

    /// Gives up held frames, writes checkpoints, repeats requests. Cheap when nothing is due.
    void on_time(UnixMicros now, std::uint64_t ticks) noexcept;
    /// Nothing more will come: every open hole and the `stop` rows are written.
    void finish(UnixMicros now, std::uint64_t ticks) noexcept;
    /// False: ledger rows still wait for room in the ring; to be called again.
    [[nodiscard]] bool flush(UnixMicros now) noexcept;

    /// How long a read waited in the kernel, UTC ns; negative when the clock stepped: not counted.
    void note_kernel_wait(std::int64_t nanos) noexcept {
        if (nanos >= 0) stats_.kernel_to_read.record(static_cast<std::uint64_t>(nanos));
    }
    [[nodiscard]] std::size_t standing_books() const noexcept;
    /// Frames of the stream that became rows.
    [[nodiscard]] std::uint64_t messages_of(StreamId stream) const noexcept {
        return messages_[index_of(stream)];
    }
    /// Frames of the stream of any kind: repeats and signs of life, too.
    [[nodiscard]] std::uint64_t heard_of(StreamId stream) const noexcept {
        return heard_[index_of(stream)];
    }
    /// Whether the stream has so far spoken about once in so long or oftener.
    [[nodiscard]] bool speaks_each(std::chrono::microseconds span, StreamId stream) const noexcept;
    /// The stream is subscribed and says nothing: from its last row to its next it is lost. Of a
    /// chain the ids tell that themselves.
    void note_silence(StreamId stream) noexcept;
    /// Frames of the stream wait for what another connection may bring.
    [[nodiscard]] bool is_holding(StreamId stream) const noexcept {
        return race_.is_holding(stream);
    }
    /// Whether this leg brought a frame of the stream since it opened.
    [[nodiscard]] bool has_spoken(StreamId stream, std::uint16_t leg) const noexcept {
        return (spoken_[index_of(stream)] >> leg & 1U) != 0;
    }
    [[nodiscard]] const PathStats& stats() const noexcept { return stats_; }
    [[nodiscard]] const race::Race& race() const noexcept { return race_; }
    [[nodiscard]] const book::Books& books() const noexcept { return books_; }
    [[nodiscard]] std::span<const Stream> streams() const noexcept { return streams_; }
    std::int64_t take_id() noexcept { return writer_.take_id(); }

  private:
    // race::RaceOutput
    void on_frame(const Frame& frame, const FrameKey& key, bool was_held) noexcept override;
    void on_gap(const race::RaceGap& gap) noexcept override;
    void on_mismatch(StreamId stream, std::uint16_t leg) noexcept override;
    // book::BookOutput
    void on_change(const BookRecord& record,
                   std::span<const LevelChange> changes) noexcept override;
    void need_snapshot(StreamId stream, int attempt) noexcept override;
    void need_resync(StreamId stream, int attempt) noexcept override;
    void on_hole(const book::Hole& hole) noexcept override;
    void on_standing(StreamId, std::int64_t) noexcept override {}

    void interrupt(const ConnectionPlan& plan, const ConnectionEnd& end, UnixMicros now,
                   std::uint64_t ticks);
    ParseStatus parse(const Frame& frame, Output& out) noexcept;
    void offer(const Frame& frame) noexcept;
    [[nodiscard]] bool is_delta(StreamId stream) const noexcept {
        return stream != kNoStream && ticker_states_.has(stream);
    }
    void note_heard(StreamId stream) noexcept {
        if (stream != kNoStream) ++heard_[index_of(stream)];
    }
    void note_alive(const FrameKey& key, const Frame& frame, std::uint64_t now) noexcept;
    [[nodiscard]] bool merge_ticker(const Frame& frame, const FrameKey& key) noexcept;
    void lose_ticker(const Frame& frame) noexcept;
    void ask_for_picture(StreamId ticker) noexcept;
    [[nodiscard]] StreamId stream_of(StreamId stream, InstrumentId instrument) const noexcept;
    void account(const Frame& frame, ParseStatus status, const Output& out) noexcept;
    void lose(const FrameKey& key, UnixMicros now) noexcept;
    [[nodiscard]] bool is_repeat(const FrameKey& key) noexcept;
    void publish(const Frame& frame, const FrameKey& key, Output& out) noexcept;
    void publish_trades(const Frame& frame, const FrameKey& key, Output& out) noexcept;
    template <class Row>
    void publish_row(const Frame& frame, const FrameKey& key, Row& row, Feed feed) noexcept;
    void publish_books(const Frame& frame, Output& out) noexcept;
    void note_delay(Feed feed, std::int64_t timestamp, UnixMicros received) noexcept;
    void fill_head(const Frame& frame, RowHead& head, Feed feed) noexcept;
    [[nodiscard]] bool is_usable(std::int64_t timestamp, UnixMicros received) const noexcept;
    void write_raw(const Frame& frame, std::string_view kind, std::string_view request) noexcept;
    void write_gap(GapRow row) noexcept;
    void hear_first(const Frame& frame);

    // commit.cpp: all rows of a frame or none of them
    void commit(StreamId stream, const FrameKey& key, UnixMicros now) noexcept;
    void commit_raw(ExchangeId exchange) noexcept;
    [[nodiscard]] bool is_crowded() const noexcept;
    void note_overflow(StreamId stream, const FrameKey& key, UnixMicros now) noexcept;
    void repair(UnixMicros now) noexcept;
    void repair_overflows(UnixMicros now) noexcept;
    void grant_checkpoints(UnixMicros now) noexcept;
    void tell_lost_raw(UnixMicros now) noexcept;
    void tell_open_overflows() noexcept;

    /// What the last frame of a stream without ids said, and when.
    struct Said {
        std::int64_t time = 0;
        std::uint64_t content = 0;
    };

    /// Rows of this stream were lost because the ring was full.
    struct Overflow {
        bool is_open = false;
        LostIds ids;
        std::int64_t from = kNullInt64;
    };

    /// A connection that is open and has not said anything yet: it carries nothing so far.
    struct Opening {
        ConnId conn = kNullInt64;
        const ConnectionPlan* plan = nullptr;
        std::uint32_t group = 0;
        std::uint16_t leg = 0;
    };
    /// Messages of this exchange that `raw` lacks because the ring was full.
    struct LostRaw {
        ExchangeId exchange{};
        std::uint64_t messages = 0;
    };

    PathOptions options_;
    RowWriter& writer_;
    PathActions& actions_;
    PathStats stats_;
    CertainRows certain_;
    Ledger ledger_;
    race::Race race_;
    race::ElementGate gate_;
    book::Books books_;
    book::Passthrough passthrough_;
    book::TickerStates ticker_states_;

    std::vector<Stream> streams_;          // by StreamId
    std::vector<std::uint64_t> messages_;  // by StreamId
    std::vector<std::uint64_t> heard_;     // by StreamId
    std::vector<Said> said_;               // by StreamId
    std::vector<std::uint32_t> spoken_;    // by StreamId, a bit per leg
    std::vector<Overflow> overflows_;      // by StreamId
    std::size_t open_overflows_ = 0;
    std::vector<StreamId> books_of_;      // by InstrumentId
    std::vector<StreamId> members_of_;    // by InstrumentId: its stream of a shared channel
    std::vector<StreamId> staged_books_;  // with rows that are not published yet
    std::vector<StreamId> wanted_books_;  // to be written again once they stand
    std::vector<Opening> opening_;
    LostRaw lost_raw_;
    UnixMicros began_;
    std::array<const exchanges::Exchange*, 16> exchanges_{};  // by code
    Output output_;
    const Frame* parsed_frame_ = nullptr;  // output_ holds this frame, parsed before the race
    ParseStatus parsed_status_{};
    UnixMicros now_;
    std::int64_t packet_of_own_ = 0;  // of the clear or checkpoint being written
    std::uint64_t t_parsed_ = 0;
    std::uint64_t published_ = 0;  // frames
};

}  // namespace mdc::collector
