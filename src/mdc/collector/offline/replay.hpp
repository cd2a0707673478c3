#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mdc/collector/offline/input_line.hpp"
#include "mdc/collector/path/message_path.hpp"
#include "mdc/exchanges/stream_set.hpp"
#include "mdc/pipeline/pipeline.hpp"

namespace mdc::collector {

struct ReplayOptions {
    std::string symbol;  ///< whose a bare snapshot body is, when more than one book waits
    PathOptions path;
    std::size_t ring_bytes = std::size_t{32} << 20;
};

/// What a replay met that was not rows.
struct ReplaySummary {
    std::uint64_t lines = 0;
    std::uint64_t unreadable_lines = 0;   ///< no JSON object, or half an envelope
    std::uint64_t unassigned_bodies = 0;  ///< REST bodies of no book
    std::uint64_t foreign_lines = 0;      ///< of another exchange, left out
    std::array<std::uint64_t, kParseStatusNames.size()> frames{};
    std::array<std::uint64_t, kControlKindNames.size()> controls{};
    std::uint64_t streams = 0;
    std::uint64_t gaps = 0;
    std::vector<std::string> samples;  ///< the first malformed frames, cut

    /// There was something to read, and nothing of it was the exchange's.
    [[nodiscard]] bool has_understood_nothing() const noexcept;
    [[nodiscard]] bool has_findings() const noexcept {
        return unreadable_lines != 0 ||
               frames[static_cast<std::size_t>(ParseStatus::malformed)] != 0;
    }
};

/// Sends frames out of files through the very same path as live ones. Streams are discovered as
/// they appear; connections that carry the same ones are legs of one race. One thread.
class Replay final : private PathActions {
  public:
    /// `start`: the receive time that bare frames begin with and that ids begin at.
    Replay(const exchanges::Exchange& exchange, const ReplayOptions& options, UnixMicros start);
    ~Replay() override;

    /// Where rows come out; the pipeline is the ring's only consumer.
    [[nodiscard]] Ring& ring() noexcept { return ring_; }

    /// One line of input. The caller drains the ring before it is half full (needs_drain()).
    void feed(const InputLine& line);
    /// A line that is no frame and no envelope.
    void feed_unreadable(std::string_view line);
    [[nodiscard]] bool needs_drain() const noexcept { return ring_.used() > ring_.capacity() / 4; }
    /// The input ended.
    void finish();

    [[nodiscard]] UnixMicros now() const noexcept { return now_; }
    [[nodiscard]] ReplaySummary summary() const;
    [[nodiscard]] const MessagePath& path() const noexcept { return path_; }

  private:
    /// A connection of the input.
    struct Connection {
        ConnectionPlan plan;
        ConnId id = 0;
        std::uint16_t leg = 0;
        bool is_open = false;
        bool has_said_streams = false;  ///< the line that opened it did
        bool knows_unit = false;
        std::int64_t packet_of_input = kNullInt64;
        std::int64_t packet = 0;
        UnixMicros last_heard;
    };

    void on_request(const Stream&, const Request&, int) noexcept override {}
    void on_control(const Frame& frame, const ControlEvent& event) noexcept override;
    void on_malformed(const Frame& frame) noexcept override;

    Connection& connection(std::int64_t id_of_input);
    void open(Connection& connection, const InputLine& line);
    void carry_all(Connection& connection, std::string_view lines);
    void learn_unit(Connection& connection, const Frame& frame) const;
    [[nodiscard]] static bool may_share(const Connection& a, const Connection& b) noexcept;
    std::uint16_t free_leg(const Connection& opening);
    [[nodiscard]] UnixMicros time_of(const InputLine& line) const noexcept;
    void close(Connection& connection, std::string_view cause, UnixMicros at);
    void feed_message(Connection& connection, const InputLine& line);
    void feed_body(const InputLine& line, std::string_view target);
    void feed_unnamed_body(const InputLine& line);
    void carry(Connection& connection, const Stream& found);
    StreamId known_id(const Stream& found);
    StreamId book_of(const Stream& found);
    void carry_known(Connection& connection, StreamId id, std::string_view channel);
    [[nodiscard]] const Stream* waiting_book() const;
    Frame frame_of(const Connection& connection, const InputLine& line) const;
    void advance(std::int64_t to);

    const exchanges::Exchange& exchange_;
    ReplayOptions options_;
    UnixMicros now_;
    Ring ring_;
    IdSource ids_;
    RowWriter writer_;
    MessagePath path_;
    ReplaySummary summary_;
    std::map<std::int64_t, Connection> connections_;
    exchanges::StreamSet set_;
    std::set<StreamId> books_of_bodies_;  // first met in a REST body, which names no channel
    std::size_t instruments_told_ = 0;    // of the set, to the path
    std::size_t streams_told_ = 0;
};

}  // namespace mdc::collector
