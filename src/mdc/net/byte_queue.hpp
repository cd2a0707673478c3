#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace mdc::net {

/// Bytes behind every payload that may be read (not used): simdjson loads ahead.
inline constexpr std::size_t kReadablePadding = 64;

/// A contiguous first-in first-out queue of bytes: filled at the back in place, read at the front
/// in place. At least kReadablePadding readable bytes always stand behind the last one. Memory is
/// touched only where bytes were written, so a large capacity costs nothing until it is needed.
/// One thread at a time.
class ByteQueue {
  public:
    /// `capacity` is allocated at once; it grows by doubling, never beyond `limit` bytes.
    ByteQueue(std::size_t capacity, std::size_t limit);

    /// What was committed and not consumed. Valid until the next reserve().
    [[nodiscard]] std::string_view unread() const noexcept {
        return {bytes_.get() + begin_, end_ - begin_};
    }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Room for at least `size` bytes behind the last one, or null when the limit forbids it. Moves
    /// the unread bytes to the front when the room behind them is too small.
    [[nodiscard]] char* reserve(std::size_t size);
    /// How much may be written at the last reserve()'s result.
    [[nodiscard]] std::size_t room() const noexcept { return capacity_ - end_; }

    void commit(std::size_t size) noexcept { end_ += size; }
    void consume(std::size_t size) noexcept {
        begin_ += size;
        if (begin_ == end_) begin_ = end_ = 0;
    }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;  // without the padding
    std::size_t limit_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace mdc::net
