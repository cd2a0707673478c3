#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mdc::race {

/// The most recent keys of a stream: two tables that take turns. When the newer has taken
/// `capacity` keys, the older is emptied and becomes the newer: between one and two times
/// `capacity` keys are remembered, nothing is ever moved. Keys are hashes; 0 is not one.
class SeenSet {
  public:
    /// Allocates; a set of capacity 0 (the default) remembers nothing.
    explicit SeenSet(std::size_t capacity = 0);

    /// True when the key is new; it is remembered then.
    bool insert(std::uint64_t key) noexcept;
    [[nodiscard]] bool contains(std::uint64_t key) const noexcept;
    void clear() noexcept;

  private:
    using Table = std::vector<std::uint64_t>;
    [[nodiscard]] static std::size_t slot_of(const Table& table, std::uint64_t key) noexcept;

    std::array<Table, 2> tables_;
    std::size_t capacity_;
    std::size_t newer_ = 0;
    std::size_t count_ = 0;  // keys in the newer table
};

}  // namespace mdc::race
