#include "mdc/book/books.hpp"

#include <algorithm>

namespace mdc::book {
namespace {

constexpr UnixMicros kNever{INT64_MAX};
// A message rarely has more levels; one that has lets the scratch vectors grow, once.
constexpr std::size_t kUsualChanges = 4096;
// Levels per chunk that a split leaves at least.
constexpr std::size_t kLevelsPerChunk = LevelChunk::kCapacity / 2;

/// Where in the interval an instrument has its checkpoints: the golden ratio spreads any number of
/// them evenly.
std::chrono::microseconds phase_of(StreamId stream, std::chrono::microseconds every) {
    constexpr std::uint32_t kGolden = 2654435769U;
    const std::uint64_t turn = (index_of(stream) + 1) * kGolden;  // of 2^32, never 0
    return std::chrono::microseconds(
        static_cast<std::int64_t>((static_cast<std::uint64_t>(every.count() >> 8) * turn) >> 24));
}

}  // namespace

Books::Books(BooksOptions options, BookOutput& output)
    : options_(options), context_{.output = output, .retry = options.retry} {
    context_.changes.reserve(kUsualChanges);
    reserve_memory();
}

Books::~Books() = default;

void Books::add(const Stream& stream, const BookOptions& options, UnixMicros now, GapCause cause) {
    const std::size_t index = index_of(stream.id);
    if (index >= by_stream_.size()) by_stream_.resize(index + 1);
    if (by_stream_[index].sync != nullptr) return;
    by_stream_[index] = {std::make_unique<BookSync>(stream, options, context_), timers_.size()};
    const UnixMicros first = options_.checkpoint_every.count() == 0
                                 ? kNever
                                 : now + phase_of(stream.id, options_.checkpoint_every);
    timers_.push_back({kNever, first, stream.id});
    room_wanted_.reserve(timers_.size());
    by_stream_[index].sync->begin(cause, now);
    update_timer(by_stream_[index]);
}

void Books::remove(StreamId stream, GapCause cause, UnixMicros now) noexcept {
    Slot* const slot = find(stream);
    if (slot == nullptr) return;
    slot->sync->end(cause, now);
    std::erase(room_wanted_, stream);
    timers_[slot->timer] = timers_.back();
    by_stream_[index_of(timers_[slot->timer].stream)].timer = slot->timer;
    timers_.pop_back();
    slot->sync.reset();
}

void Books::on_subscribed(StreamId stream, UnixMicros now) noexcept {
    if (Slot* const slot = find(stream)) {
        slot->sync->subscribed(now);
        update_timer(*slot);
    }
}

void Books::on_disconnect(StreamId stream, GapCause cause, UnixMicros now) noexcept {
    if (Slot* const slot = find(stream)) {
        slot->sync->disconnected(cause, now);
        update_timer(*slot);
    }
}

void Books::apply(const BookUpdate& update, std::span<const Level> levels,
                  const Arrival& arrival) noexcept {
    Slot* const slot = find(update.stream);
    if (slot == nullptr) return;
    slot->sync->apply(update, levels, arrival);
    update_timer(*slot);
    if (!slot->is_room_wanted && slot->sync->book().wants_room()) {
        slot->is_room_wanted = true;
        room_wanted_.push_back(update.stream);
        next_due_ = std::min(next_due_, arrival.rcv_timestamp);
    }
    if (context_.pool.free_count() < spare_chunks() / 2) {
        next_due_ = std::min(next_due_, arrival.rcv_timestamp);
    }
}

void Books::on_gap(StreamId stream, std::int64_t from_update_id, std::int64_t to_update_id,
                   GapCause cause, UnixMicros now) noexcept {
    if (Slot* const slot = find(stream)) {
        slot->sync->gap(from_update_id, to_update_id, cause, now);
        update_timer(*slot);
    }
}

void Books::snapshot_failed(StreamId stream, UnixMicros retry_at, UnixMicros now) noexcept {
    if (Slot* const slot = find(stream)) {
        slot->sync->snapshot_failed(retry_at, now);
        update_timer(*slot);
    }
}

void Books::checkpoint(StreamId stream, UnixMicros now) noexcept {
    if (Slot* const slot = find(stream)) slot->sync->checkpoint(now);
}

void Books::on_time(UnixMicros now) noexcept {
    if (now < next_due_) return;
    reserve_memory();
    next_due_ = kNever;
    for (Timer& timer : timers_) {
        if (timer.due() <= now) run_due(timer, now);
        next_due_ = std::min(next_due_, timer.due());
    }
}

void Books::shift_time(std::chrono::microseconds by) noexcept {
    next_due_ = kNever;
    for (Timer& timer : timers_) {
        BookSync& sync = *by_stream_[index_of(timer.stream)].sync;
        sync.shift_time(by);
        timer.ask_at = sync.due();
        if (timer.checkpoint_at != kNever) timer.checkpoint_at = timer.checkpoint_at + by;
        next_due_ = std::min(next_due_, timer.due());
    }
}

void Books::finish() noexcept {
    for (const Timer& timer : timers_) by_stream_[index_of(timer.stream)].sync->finish();
}

SyncState Books::state(StreamId stream) const noexcept {
    const std::size_t index = index_of(stream);
    const bool is_known = index < by_stream_.size() && by_stream_[index].sync != nullptr;
    return is_known ? by_stream_[index].sync->state() : SyncState::unknown;
}

const Book* Books::book(StreamId stream) const noexcept {
    const std::size_t index = index_of(stream);
    const bool is_known = index < by_stream_.size() && by_stream_[index].sync != nullptr;
    return is_known ? &by_stream_[index].sync->book() : nullptr;
}

std::size_t Books::memory_bytes() const noexcept {
    std::size_t bytes = context_.pool.memory_bytes() + context_.scratch.memory_bytes();
    for (const Timer& timer : timers_) {
        bytes += by_stream_[index_of(timer.stream)].sync->memory_bytes();
    }
    for (const DiffBuffer& buffer : context_.spare_buffers) bytes += buffer.memory_bytes();
    return bytes;
}

Books::Slot* Books::find(StreamId stream) noexcept {
    const std::size_t index = index_of(stream);
    if (index < by_stream_.size() && by_stream_[index].sync != nullptr) return &by_stream_[index];
    ++context_.stats.unknown_streams;
    return nullptr;
}

void Books::update_timer(const Slot& slot) noexcept {
    Timer& timer = timers_[slot.timer];
    timer.ask_at = slot.sync->due();
    next_due_ = std::min(next_due_, timer.due());
}

void Books::run_due(Timer& timer, UnixMicros now) noexcept {
    BookSync& sync = *by_stream_[index_of(timer.stream)].sync;
    sync.on_time(now);
    timer.ask_at = sync.due();
    if (timer.checkpoint_at > now) return;
    if (sync.state() == SyncState::standing) sync.checkpoint(now);
    const auto every = options_.checkpoint_every;
    const auto missed = (now - timer.checkpoint_at) / every;
    timer.checkpoint_at = timer.checkpoint_at + every * (missed + 1);
}

std::size_t Books::spare_chunks() const noexcept {
    return options_.spare_levels / kLevelsPerChunk + 1;
}

void Books::reserve_memory() {
    context_.pool.reserve(spare_chunks());
    for (const StreamId stream : room_wanted_) {
        Slot& slot = by_stream_[index_of(stream)];
        slot.sync->grow_directories();
        slot.is_room_wanted = false;
    }
    room_wanted_.clear();
}

}  // namespace mdc::book
