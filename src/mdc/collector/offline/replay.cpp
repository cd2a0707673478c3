#include "mdc/collector/offline/replay.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/choice.hpp"

namespace mdc::collector {

namespace {

constexpr std::uint32_t kGroup = 0;
constexpr std::size_t kSampleCount = 5;
constexpr std::size_t kSampleBytes = 160;
constexpr std::int64_t kBareConnection = kNullInt64;  // the one that bare frames came over

std::uint64_t ticks_of(UnixMicros at) noexcept {
    return static_cast<std::uint64_t>(at.value) * 1000;
}

// "https://host/api?x" → "/api?x".
std::string_view target_of(std::string_view url) noexcept {
    const auto scheme = url.find("://");
    if (scheme == url.npos) return url;
    const auto path = url.find('/', scheme + 3);
    return path == url.npos ? std::string_view("/") : url.substr(path);
}

// Files may be older than the ids of their venue.
PathOptions with_unchained(PathOptions options) {
    options.takes_unchained = true;
    options.race.takes_unchained = true;
    return options;
}

GapCause cause_of(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kGapCauseNames.size(); ++i) {
        if (kGapCauseNames[i] == name) return static_cast<GapCause>(i);
    }
    return GapCause::disconnect;
}

}  // namespace

bool ReplaySummary::has_understood_nothing() const noexcept {
    std::uint64_t all = foreign_lines;
    for (const auto count : frames) all += count;
    return all != 0 && all == foreign_lines +
                                  frames[static_cast<std::size_t>(ParseStatus::unknown)] +
                                  frames[static_cast<std::size_t>(ParseStatus::malformed)];
}

Replay::Replay(const exchanges::Exchange& exchange, const ReplayOptions& options, UnixMicros start)
    : exchange_(exchange),
      options_(options),
      now_(start),
      ring_(options.ring_bytes),
      ids_(start, 0),
      writer_(ring_, ids_),
      path_(with_unchained(options_.path), writer_, *this) {}

Replay::~Replay() = default;

void Replay::advance(std::int64_t to) {
    now_.value = std::max(now_.value, to);
    path_.on_time(now_, ticks_of(now_));
}

void Replay::feed(const InputLine& line) {
    ++summary_.lines;
    if (line.exchange && *line.exchange != static_cast<std::int16_t>(exchange_.facts().id)) {
        ++summary_.foreign_lines;
        return;
    }
    if (!is_null(line.rcv_timestamp)) {
        // Receive times of an input are what they are; only our own timers never run backwards.
        advance(line.rcv_timestamp);
    }
    switch (line.kind) {
        case InputLine::Kind::open:
            return open(connection(line.conn_id), line);
        case InputLine::Kind::close:
            return close(connection(line.conn_id), line.request, time_of(line));
        case InputLine::Kind::rest:
            return feed_body(line, target_of(line.request));
        case InputLine::Kind::ws:
            return feed_message(connection(line.conn_id), line);
        case InputLine::Kind::bare:
            return feed_message(connection(kBareConnection), line);
    }
}

void Replay::feed_unreadable(std::string_view line) {
    ++summary_.lines;
    ++summary_.unreadable_lines;
    if (summary_.samples.size() < kSampleCount) {
        summary_.samples.emplace_back(line.substr(0, kSampleBytes));
    }
}

Replay::Connection& Replay::connection(std::int64_t id_of_input) {
    const auto [at, is_new] = connections_.try_emplace(id_of_input);
    if (is_new) {
        at->second.plan.exchange = exchange_.facts().id;
        for (auto& each : connections_)
            each.second.plan.legs = static_cast<int>(connections_.size());
    }
    return at->second;
}

// Legs tell connections apart that carry the same stream. One that did not say what it carries may
// carry any.
bool Replay::may_share(const Connection& a, const Connection& b) noexcept {
    if (!a.has_said_streams || !b.has_said_streams) return true;
    return std::ranges::find_first_of(a.plan.streams, b.plan.streams) != a.plan.streams.end();
}

// The lowest leg that no open connection has whose streams may be the same. An input without
// `close` lines may open more than there are legs: then the one that has been silent for longest is
// taken for gone.
std::uint16_t Replay::free_leg(const Connection& opening) {
    std::array<Connection*, race::kMaxLegs> by_leg{};
    for (auto& [id, connection] : connections_) {
        if (connection.is_open && may_share(connection, opening)) {
            by_leg[connection.leg] = &connection;
        }
    }
    auto* const* found = std::find(by_leg.begin(), by_leg.end(), nullptr);
    if (found == by_leg.end()) {
        found = std::min_element(by_leg.begin(), by_leg.end(), [](const auto* a, const auto* b) {
            return a->last_heard < b->last_heard;
        });
        close(**found, {}, now_);
    }
    return static_cast<std::uint16_t>(found - by_leg.begin());
}

