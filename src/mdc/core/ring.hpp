#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace mdc {

// A bounded byte ring between one producing and one consuming thread.
//
// Records are {kind, size, payload}, contiguous, payload aligned to 8 bytes. The producer stages
// the records of one frame with push() and makes all of them visible with one publish(), or none
// with discard(): a reader never sees half a frame. When there is no room push() says so and stages
// nothing; it never waits. The producer keeps a stale copy of the consumer's position, which it
// renews only when the ring looks full; the consumer looks once a drain() and answers once, when it
// took something: so few cache lines travel.

/// Single-producer single-consumer ring of variable-sized records.
class Ring {
  public:
    /// `capacity` is rounded up to a power of two, at least 4 KiB.
    explicit Ring(std::size_t capacity);

    // Producer's side.

    /// Stages one record whose payload is `head` followed by `tail`. False: it does not fit. Only a
    /// record of at most half the capacity is sure to fit an empty ring, since none wraps.
    [[nodiscard]] bool push(std::uint16_t kind, std::span<const std::byte> head,
                            std::span<const std::byte> tail = {}) noexcept;
    /// Makes everything staged visible to the consumer.
    void publish() noexcept;
    /// Forgets everything staged since the last publish().
    void discard() noexcept { staged_ = published_; }
    [[nodiscard]] bool has_staged() const noexcept { return staged_ != published_; }

    // Consumer's side.

    /// Calls `on_record(kind, payload)` for each visible record, at most `most` of them; the
    /// payload is valid only within the call. Returns how many records were taken.
    template <class OnRecord>
    std::size_t drain(OnRecord&& on_record, std::size_t most = SIZE_MAX) noexcept {
        std::size_t taken = 0;
        auto position = consumed_;
        const auto end = write_.load(std::memory_order_acquire);
        while (position != end && taken < most) {
            const auto header = header_at(position);
            if (header.kind != kSkip) {
                on_record(header.kind,
                          std::span<const std::byte>(slot(position) + sizeof(Header), header.size));
                ++taken;
            }
            position += footprint(header.size);
        }
        if (position != consumed_) {
            consumed_ = position;
            read_.store(position, std::memory_order_release);
        }
        return taken;
    }

    // Either side.

    [[nodiscard]] std::size_t capacity() const noexcept { return mask_ + 1; }
    /// Published bytes that wait. Any thread may ask; while both ends move it is an estimate.
    [[nodiscard]] std::size_t used() const noexcept;

  private:
    struct Header {
        std::uint32_t size;
        std::uint16_t kind;
        std::uint16_t reserved;
    };
    static constexpr std::uint16_t kSkip = 0xFFFF;

    static constexpr std::uint64_t footprint(std::size_t size) noexcept {
        return (sizeof(Header) + size + 7) & ~std::uint64_t{7};
    }
    [[nodiscard]] std::byte* slot(std::uint64_t position) const noexcept {
        return bytes_.get() + (position & mask_);
    }
    [[nodiscard]] Header header_at(std::uint64_t position) const noexcept {
        Header header;
        std::memcpy(&header, slot(position), sizeof header);
        return header;
    }

    std::size_t mask_ = 0;
    std::unique_ptr<std::byte[]> bytes_;

    // Positions only grow; each line is written by one thread, hence the alignment.
    alignas(64) std::uint64_t staged_ = 0;
    std::uint64_t published_ = 0;
    std::uint64_t known_read_ = 0;
    alignas(64) std::uint64_t consumed_ = 0;
    alignas(64) std::atomic<std::uint64_t> write_{0};
    alignas(64) std::atomic<std::uint64_t> read_{0};
};

}  // namespace mdc
