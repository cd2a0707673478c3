#include "mdc/race/frame_pool.hpp"

#include <cstring>
#include <new>
#include <type_traits>

namespace mdc::race {
namespace {

static_assert(std::is_trivially_destructible_v<HeldFrame>);

constexpr std::size_t entry_bytes(std::size_t payload_bytes) noexcept {
    constexpr std::size_t kAlign = alignof(std::max_align_t);
    const std::size_t bytes = sizeof(HeldFrame) + payload_bytes + kFramePadding;
    return (bytes + kAlign - 1) / kAlign * kAlign;
}

}  // namespace

FramePool::FramePool(std::size_t bytes)
    : memory_(std::make_unique_for_overwrite<std::byte[]>(bytes)), capacity_(bytes) {}

HeldFrame* FramePool::keep(const Frame& frame, const FrameKey& key, std::uint64_t now) noexcept {
    const std::size_t bytes = entry_bytes(frame.payload.size());
    std::byte* const place = find_room(bytes);
    if (place == nullptr) return nullptr;
    auto* const entry =
        new (place) HeldFrame{.bytes = bytes, .frame = frame, .key = key, .held_at = now};
    std::byte* const payload = place + sizeof(HeldFrame);
    std::memcpy(payload, frame.payload.data(), frame.payload.size());
    std::memset(payload + frame.payload.size(), 0, kFramePadding);
    entry->frame.payload = {reinterpret_cast<const char*>(payload), frame.payload.size()};
    return entry;
}

void FramePool::free(HeldFrame* entry) noexcept {
    entry->is_free = true;
    while (used_ > 0 && at(tail_)->is_free) {
        const std::size_t bytes = at(tail_)->bytes;
        used_ -= bytes;
        tail_ += bytes;
        if (is_wrapped_ && tail_ == end_) {
            tail_ = 0;
            is_wrapped_ = false;
        }
    }
    if (used_ == 0) {
        head_ = 0;
        tail_ = 0;
        is_wrapped_ = false;
    }
}

HeldFrame* FramePool::oldest() const noexcept { return used_ == 0 ? nullptr : at(tail_); }

bool FramePool::can_ever_hold(std::size_t payload_bytes) const noexcept {
    return entry_bytes(payload_bytes) <= capacity_;
}

HeldFrame* FramePool::at(std::size_t offset) const noexcept {
    return std::launder(reinterpret_cast<HeldFrame*>(memory_.get() + offset));
}

/// Takes `bytes` in one piece behind the newest entry, or at the beginning when the far end is too
/// short.
std::byte* FramePool::find_room(std::size_t bytes) noexcept {
    if (!is_wrapped_ && capacity_ - head_ < bytes) {
        if (used_ == 0 || tail_ < bytes) return nullptr;
        end_ = head_;
        head_ = 0;
        is_wrapped_ = true;
    } else if (is_wrapped_ && tail_ - head_ < bytes) {
        return nullptr;
    }
    std::byte* const place = memory_.get() + head_;
    head_ += bytes;
    used_ += bytes;
    return place;
}

}  // namespace mdc::race
