#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mdc/model/rows/ledger.hpp"

namespace mdc::collector {

/// What the kernel says of the clock (adjtimex): offset, estimated error, whether it is
/// synchronised.
ClockRow clock_row(ExchangeId exchange) noexcept;

/// What a person should know of such a clock before a recording; empty when all is well.
std::string_view advice_on(const ClockRow& clock) noexcept;

/// Finds steps of the UTC clock. The monotonic clock follows every slewing of it but no step, so
/// the distance of the two only changes with a step (or when the machine slept).
class ClockSteps {
  public:
    /// Both clocks, read together, ns. Returns the step since the call before, microseconds; 0
    /// when there was none beyond what two readings can be apart.
    std::int64_t note(std::int64_t utc_ns, std::int64_t monotonic_ns) noexcept;
    /// The same with the clocks as they are now.
    std::int64_t look() noexcept;

  private:
    std::optional<std::int64_t> distance_ns_;
};

}  // namespace mdc::collector