// What a recording says that the connection carries ("@depth@100ms BTCUSDT", a line each): its
// streams are there before they speak, as they were live.
void Replay::carry_all(Connection& connection, std::string_view lines) {
    const auto& market = exchange_.facts();
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        const auto space = std::min(line.find(' '), line.size());
        for (const auto& channel : market.channels) {
            if (channel.name != line.substr(0, space) || space + 1 >= line.size()) continue;
            const auto instrument = exchange_.instrument_of(line.substr(space + 1));
            auto stream = exchange_.stream_of(channel, instrument);
            if (!stream) continue;
            stream->ticker = instrument.ticker;  // a line names what the channel is of
            carry(connection, *stream);
        }
    }
}

void Replay::open(Connection& connection, const InputLine& line) {
    if (connection.is_open) return;
    if (line.kind == InputLine::Kind::open) carry_all(connection, line.payload);
    connection.has_said_streams = !connection.plan.streams.empty();
    connection.leg = free_leg(connection);
    ConnectionRow row;
    if (line.kind == InputLine::Kind::open) row.url = line.request;
    connection.is_open = true;
    connection.last_heard = time_of(line);
    connection.id =
        path_.open_connection(connection.plan, kGroup, connection.leg, row, time_of(line));
}

// Lines of several I/O threads overlap a little: each has its own time, ours is the latest.
UnixMicros Replay::time_of(const InputLine& line) const noexcept {
    return is_null(line.rcv_timestamp) ? now_ : UnixMicros{line.rcv_timestamp};
}

void Replay::close(Connection& connection, std::string_view cause, UnixMicros at) {
    if (!connection.is_open) return;
    connection.is_open = false;
    ConnectionRow row;
    row.event = ConnectionEvent::closed;
    row.head.conn_id = connection.id;
    path_.close_connection(connection.plan,
                           {connection.leg, cause_of(cause), connection.last_heard}, row, at,
                           ticks_of(now_));
}

Frame Replay::frame_of(const Connection& connection, const InputLine& line) const {
    Frame frame;
    frame.payload = line.payload;
    frame.plan = &connection.plan;
    frame.conn = connection.id;
    frame.packet = connection.packet;
    frame.leg = connection.leg;
    frame.stamps.received = time_of(line);
    frame.stamps.t_frame = ticks_of(now_);
    return frame;
}

void Replay::feed_message(Connection& connection, const InputLine& line) {
    open(connection, line);
    if (is_null(line.packet_id) || line.packet_id != connection.packet_of_input) {
        connection.packet = path_.take_id();
        connection.packet_of_input = line.packet_id;
    }
    auto frame = frame_of(connection, line);
    if (!connection.knows_unit) learn_unit(connection, frame);
    auto key = exchange_.identify(frame);
    if (key.kind == KeyKind::unknown) {
        const auto found = exchange_.discover(frame);
        if (found && found->streams.front().ticker.empty()) return feed_unnamed_body(line);
        if (found) {
            for (const auto& each : found->streams) carry(connection, each);
            key = exchange_.identify(frame);
        }
    }
    if (line.kind == InputLine::Kind::bare) {
        // The file says not when a frame came; the exchange's latest time is the best that is
        // known.
        if (key.time > now_.value) advance(key.time);
        frame.stamps.received = now_;
        frame.stamps.t_frame = ticks_of(now_);
    }
    connection.last_heard = frame.stamps.received;
    path_.on_frame(frame);
}

// The first frame that has a time says in which unit the connection's times are.
void Replay::learn_unit(Connection& connection, const Frame& frame) const {
    const auto found = exchange_.discover(frame);
    if (!found || !found->time_unit) return;
    connection.plan.time_unit = *found->time_unit;
    connection.knows_unit = true;
}

