#include "mdc/book/level_pool.hpp"

namespace mdc::book {

LevelChunk* LevelPool::take() noexcept {
    if (free_ == nullptr) [[unlikely]] {
        grow();
    }
    LevelChunk* const chunk = free_;
    free_ = chunk->next_free;
    --free_count_;
    chunk->count = 0;
    return chunk;
}

void LevelPool::give_back(LevelChunk* chunk) noexcept {
    chunk->next_free = free_;
    free_ = chunk;
    ++free_count_;
}

void LevelPool::reserve(std::size_t chunks) {
    while (free_count_ < chunks) grow();
}

void LevelPool::grow() {
    slabs_.push_back(std::make_unique_for_overwrite<LevelChunk[]>(kSlabChunks));
    for (std::size_t i = kSlabChunks; i-- > 0;) give_back(&slabs_.back()[i]);
}

}  // namespace mdc::book
