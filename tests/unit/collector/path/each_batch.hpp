#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "mdc/core/ring.hpp"
#include "mdc/pipeline/row_decoder.hpp"

namespace mdc::test {

/// Takes all rows that lie in the ring.
template <class Does>
void each_batch(Ring& ring, Does&& does) {
    pipeline::RowDecoder decoder({}, does);
    ring.drain([&](std::uint16_t kind, std::span<const std::byte> payload) {
        decoder.add(kind, payload);
    });
    decoder.flush();
}

}  // namespace mdc::test
