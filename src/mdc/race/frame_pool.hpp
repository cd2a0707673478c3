#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"

namespace mdc::race {

/// A frame that waits for its turn. Its payload points behind it into the pool, with kFramePadding
/// readable bytes behind that.
struct HeldFrame {
    std::size_t bytes = 0;  ///< of this entry in the pool, payload included
    bool is_free = false;
    Frame frame;
    FrameKey key;
    std::uint64_t held_at = 0;
    HeldFrame* next = nullptr;  ///< the next of the same stream, by its place in the chain
};

/// Copies of held frames in one fixed block of memory, used as a ring: entries are freed in any
/// order, space comes back from the oldest on. Nothing stays longer than the hold time, so little
/// is wasted.
class FramePool {
  public:
    explicit FramePool(std::size_t bytes);

    /// nullptr when there is no room: free oldest() and try again, or the frame never fits.
    [[nodiscard]] HeldFrame* keep(const Frame& frame, const FrameKey& key,
                                  std::uint64_t now) noexcept;
    void free(HeldFrame* entry) noexcept;
    /// nullptr when nothing is kept.
    [[nodiscard]] HeldFrame* oldest() const noexcept;
    [[nodiscard]] bool can_ever_hold(std::size_t payload_bytes) const noexcept;
    [[nodiscard]] std::size_t used_bytes() const noexcept { return used_; }

  private:
    [[nodiscard]] HeldFrame* at(std::size_t offset) const noexcept;
    std::byte* find_room(std::size_t bytes) noexcept;

    std::unique_ptr<std::byte[]> memory_;
    std::size_t capacity_;
    std::size_t head_ = 0;  // where the next entry goes
    std::size_t tail_ = 0;  // the oldest entry; never a free one
    std::size_t end_ = 0;   // while wrapped: end of what is used at the far end
    std::size_t used_ = 0;  // from tail_ to head_, free entries between included
    bool is_wrapped_ = false;
};

}  // namespace mdc::race
