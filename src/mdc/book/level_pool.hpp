#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace mdc::book {

/// Up to 64 neighbouring levels of one side, keys ascending.
struct alignas(64) LevelChunk {
    static constexpr std::uint32_t kCapacity = 64;
    std::array<double, kCapacity> keys;
    std::array<double, kCapacity> qtys;
    std::uint32_t count = 0;
    LevelChunk* next_free = nullptr;
};

/// Memory of all books of a thread: chunks from slabs, given back to a freelist, never to the
/// system. take() allocates only when the freelist is empty; reserve(), called outside the message
/// path, keeps it from being so.
class LevelPool {
  public:
    LevelPool() = default;
    LevelPool(const LevelPool&) = delete;
    LevelPool& operator=(const LevelPool&) = delete;

    /// An empty chunk.
    [[nodiscard]] LevelChunk* take() noexcept;
    void give_back(LevelChunk* chunk) noexcept;
    /// Grows until at least `chunks` are free.
    void reserve(std::size_t chunks);

    [[nodiscard]] std::size_t free_count() const noexcept { return free_count_; }
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return slabs_.size() * kSlabChunks * sizeof(LevelChunk);
    }

  private:
    static constexpr std::size_t kSlabChunks = 64;
    void grow();

    std::vector<std::unique_ptr<LevelChunk[]>> slabs_;
    LevelChunk* free_ = nullptr;
    std::size_t free_count_ = 0;
};

}  // namespace mdc::book
