#include <algorithm>

#include "mdc/collector/path/message_path.hpp"
#include "mdc/core/assert.hpp"
#include "mdc/exchanges/registry.hpp"

// What comes and goes: instruments, streams, connections, the clock.

namespace mdc::collector {

using exchanges::channel_of;

namespace {

// What `raw` says of a connection that opens, so that a replay knows of streams before they speak:
// a line each, "@depth@100ms BTCUSDT".
std::string describe_streams(std::span<const StreamId> carried, std::span<const Stream> streams) {
    std::string text;
    const auto add = [&](const Stream& stream) {
        if (!text.empty()) text += '\n';
        text.append(channel_of(stream).name).append(" ").append(stream.ticker);
    };
    for (const auto id : carried) {
        if (!streams[index_of(id)].is_carrier()) add(streams[index_of(id)]);
    }
    for (const auto& stream : streams) {
        if (std::find(carried.begin(), carried.end(), stream.carrier) != carried.end()) add(stream);
    }
    return text;
}

}  // namespace

void MessagePath::add_instrument(InstrumentId id, const Instrument& instrument, UnixMicros now) {
    now_ = now;
    InstrumentRow row;
    row.head = local_head(instrument.exchange, now, id);
    row.name = instrument.ticker;
    row.type = to_string(instrument.type);
    row.status = instrument.status;
    row.base = instrument.base;
    row.quote = instrument.quote;
    row.contract_unit = instrument.contract_unit;
    row.tick_size = instrument.tick_size;
    row.lot_size = instrument.lot_size;
    row.contract_value = instrument.contract_value;
    row.expiry = instrument.expiry;
    if (options_.use_books) row.known_depth = instrument.known_depth;
    row.underlying = instrument.underlying;
    certain_.add(row);
    commit(kNoStream, {}, now);
}

void MessagePath::add_stream(const Stream& stream, std::uint32_t group, UnixMicros now,
                             GapCause begins_with) {
    now_ = now;
    MDC_ASSERT(index_of(stream.id) == streams_.size());
    streams_.push_back(stream);
    overflows_.emplace_back();
    if (began_.value == 0) began_ = now;
    messages_.push_back(0);
    heard_.push_back(0);
    staged_books_.reserve(streams_.size() + 1);
    if (stream.feed == Feed::orderbook_l2) {
        const auto instrument = index_of(stream.instrument);
        if (books_of_.size() <= instrument) books_of_.resize(instrument + 1, kNoStream);
        books_of_[instrument] = stream.id;
    }
    if (stream.is_member()) {
        const auto instrument = index_of(stream.instrument);
        if (members_of_.size() <= instrument) members_of_.resize(instrument + 1, kNoStream);
        members_of_[instrument] = stream.id;
    }
    said_.emplace_back();
    spoken_.push_back(0);
    ledger_.add(stream, begins_with);
    if (stream.is_member()) return commit(kNoStream, {}, now);
    race_.add(stream, group);
    gate_.add(stream);
    if (channel_of(stream).is_delta) ticker_states_.add(stream.id);
    if (stream.feed == Feed::orderbook_l2 && options_.use_books) {
        const auto& facts = channel_of(stream);
        book::BookOptions options;
        options.snapshot_by_request = facts.snapshot == exchanges::SnapshotRule::rest;
        options.depth_limit = facts.depth_limit;
        packet_of_own_ = 0;
        books_.add(stream, options, now, begins_with);
    }
    commit(kNoStream, {}, now);
}

void MessagePath::remove_stream(StreamId id, GapCause cause, UnixMicros now) {
    now_ = now;
    const auto& stream = streams_[index_of(id)];
    if (!stream.is_member()) race_.remove(id);
    gate_.remove(id);
    if (stream.feed == Feed::orderbook_l2 && options_.use_books) {
        packet_of_own_ = 0;
        books_.remove(id, cause, now);
    }
    ledger_.remove(id, cause);
    commit(kNoStream, {}, now);
}

ConnId MessagePath::open_connection(const ConnectionPlan& plan, std::uint32_t group,
                                    std::uint16_t leg, ConnectionRow opened, UnixMicros now) {
    now_ = now;
    opened.head = local_head(plan.exchange, now);
    opened.event = ConnectionEvent::opened;
    const auto id = writer_.take_id();
    opened.head.seq_id = id;
    opened.head.conn_id = id;
    opened.head.packet_id = id;
    certain_.add(opened);
    race_.leg_opened(leg, group, {});  // it carries streams once it has spoken
    opening_.push_back({id, &plan, group, leg});
    for (const auto stream : plan.streams) {
        spoken_[index_of(stream)] &= ~(1U << leg);
        if (ticker_states_.has(stream)) ticker_states_.restart(stream, leg);
    }
    if (options_.keep_raw) {
        const auto carried = describe_streams(plan.streams, streams_);
        Frame frame;
        frame.payload = carried;
        frame.plan = &plan;
        frame.conn = id;
        frame.packet = id;
        frame.stamps.received = now;
        write_raw(frame, "open", opened.url.view());
    }
    commit(kNoStream, {}, now);
    return id;
}

// Before its first message a connection is not subscribed: whoever else carried its streams and
// ends now leaves a hole.
void MessagePath::hear_first(const Frame& frame) {
    const auto found = std::find_if(opening_.begin(), opening_.end(),
                                    [&](const Opening& each) { return each.conn == frame.conn; });
    if (found == opening_.end()) return;
    race_.leg_opened(found->leg, found->group, found->plan->streams);
    opening_.erase(found);
}

void MessagePath::interrupt(const ConnectionPlan& plan, const ConnectionEnd& end, UnixMicros now,
                            std::uint64_t ticks) {
    race_.leg_closed({end.leg, plan.streams, end.cause, end.last_heard}, ticks);
    if (!options_.use_books) return;
    packet_of_own_ = 0;
    for (const auto stream : plan.streams) {
        if (race_.live_legs(stream) == 0) books_.on_disconnect(stream, end.cause, now);
    }
}

void MessagePath::close_connection(const ConnectionPlan& plan, const ConnectionEnd& end,
                                   const ConnectionRow& row, UnixMicros now, std::uint64_t ticks) {
    now_ = now;
    const auto unheard =
        std::erase_if(opening_, [&](const Opening& each) { return each.conn == row.head.conn_id; });
    if (end.cause != GapCause::stop && unheard == 0) interrupt(plan, end, now, ticks);
    if (options_.keep_raw) {
        Frame frame;
        frame.plan = &plan;
        frame.conn = row.head.conn_id;
        frame.packet = row.head.conn_id;
        frame.stamps.received = now;
        write_raw(frame, "close", to_string(end.cause));
    }
    auto closed = row;
    closed.head = local_head(plan.exchange, now);
    closed.head.conn_id = row.head.conn_id;
    certain_.add(closed);
    commit(kNoStream, {}, now);
}

void MessagePath::carry(std::span<const StreamId> streams, std::uint32_t group, std::uint16_t leg) {
    race_.leg_opened(leg, group, streams);
    for (const auto stream : streams) {
        if (ticker_states_.has(stream)) ticker_states_.restart(stream, leg);
    }
}

void MessagePath::expect_book(StreamId id, UnixMicros now) noexcept {
    const auto& stream = streams_[index_of(id)];
    if (stream.feed != Feed::orderbook_l2 || !options_.use_books) return;
    if (channel_of(stream).snapshot == exchanges::SnapshotRule::rest) books_.on_subscribed(id, now);
}

void MessagePath::queue_connection(ConnectionRow row, UnixMicros now) {
    const auto conn = row.head.conn_id;
    row.head = local_head(row.head.exchange, now);
    row.head.conn_id = conn;
    certain_.add(row);
}

bool MessagePath::speaks_each(std::chrono::microseconds span, StreamId stream) const noexcept {
    constexpr std::uint64_t kEnough = 20;  // messages that say something of their rate
    const auto count = messages_[index_of(stream)];
    return count >= kEnough && now_ - began_ <= span * static_cast<std::int64_t>(count);
}

void MessagePath::note_silence(StreamId stream) noexcept {
    const auto rule = streams_[index_of(stream)].rule;
    if (rule != ArrivalRule::chain && rule != ArrivalRule::per_leg) ledger_.silent(stream);
}

std::size_t MessagePath::standing_books() const noexcept {
    std::size_t standing = 0;
    for (const auto& stream : streams_) {
        standing += books_.state(stream.id) == book::SyncState::standing ? 1 : 0;
    }
    return standing;
}

void MessagePath::write_clock(ClockRow row, UnixMicros now) {
    row.head = local_head(row.head.exchange, now);
    if (row.step_us != 0) stats_.clock_steps.add();
    certain_.add(row);
    commit(kNoStream, {}, now);
}

}  // namespace mdc::collector
