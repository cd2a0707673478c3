#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "mdc/core/ring.hpp"
#include "mdc/pipeline/row_decoder.hpp"

namespace mdc::test {

/// The rows that lie in a ring, as batches.
class RingReader {
  public:
    explicit RingReader(Ring& ring)
        : ring_(ring), decoder_({}, [this](const BatchPtr& batch) { take_(batch); }) {}

    /// Those since the last call.
    void read(std::function<void(const BatchPtr&)> take) {
        take_ = std::move(take);
        ring_.drain([&](std::uint16_t kind, std::span<const std::byte> payload) {
            decoder_.add(kind, payload);
        });
        decoder_.flush();
    }

  private:
    Ring& ring_;
    std::function<void(const BatchPtr&)> take_;
    pipeline::RowDecoder decoder_;
};

}  // namespace mdc::test
