#include "mdc/net/byte_queue.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace mdc::net {

namespace {

std::unique_ptr<char[]> allocate(std::size_t capacity) {
    return std::make_unique_for_overwrite<char[]>(capacity + kReadablePadding);
}

}  // namespace

ByteQueue::ByteQueue(std::size_t capacity, std::size_t limit)
    : bytes_(allocate(capacity)), capacity_(capacity), limit_(std::max(capacity, limit)) {}

char* ByteQueue::reserve(std::size_t size) {
    if (room() >= size) return bytes_.get() + end_;
    const std::size_t waiting = end_ - begin_;
    if (size > limit_ - waiting) return nullptr;
    if (waiting + size <= capacity_) {
        std::memmove(bytes_.get(), bytes_.get() + begin_, waiting);
    } else {
        capacity_ = std::min(limit_, std::max(2 * capacity_, waiting + size));
        auto larger = allocate(capacity_);
        std::memcpy(larger.get(), bytes_.get() + begin_, waiting);
        bytes_ = std::move(larger);
    }
    begin_ = 0;
    end_ = waiting;
    return bytes_.get() + end_;
}

}  // namespace mdc::net
