#pragma once

#include <algorithm>

#include "mdc/core/time.hpp"

namespace mdc::sim::deribit {

/// A pool that requests draw from and that fills again.
class Credits {
  public:
    Credits(double pool, double per_second)
        : pool_(pool), per_micro_(per_second / 1e6), left_(pool) {}

    /// False, and takes nothing, when so much is not there.
    bool take(double cost, UnixMicros now) noexcept {
        if (since_.value != 0) {
            const auto passed = static_cast<double>((now - since_).count());
            left_ = std::min(pool_, left_ + passed * per_micro_);
        }
        since_ = now;
        if (left_ < cost) return false;
        left_ -= cost;
        return true;
    }

  private:
    double pool_;
    double per_micro_;
    double left_;
    UnixMicros since_{0};
};

}  // namespace mdc::sim::deribit
