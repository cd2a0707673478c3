#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/model/feed.hpp"

namespace mdc::bench {

/// Different messages of one stream of Binance Spot, in the form and of the sizes that the venue
/// sends: combined, microseconds, BTCUSDT. Depth messages have 46 levels on average (median 21, 99
/// of 100 below 386, at most 1,076), as real ones do.
class Messages {
  public:
    static constexpr std::size_t kCount = 4096;

    explicit Messages(Feed feed);

    /// With kFramePadding readable bytes behind it.
    [[nodiscard]] std::string_view operator[](std::size_t i) const {
        const auto& [at, size] = places_[i % kCount];
        return std::string_view(bytes_).substr(at, size);
    }
    [[nodiscard]] double mean_bytes() const;
    [[nodiscard]] double mean_levels() const noexcept { return mean_levels_; }

  private:
    struct Place {
        std::size_t at = 0, size = 0;
    };
    std::string bytes_;
    std::vector<Place> places_;
    double mean_levels_ = 0;
};

}  // namespace mdc::bench
