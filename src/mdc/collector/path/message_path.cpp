#include "mdc/collector/path/message_path.hpp"

#include "mdc/core/assert.hpp"
#include "mdc/exchanges/registry.hpp"
#include "mdc/race/content.hpp"

namespace mdc::collector {

namespace {

constexpr std::chrono::seconds kClockStep{
    1};  // back by more than this is no jitter of two readings

}  // namespace

MessagePath::MessagePath(const PathOptions& options, RowWriter& writer, PathActions& actions)
    : options_(options),
      writer_(writer),
      actions_(actions),
      ledger_([this](const GapRow& row) { write_gap(row); }),
      race_(options.race, *this),
      books_(options.books, *this),
      passthrough_(*this) {
    for (const auto* exchange : exchanges::registry()) {
        exchanges_[static_cast<std::size_t>(exchange->facts().id)] = exchange;
    }
}

MessagePath::~MessagePath() = default;

void MessagePath::on_frame(const Frame& frame) noexcept {
    now_ = frame.stamps.received;
    stats_.frames.add();
    stats_.bytes.add(frame.payload.size());
    if (!opening_.empty()) [[unlikely]]
        hear_first(frame);
    if (options_.keep_raw) write_raw(frame, "ws", {});
    offer(frame);
    if (writer_.has_staged() || !certain_.empty()) commit(kNoStream, {}, now_);
    if (open_overflows_ != 0) [[unlikely]]
        repair(now_);
}

// With one leg a frame is parsed at once: identify would only read its head twice. With several, a
// losing duplicate costs no parse.
void MessagePath::offer(const Frame& frame) noexcept {
    const auto now = options_.ticks != nullptr ? options_.ticks() : frame.stamps.t_frame;
    const auto* exchange = exchanges_[static_cast<std::size_t>(frame.plan->exchange)];
    FrameKey key;
    if (frame.plan->legs != 1) key = exchange->identify(frame);
    // Of a ticker in deltas every connection keeps a state of its own, the losers, too.
    if (frame.plan->legs == 1 || is_delta(key.stream)) {
        const auto status = parse(frame, output_);
        key = output_.key;
        note_heard(key.stream);
        if (status != ParseStatus::rows && status != ParseStatus::unchained) {
            if (key.kind == KeyKind::repeat) note_alive(key, frame, now);
            if (status == ParseStatus::malformed) lose_ticker(frame);
            return account(frame, status, output_);
        }
        if (is_delta(key.stream) && !merge_ticker(frame, key)) return;
        parsed_frame_ = &frame;
        parsed_status_ = status;
    } else {
        note_heard(key.stream);
    }
    if (key.stream != kNoStream) spoken_[index_of(key.stream)] |= 1U << frame.leg;
    if (race_.offer(key, frame, now) == race::Verdict::compare) {
        if (parse(frame, output_) == ParseStatus::rows) {
            race_.compare_content(key, frame.leg, race::content_hash(output_));
        }
    }
    if (parsed_frame_ != nullptr) {  // the race did not want it
        parsed_frame_ = nullptr;
        account(frame, parsed_status_, output_);
    }
}

ParseStatus MessagePath::parse(const Frame& frame, Output& out) noexcept {
    out.clear();
    const auto* exchange = exchanges_[static_cast<std::size_t>(frame.plan->exchange)];
    const auto status = exchange->parse(frame, out);
    if (status != ParseStatus::unchained || options_.takes_unchained) return status;
    out.clear();
    return ParseStatus::malformed;
}

// A sign of life goes through the race, too: a leader that has nothing new to say is not silent.
void MessagePath::note_alive(const FrameKey& key, const Frame& frame, std::uint64_t now) noexcept {
    if (key.stream == kNoStream) return;
    spoken_[index_of(key.stream)] |= 1U << frame.leg;
    (void)race_.offer(key, frame, now);
}

// The row becomes the whole state; false: there is none, the snapshot has not come yet.
bool MessagePath::merge_ticker(const Frame& frame, const FrameKey& key) noexcept {
    const bool is_snapshot = key.kind == KeyKind::snapshot;
    for (auto& row : output_.tickers) {
        if (ticker_states_.merge(key.stream, frame.leg, is_snapshot, row)) continue;
        account(frame, ParseStatus::unchained, {});
        ask_for_picture(key.stream);
        return false;
    }
    return true;
}

// What an unreadable delta changed would stay wrong: nothing is known until the next snapshot. Its
// envelope may still say whose it is.
void MessagePath::lose_ticker(const Frame& frame) noexcept {
    if (ticker_states_.is_empty()) return;
    const auto* exchange = exchanges_[static_cast<std::size_t>(frame.plan->exchange)];
    const auto found = exchange->discover(frame);
    const auto* ref = found ? frame.plan->table.find(found->streams.front().channel) : nullptr;
    if (ref == nullptr || !is_delta(ref->stream)) return;
    ticker_states_.restart(ref->stream, frame.leg);
    ledger_.silent(ref->stream);
    ask_for_picture(ref->stream);
}

void MessagePath::ask_for_picture(StreamId ticker) noexcept {
    if (!ticker_states_.should_ask(ticker, now_)) return;
    Request again;
    again.kind = Request::Kind::resubscribe;
    again.stream = ticker;
    actions_.on_request(streams_[index_of(ticker)], again, 1);
}

StreamId MessagePath::stream_of(StreamId stream, InstrumentId instrument) const noexcept {
    if (!streams_[index_of(stream)].is_carrier()) return stream;
    return members_of_[index_of(instrument)];
}

void MessagePath::account(const Frame& frame, ParseStatus status, const Output& out) noexcept {
    stats_.frames_by_status[static_cast<std::size_t>(status)].add();
    if (status == ParseStatus::malformed) actions_.on_malformed(frame);
    for (const auto& event : out.controls) actions_.on_control(frame, event);
}

// What the race lets through, in the order of one perfect connection.
void MessagePath::on_frame(const Frame& frame, const FrameKey& key, bool was_held) noexcept {
    const bool is_parsed = !was_held && parsed_frame_ == &frame;
    auto status = is_parsed ? parsed_status_ : parse(frame, output_);
    parsed_frame_ = nullptr;
    if (status == ParseStatus::rows && is_repeat(key)) status = ParseStatus::repeat;
    account(frame, status, output_);
    if (status == ParseStatus::malformed) return lose(key, frame.stamps.received);
    if (status != ParseStatus::rows && status != ParseStatus::unchained) return;
    if (race_.wants_content(key)) race_.note_content(key, race::content_hash(output_));
    publish(frame, key, output_);
}

// A feed whose frames have no ids (rule leader) cannot be told a repeated frame by its key: it is
// one when it says the same of the same moment.
bool MessagePath::is_repeat(const FrameKey& key) noexcept {
    if (key.stream == kNoStream || key.time == 0) return false;
    if (streams_[index_of(key.stream)].rule != ArrivalRule::leader) return false;
    const Said now{key.time, race::content_hash(output_)};
    auto& before = said_[index_of(key.stream)];
    const bool is_same = now.time == before.time && now.content == before.content;
    before = now;
    return is_same;
}

// The race accepted a frame whose ids are now lost, because the rest of it cannot be read.
void MessagePath::lose(const FrameKey& key, UnixMicros now) noexcept {
    if (key.stream == kNoStream || is_null(key.last) || is_null(key.prev)) return;
    race::RaceGap gap;
    gap.stream = key.stream;
    gap.cause = GapCause::server_drop;
    gap.from_id = key.prev + 1;
    gap.to_id = key.last;
    gap.from = now;
    gap.to = now.value;
    on_gap(gap);
}

void MessagePath::on_gap(const race::RaceGap& gap) noexcept {
    const auto& stream = streams_[index_of(gap.stream)];
    if (gap.is_restart) gate_.restart(gap.stream);
    if (stream.feed == Feed::orderbook_l2 && options_.use_books) {
        // The book says the hole itself, once it stands again. An outage was told to it when the
        // last leg went; where legs have chains of their own, a break need not have ids.
        if (!is_null(gap.from_id) || stream.rule == ArrivalRule::per_leg)
            books_.on_gap(gap.stream, gap.from_id, gap.to_id, gap.cause, now_);
        return;
    }
    const bool was_away = gap.cause != GapCause::server_drop;
    ledger_.hole(gap.stream, gap.cause, {gap.from_id, gap.to_id}, {gap.from.value, gap.to},
                 was_away && !is_null(gap.to) ? "reconnect" : "");
}

void MessagePath::on_mismatch(StreamId, std::uint16_t) noexcept { stats_.race_mismatches.add(); }

void MessagePath::on_reply(const Frame& frame, ParseStatus status, Output& parsed) noexcept {
    now_ = frame.stamps.received;
    if (options_.keep_raw) write_raw(frame, "rest", frame.reply_to->target);
    account(frame, status, parsed);
    if (status == ParseStatus::rows) {
        publish_books(frame, parsed);
    } else {
        books_.snapshot_failed(frame.reply_to->stream, {}, now_);
    }
    commit(frame.reply_to->stream, parsed.key, now_);
}

void MessagePath::reply_failed(StreamId stream, UnixMicros retry_at, UnixMicros now) noexcept {
    now_ = now;
    books_.snapshot_failed(stream, retry_at, now);
}

void MessagePath::on_time(UnixMicros now, std::uint64_t ticks) noexcept {
    if (now + kClockStep < now_) books_.shift_time(now - now_);
    now_ = now;
    if (race_.next_due() <= ticks) race_.on_time(ticks);
    if (books_.next_due() <= now) {
        packet_of_own_ = 0;
        books_.on_time(now);
        commit(kNoStream, {}, now);
    }
    repair(now);
    if (!certain_.empty()) commit(kNoStream, {}, now);
}

void MessagePath::finish(UnixMicros now, std::uint64_t ticks) noexcept {
    now_ = now;
    race_.finish(ticks);
    if (options_.use_books) books_.finish();
    if (open_overflows_ != 0) repair_overflows(now);
    if (open_overflows_ != 0) tell_open_overflows();
    ledger_.finish();
    commit(kNoStream, {}, now);
}

bool MessagePath::flush(UnixMicros now) noexcept {
    now_ = now;
    if (!certain_.empty()) commit(kNoStream, {}, now);
    return certain_.empty();
}

void MessagePath::need_snapshot(StreamId stream, int attempt) noexcept {
    const auto& facts = streams_[index_of(stream)];
    const auto* exchange = exchanges_[static_cast<std::size_t>(facts.exchange)];
    stats_.snapshots_asked.add();
    actions_.on_request(facts, exchange->resync(facts, options_.snapshot_depth), attempt);
}

void MessagePath::need_resync(StreamId stream, int attempt) noexcept {
    race_.expect_snapshot(stream);
    need_snapshot(stream, attempt);
}

void MessagePath::on_hole(const book::Hole& hole) noexcept {
    const bool is_start = hole.cause == GapCause::start;
    ledger_.hole(hole.stream, hole.cause, {hole.from_update_id, hole.to_update_id},
                 {is_start || hole.from.value == 0 ? kNullInt64 : hole.from.value, hole.to},
                 hole.is_repaired_by_snapshot && !is_start ? "snapshot" : "");
}

}  // namespace mdc::collector
