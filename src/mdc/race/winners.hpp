#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "mdc/core/null.hpp"

namespace mdc::race {

/// The last frames that won on a stream: what a late one is compared with, for its lag and its
/// content. A leg delivers in order, so each leg remembers where it was and looks on from there.
class Winners {
  public:
    static constexpr std::uint64_t kCapacity = 64;
    struct Entry {
        std::int64_t prev = kNullInt64;
        std::int64_t last = kNullInt64;
        std::uint64_t fingerprint = 0;  ///< of feeds without ids
        std::uint64_t arrived = 0;      ///< monotonic, on the winning leg
        std::uint64_t content = 0;      ///< 0: not noted
    };

    /// Before, nothing is remembered: one leg has no use for it. Allocates.
    void enable();
    void push(const Entry& entry) noexcept;
    /// The entry with this id (or fingerprint, when `last` is null), looked for from `cursor` on,
    /// which then stands behind it; nullptr when it is forgotten or never was.
    Entry* find(std::int64_t last, std::uint64_t fingerprint, std::uint64_t& cursor) noexcept;
    /// Whether a frame with exactly these ids is remembered.
    [[nodiscard]] bool has(std::int64_t prev, std::int64_t last) const noexcept;

  private:
    Entry* find_between(std::uint64_t from, std::uint64_t to, std::int64_t last,
                        std::uint64_t fingerprint, std::uint64_t& cursor) noexcept;
    [[nodiscard]] std::uint64_t oldest() const noexcept {
        return count_ > kCapacity ? count_ - kCapacity : 0;
    }

    std::unique_ptr<std::array<Entry, kCapacity>> entries_;
    std::uint64_t count_ = 0;  // ever pushed
};

}  // namespace mdc::race
