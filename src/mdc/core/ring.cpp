#include "mdc/core/ring.hpp"

#include <algorithm>
#include <bit>

#include "mdc/core/assert.hpp"

namespace mdc {

Ring::Ring(std::size_t capacity)
    : mask_(std::bit_ceil(std::max<std::size_t>(capacity, 4096)) - 1),
      bytes_(std::make_unique<std::byte[]>(mask_ + 1)) {}

bool Ring::push(std::uint16_t kind, std::span<const std::byte> head,
                std::span<const std::byte> tail) noexcept {
    MDC_ASSERT(kind != kSkip);
    const auto size = head.size() + tail.size();
    const auto needed = footprint(size);
    // A record never wraps: what is left before the end of the buffer is skipped instead.
    const auto before_end = capacity() - (staged_ & mask_);
    const auto skipped = needed > before_end ? before_end : 0;
    if (needed + skipped > capacity() - (staged_ - known_read_)) {
        known_read_ = read_.load(std::memory_order_acquire);
        if (needed + skipped > capacity() - (staged_ - known_read_)) return false;
    }
    if (skipped != 0) {
        const Header skip{static_cast<std::uint32_t>(skipped - sizeof(Header)), kSkip, 0};
        std::memcpy(slot(staged_), &skip, sizeof skip);
        staged_ += skipped;
    }
    const Header header{static_cast<std::uint32_t>(size), kind, 0};
    std::byte* out = slot(staged_);
    std::memcpy(out, &header, sizeof header);
    if (!head.empty()) std::memcpy(out + sizeof header, head.data(), head.size());
    if (!tail.empty()) std::memcpy(out + sizeof header + head.size(), tail.data(), tail.size());
    staged_ += needed;
    return true;
}

void Ring::publish() noexcept {
    published_ = staged_;
    write_.store(staged_, std::memory_order_release);
}

// The reader's position is read first: what the writer's is then can only be further on.
std::size_t Ring::used() const noexcept {
    const auto read = read_.load(std::memory_order_acquire);
    const auto written = write_.load(std::memory_order_acquire);
    return std::min(static_cast<std::size_t>(written - read), capacity());
}

}  // namespace mdc
