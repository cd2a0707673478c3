#include "mdc/model/wire/stream_table.hpp"

#include <cstring>
#include <utility>

namespace mdc {

std::uint32_t StreamTable::hash_of(std::string_view text) noexcept {
    constexpr std::uint64_t kMultiplier = 0x9E37'79B9'7F4A'7C15;
    std::uint64_t hash = text.size() * kMultiplier;
    const char* at = text.data();
    auto left = text.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        hash = (hash ^ word) * kMultiplier;
        hash ^= hash >> 29;
    }
    std::uint64_t word = 0;
    if (left != 0) std::memcpy(&word, at, left);
    hash = (hash ^ word) * kMultiplier;
    return static_cast<std::uint32_t>(hash >> 32) | 1u;  // zero marks an empty slot
}

void StreamTable::insert(std::string_view channel, StreamRef ref) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    const auto hash = hash_of(channel);
    auto at = hash & (slots_.size() - 1);
    while (slots_[at].hash != 0) {
        if (slots_[at].hash == hash && slots_[at].channel == channel) {
            slots_[at].ref = ref;
            return;
        }
        at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = {hash, std::string(channel), ref};
    ++size_;
}

void StreamTable::erase(std::string_view channel) {
    auto old = std::exchange(slots_, {});
    size_ = 0;
    for (auto& slot : old) {
        if (slot.hash != 0 && slot.channel != channel) insert(slot.channel, slot.ref);
    }
}

const StreamRef* StreamTable::find(std::string_view channel) const noexcept {
    if (slots_.empty()) return nullptr;
    const auto hash = hash_of(channel);
    for (auto at = hash & (slots_.size() - 1); slots_[at].hash != 0;
         at = (at + 1) & (slots_.size() - 1)) {
        if (slots_[at].hash == hash && slots_[at].channel == channel) return &slots_[at].ref;
    }
    return nullptr;
}

void StreamTable::grow() {
    auto old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 16 : slots_.size() * 2));
    size_ = 0;
    for (auto& slot : old) {
        if (slot.hash != 0) insert(slot.channel, slot.ref);
    }
}

}  // namespace mdc
