#pragma once

#include <cstdint>
#include <optional>

#include "mdc/core/result.hpp"
#include "mdc/core/time.hpp"
#include "mdc/journal/stream_ends.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::sinks {

/// What a target knew of earlier runs when it was opened.
struct Remembered {
    std::int64_t highest_id = 0;  ///< largest seq_id or packet_id in it; 0: none, or not known
    /// Set when the run before did not end: until when each stream is recorded.
    std::optional<journal::CrashedRun> crashed = std::nullopt;
};

/// A target of rows. Each sink is called from one thread of its own; a slow or failing one never
/// stops the others. An error with is_retryable keeps the sink: the batch counts as not written.
class Sink {
  public:
    virtual ~Sink() = default;
    [[nodiscard]] virtual Result<void> write(const Batch& batch) = 0;
    /// Called some times a second, also when nothing arrives.
    [[nodiscard]] virtual Result<void> on_time(UnixMicros /*now*/) { return {}; }
    /// The same all the time.
    [[nodiscard]] virtual Remembered remembered() const { return {}; }
    /// Nothing more will come: finish the files. Called once; the sink is then only destroyed.
    [[nodiscard]] virtual Result<void> close() = 0;
    /// After close(): rows that write() took and that are nowhere, for its error says why.
    [[nodiscard]] virtual std::uint64_t lost_rows() const noexcept { return 0; }
};

}  // namespace mdc::sinks
