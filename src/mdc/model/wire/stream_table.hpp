#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mdc/model/wire/stream.hpp"

namespace mdc {

/// What a frame's channel text leads to.
struct StreamRef {
    StreamId stream = kNoStream;
    InstrumentId instrument = kNoInstrument;
    std::uint8_t kind = 0;  ///< of the channel, as in Stream
};

/// Channel text → stream, built once per connection, read for every frame (a few ns, no
/// allocation). Open addressing, at most half full; equal text is compared in full, so a collision
/// never confuses.
class StreamTable {
  public:
    void insert(std::string_view channel, StreamRef ref);
    /// Forgets a channel; rebuilds the table.
    void erase(std::string_view channel);
    /// nullptr when no stream has that channel. Valid until the next insert.
    [[nodiscard]] const StreamRef* find(std::string_view channel) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

  private:
    struct Slot {
        std::uint32_t hash = 0;
        std::string channel;
        StreamRef ref;
    };
    static std::uint32_t hash_of(std::string_view text) noexcept;
    void grow();

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

}  // namespace mdc
