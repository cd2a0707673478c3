#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "mdc/core/null.hpp"

namespace mdc::race {

/// The last frames that won on a stream: what a late one is compared with, for its lag and its
/// content. A leg delivers in order, so each leg remembers where it was and looks on from there.
class Winners {
  public:
    static constexpr std::uint32_t kCapacity = 64;
    struct Entry {
        std::int64_t prev = kNullInt64;
        std::int64_t last = kNullInt64;
        std::uint64_t key = 0;  ///< fingerprint of feeds without ids
        std::uint64_t arrived = 0;
        std::uint64_t content = 0;  ///< 0: not noted
    };

    /// Nothing is remembered before; one leg has no use for it.
    void enable();
    void push(const Entry& entry) noexcept;
    /// The newest entry; nullptr when there is none.
    [[nodiscard]] Entry* newest() noexcept;
    /// The entry with this id or fingerprint, looked for from `cursor` on, which then stands behind
    /// it; nullptr when it is forgotten or never was.
    Entry* find(std::int64_t last, std::uint64_t key, std::uint32_t& cursor) noexcept;

  private:
    std::unique_ptr<Entry[]> entries_;
    std::uint32_t count_ = 0;  // ever pushed
};

}  // namespace mdc::race