// The id of a stream that was found, and the path knows it.
StreamId Replay::known_id(const Stream& found) {
    for (const auto id : books_of_bodies_) {  // its snapshot came before its first frame
        const auto& book = set_.streams()[index_of(id)];
        if (found.feed == Feed::orderbook_l2 && found.ticker == book.ticker) return id;
    }
    const auto id = set_.add(exchange_, found, exchange_.instrument_of(found.ticker));
    for (; instruments_told_ < set_.instruments().size(); ++instruments_told_) {
        path_.add_instrument(InstrumentId{static_cast<std::uint32_t>(instruments_told_)},
                             set_.instruments()[instruments_told_], now_);
    }
    for (; streams_told_ < set_.streams().size(); ++streams_told_) {
        path_.add_stream(set_.streams()[streams_told_], kGroup, now_);
    }
    return id;
}

// A frame may spell its channel otherwise than we subscribe to it: it is known by that name here.
void Replay::carry(Connection& connection, const Stream& found) {
    const auto id = known_id(found);
    const auto& stream = set_.streams()[index_of(id)];
    if (stream.is_member()) carry_known(connection, stream.carrier, found.channel);
    carry_known(
        connection, id,
        stream.is_member() ? std::string_view(found.ticker) : std::string_view(found.channel));
}

void Replay::carry_known(Connection& connection, StreamId id, std::string_view channel) {
    const auto& stream = set_.streams()[index_of(id)];
    if (connection.plan.table.find(channel) != nullptr) return;
    connection.plan.table.insert(channel, {stream.id, stream.instrument, stream.kind});
    auto& carried = connection.plan.streams;
    if (stream.is_member() || std::find(carried.begin(), carried.end(), id) != carried.end()) {
        return;
    }
    carried.push_back(stream.id);
    if (!connection.is_open) return;  // opening it says so
    path_.carry(std::span(&stream.id, 1), kGroup, connection.leg);
}

// A body says whose book it is, not over which of its channels: the one that was met.
StreamId Replay::book_of(const Stream& found) {
    for (const auto& stream : set_.streams()) {
        if (stream.feed == Feed::orderbook_l2 && stream.ticker == found.ticker) return stream.id;
    }
    const auto id = known_id(found);
    books_of_bodies_.insert(id);
    path_.expect_book(id, now_);
    return id;
}

void Replay::feed_body(const InputLine& line, std::string_view target) {
    Request request;
    request.target = target;
    Connection none;
    none.plan.exchange = exchange_.facts().id;
    auto frame = frame_of(none, line);
    frame.conn = kNullInt64;
    frame.reply_to = &request;
    const auto found = exchange_.discover(frame);
    if (!found) {
        ++summary_.unassigned_bodies;
        return;
    }
    const auto& stream = set_.streams()[index_of(book_of(found->streams.front()))];
    request.stream = stream.id;
    request.instrument = stream.instrument;
    frame.packet = path_.take_id();
    Output parsed;
    const auto status = exchange_.parse(frame, parsed);
    path_.on_reply(frame, status, parsed);
}

// A bare body: the one book that waits for a snapshot, else the one that the user named.
void Replay::feed_unnamed_body(const InputLine& line) {
    const auto* waiting = waiting_book();
    auto ticker = waiting != nullptr ? waiting->ticker : options_.symbol;
    if (ticker.empty()) {
        ++summary_.unassigned_bodies;
        return;
    }
    const auto instrument = exchange_.instrument_of(ticker);
    const auto streams = choose_streams(exchange_, instrument, Feed::orderbook_l2);
    if (!streams) return;
    const auto request = exchange_.resync(streams->front(), options_.path.snapshot_depth);
    feed_body(line, request.target);
}

const Stream* Replay::waiting_book() const {
    const Stream* found = nullptr;
    for (const auto& stream : set_.streams()) {
        if (stream.feed != Feed::orderbook_l2) continue;
        if (path_.books().state(stream.id) != book::SyncState::waiting) continue;
        if (found != nullptr) return nullptr;
        found = &stream;
    }
    return found;
}

void Replay::on_control(const Frame&, const ControlEvent& event) noexcept {
    ++summary_.controls[static_cast<std::size_t>(event.kind)];
}

void Replay::on_malformed(const Frame& frame) noexcept {
    if (summary_.samples.size() < kSampleCount) {
        summary_.samples.emplace_back(frame.payload.substr(0, kSampleBytes));
    }
}

void Replay::finish() { path_.finish(now_, ticks_of(now_)); }

ReplaySummary Replay::summary() const {
    auto summary = summary_;
    for (std::size_t i = 0; i < summary.frames.size(); ++i) {
        summary.frames[i] = path_.stats().frames_by_status[i].value();
    }
    summary.streams = set_.streams().size();
    summary.gaps = path_.stats().gaps.value();
    return summary;
}

}  // namespace mdc::collector
