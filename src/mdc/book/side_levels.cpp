#include "mdc/book/side_levels.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "mdc/core/assert.hpp"

namespace mdc::book {
namespace {

// Chunks at the top that are looked at one by one before the directory is halved.
constexpr std::size_t kLookedAtFirst = 4;
// A chunk that shrinks below the first joins a neighbour when both fit into the second; far enough
// apart that a level that comes and goes never splits and joins in turn.
constexpr std::uint32_t kJoinBelow = 12;
constexpr std::uint32_t kJoinedAtMost = 40;

constexpr double kNoKey = std::numeric_limits<double>::infinity();

// Two keys side by side, and the outcome of comparing them: -1 where true.
using KeyPair = double __attribute__((vector_size(16)));
using MaskPair = std::int64_t __attribute__((vector_size(16)));

KeyPair pair_at(const double* keys) noexcept {
    KeyPair pair;
    std::memcpy(&pair, keys, sizeof pair);
    return pair;
}

/// Index of the first key that is not below `key`; the chunk's count when all are. Counts over the
/// whole chunk, where places without a level hold kNoKey: straight vector code takes a third of the
/// time of halving, whose branches nobody can predict.
std::uint32_t lower_bound(const LevelChunk& chunk, double key) noexcept {
    static_assert(LevelChunk::kCapacity % 8 == 0);
    const KeyPair wanted = {key, key};
    MaskPair a = {}, b = {}, c = {}, d = {};  // apart, so that none waits for another
    for (const double* keys = chunk.keys.data(); keys != chunk.keys.end(); keys += 8) {
        a += pair_at(keys) < wanted;
        b += pair_at(keys + 2) < wanted;
        c += pair_at(keys + 4) < wanted;
        d += pair_at(keys + 6) < wanted;
    }
    const MaskPair sum = (a + b) + (c + d);
    return static_cast<std::uint32_t>(-(sum[0] + sum[1]));
}

void clear_keys(LevelChunk& chunk, std::uint32_t from, std::uint32_t to) noexcept {
    std::fill(chunk.keys.begin() + from, chunk.keys.begin() + to, kNoKey);
}

void move_levels(LevelChunk& to, std::uint32_t to_index, const LevelChunk& from,
                 std::uint32_t from_index, std::uint32_t count) noexcept {
    std::memmove(to.keys.data() + to_index, from.keys.data() + from_index, count * sizeof(double));
    std::memmove(to.qtys.data() + to_index, from.qtys.data() + from_index, count * sizeof(double));
}

}  // namespace

void SideLevels::swap(SideLevels& other) noexcept {
    MDC_ASSERT(sign_ == other.sign_ && pool_ == other.pool_);
    first_keys_.swap(other.first_keys_);
    chunks_.swap(other.chunks_);
    std::swap(size_, other.size_);
}

bool SideLevels::set(double price, double qty) noexcept {
    const double key = sign_ * price;
    const Place place = find(key);
    if (place.is_there) {
        chunks_[place.chunk]->qtys[place.index] = qty;
        return false;
    }
    insert(place, key, qty);
    return true;
}

bool SideLevels::erase(double price) noexcept {
    const Place place = find(sign_ * price);
    if (!place.is_there) return false;
    remove(place.chunk, place.index);
    return true;
}

SideLevels::Price SideLevels::pop_worst() noexcept {
    MDC_ASSERT(size_ > 0);
    const LevelChunk& chunk = *chunks_.front();
    const Price worst{sign_ * chunk.keys[0], chunk.qtys[0]};
    remove(0, 0);
    return worst;
}

void SideLevels::clear() noexcept {
    for (LevelChunk* chunk : chunks_) pool_->give_back(chunk);
    chunks_.clear();
    first_keys_.clear();
    size_ = 0;
}

double SideLevels::qty_at(double price) const noexcept {
    const Place place = find(sign_ * price);
    return place.is_there ? chunks_[place.chunk]->qtys[place.index] : 0;
}

bool SideLevels::contains(double price) const noexcept { return find(sign_ * price).is_there; }

SideLevels::Price SideLevels::best() const noexcept {
    MDC_ASSERT(size_ > 0);
    const LevelChunk& chunk = *chunks_.back();
    return {sign_ * chunk.keys[chunk.count - 1], chunk.qtys[chunk.count - 1]};
}

// 8 KiB a side from the start: some 20,000 levels, so that a directory hardly ever grows while data
// flows.
void SideLevels::grow_directory() {
    const std::size_t room = std::max(kLeastDirectory, 2 * chunks_.capacity());
    chunks_.reserve(room);
    first_keys_.reserve(room);
}

std::size_t SideLevels::memory_bytes() const noexcept {
    return chunks_.capacity() * (sizeof(LevelChunk*) + sizeof(double));
}

/// The last chunk whose first key is not above `key`; the first one when there is none.
std::size_t SideLevels::chunk_of(double key) const noexcept {
    std::size_t above = chunks_.size();
    const std::size_t look_until = above > kLookedAtFirst ? above - kLookedAtFirst : 0;
    while (above > look_until) {
        if (first_keys_[--above] <= key) return above;
    }
    const auto begin = first_keys_.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(above);
    const auto it = std::upper_bound(begin, end, key);
    return it == begin ? 0 : static_cast<std::size_t>(it - begin) - 1;
}

SideLevels::Place SideLevels::find(double key) const noexcept {
    if (chunks_.empty()) return {0, 0, false};
    const std::size_t at = chunk_of(key);
    const LevelChunk& chunk = *chunks_[at];
    const std::uint32_t index = lower_bound(chunk, key);
    return {at, index, index < chunk.count && chunk.keys[index] == key};
}

void SideLevels::insert(Place place, double key, double qty) noexcept {
    if (chunks_.empty()) {
        add_chunk(0);
    } else if (chunks_[place.chunk]->count == LevelChunk::kCapacity) {
        place = split(place);
    }
    LevelChunk& chunk = *chunks_[place.chunk];
    move_levels(chunk, place.index + 1, chunk, place.index, chunk.count - place.index);
    chunk.keys[place.index] = key;
    chunk.qtys[place.index] = qty;
    ++chunk.count;
    if (place.index == 0) first_keys_[place.chunk] = key;
    ++size_;
}

/// Makes room in a full chunk and says where the place is now. A new best or worst level begins a
/// chunk of its own: a price that runs away, or a snapshot, leaves full chunks behind.
SideLevels::Place SideLevels::split(Place place) noexcept {
    if (place.chunk == 0 && place.index == 0) {
        add_chunk(0);
        return place;
    }
    const bool is_new_best =
        place.chunk + 1 == chunks_.size() && place.index == LevelChunk::kCapacity;
    const std::uint32_t kept = is_new_best ? LevelChunk::kCapacity : LevelChunk::kCapacity / 2;
    LevelChunk& full = *chunks_[place.chunk];
    LevelChunk& right = add_chunk(place.chunk + 1);
    right.count = LevelChunk::kCapacity - kept;
    move_levels(right, 0, full, kept, right.count);
    full.count = kept;
    clear_keys(full, kept, LevelChunk::kCapacity);
    first_keys_[place.chunk + 1] = right.keys[0];
    if (is_new_best || place.index > kept) return {place.chunk + 1, place.index - kept, false};
    return place;
}

LevelChunk& SideLevels::add_chunk(std::size_t at) noexcept {
    const auto place = static_cast<std::ptrdiff_t>(at);
    LevelChunk* const chunk = pool_->take();
    clear_keys(*chunk, 0, LevelChunk::kCapacity);
    chunks_.insert(chunks_.begin() + place, chunk);
    first_keys_.insert(first_keys_.begin() + place, 0);
    return *chunk;
}

void SideLevels::remove(std::size_t at, std::uint32_t index) noexcept {
    LevelChunk& chunk = *chunks_[at];
    --chunk.count;
    --size_;
    move_levels(chunk, index, chunk, index + 1, chunk.count - index);
    chunk.keys[chunk.count] = kNoKey;
    if (chunk.count == 0) {
        drop_chunk(at);
        return;
    }
    if (index == 0) first_keys_[at] = chunk.keys[0];
    if (chunk.count < kJoinBelow) join_neighbour(at);
}

void SideLevels::join_neighbour(std::size_t at) noexcept {
    const auto fits = [this](std::size_t left) {
        return left + 1 < chunks_.size() &&
               chunks_[left]->count + chunks_[left + 1]->count <= kJoinedAtMost;
    };
    std::size_t left = at;
    if (!fits(left)) {
        if (at == 0 || !fits(at - 1)) return;
        left = at - 1;
    }
    LevelChunk& into = *chunks_[left];
    const LevelChunk& from = *chunks_[left + 1];
    move_levels(into, into.count, from, 0, from.count);
    into.count += from.count;
    drop_chunk(left + 1);
}

void SideLevels::drop_chunk(std::size_t at) noexcept {
    pool_->give_back(chunks_[at]);
    chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at));
    first_keys_.erase(first_keys_.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace mdc::book
