#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mdc/book/level_pool.hpp"
#include "mdc/model/enums.hpp"

namespace mdc::book {

/// One side of a book: price → quantity, sorted, in chunks of up to 64 levels.
///
/// Most changes hit the best few levels, so keys ascend towards the best (ask prices are negated)
/// and the best level is the last of the last chunk: a change near the top moves a few doubles.
/// A directory of the chunks' first keys leads to the others: the last ones are looked at first,
/// then halves. Prices are compared as they are (equal decimals are equal doubles).
class SideLevels {
  public:
    struct Price {
        double price = 0;
        double qty = 0;
    };

    SideLevels(Side side, LevelPool& pool) noexcept
        : sign_(side == Side::bid ? 1.0 : -1.0), pool_(&pool) {}
    ~SideLevels() { clear(); }
    SideLevels(const SideLevels&) = delete;
    SideLevels& operator=(const SideLevels&) = delete;
    void swap(SideLevels& other) noexcept;

    /// True when the level was not there before.
    bool set(double price, double qty) noexcept;
    /// False when there was no such level.
    bool erase(double price) noexcept;
    /// Removes the level farthest from the top and returns it; there has to be one.
    Price pop_worst() noexcept;
    void clear() noexcept;

    /// The chunk that a change at this price will touch; nullptr on an empty side. Only for
    /// fetching it from memory ahead: messages know their levels before they are applied, and with
    /// many instruments a book is cold when its message comes.
    [[nodiscard]] const LevelChunk* chunk_at(double price) const noexcept {
        return chunks_.empty() ? nullptr : chunks_[chunk_of(sign_ * price)];
    }

    /// 0 when there is no such level.
    [[nodiscard]] double qty_at(double price) const noexcept;
    [[nodiscard]] bool contains(double price) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }
    /// There has to be one.
    [[nodiscard]] Price best() const noexcept;

    /// True when the next chunks would make the directory allocate; grow_directory() does it ahead.
    /// A new side wants room at once: a book that grows slowly must not do so in an hour.
    [[nodiscard]] bool wants_room() const noexcept {
        return chunks_.capacity() < kLeastDirectory ||
               chunks_.size() + chunks_.size() / 4 + 1 > chunks_.capacity();
    }
    void grow_directory();
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

    /// Walks from the best level to the worst; any change of the side ends its validity.
    class Walk {
      public:
        explicit Walk(const SideLevels& side) noexcept : side_(&side), chunk_(side.chunks_.size()) {
            enter_chunk();
        }
        [[nodiscard]] bool is_done() const noexcept { return chunk_ == 0; }
        [[nodiscard]] Price level() const noexcept {
            const LevelChunk& chunk = *side_->chunks_[chunk_ - 1];
            return {side_->sign_ * chunk.keys[index_ - 1], chunk.qtys[index_ - 1]};
        }
        void next() noexcept {
            if (--index_ > 0) return;
            --chunk_;
            enter_chunk();
        }

      private:
        void enter_chunk() noexcept {
            index_ = chunk_ == 0 ? 0 : side_->chunks_[chunk_ - 1]->count;
        }
        const SideLevels* side_;
        std::size_t chunk_;        // one past the current chunk; 0 at the end
        std::uint32_t index_ = 0;  // one past the current level within it
    };
    [[nodiscard]] Walk walk() const noexcept { return Walk(*this); }

  private:
    struct Place {
        std::size_t chunk;
        std::uint32_t index;
        bool is_there;
    };
    [[nodiscard]] Place find(double key) const noexcept;
    [[nodiscard]] std::size_t chunk_of(double key) const noexcept;
    void insert(Place place, double key, double qty) noexcept;
    Place split(Place place) noexcept;
    LevelChunk& add_chunk(std::size_t at) noexcept;
    void remove(std::size_t chunk, std::uint32_t index) noexcept;
    void join_neighbour(std::size_t chunk) noexcept;
    void drop_chunk(std::size_t chunk) noexcept;

    static constexpr std::size_t kLeastDirectory = 512;  // chunks: 16,384 levels and more

    double sign_;
    LevelPool* pool_;
    std::vector<double> first_keys_;
    std::vector<LevelChunk*> chunks_;
    std::size_t size_ = 0;
};

}  // namespace mdc::book
