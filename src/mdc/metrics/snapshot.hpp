#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/counter.hpp"
#include "mdc/core/histogram.hpp"
#include "mdc/metrics/catalogue.hpp"

namespace mdc::metrics {

/// Upper bounds of the exported buckets, ns: 1, 2, 5 from 200 ns to 10 s. A bucket may miss values
/// of the one cell of Histogram that its bound cuts (6.3 %), so quantiles are never too low.
inline constexpr std::array<std::uint64_t, 24> kBucketBounds = {
    200,         500,         1'000,         2'000,         5'000,         10'000,
    20'000,      50'000,      100'000,       200'000,       500'000,       1'000'000,
    2'000'000,   5'000'000,   10'000'000,    20'000'000,    50'000'000,    100'000'000,
    200'000'000, 500'000'000, 1'000'000'000, 2'000'000'000, 5'000'000'000, 10'000'000'000};

/// The value of one metric with one set of label values.
struct Sample {
    std::vector<std::string> labels;       ///< values, in the order of the catalogue
    double value = 0;                      ///< of a histogram: its sum, seconds
    std::uint64_t count = 0;               ///< histograms only
    std::vector<std::uint64_t> buckets{};  ///< cumulative, by kBucketBounds; histograms only
};

/// All metrics at one moment: filled by whoever knows the counters, written by exposition.hpp.
class Snapshot {
  public:
    using Labels = std::initializer_list<std::string_view>;

    /// Counters and gauges. As many label values as the catalogue names, in its order.
    void add(Metric metric, double value, Labels labels = {});
    void add(Metric metric, std::uint64_t value, Labels labels = {}) {
        add(metric, static_cast<double>(value), labels);
    }
    void add(Metric metric, const Counter& counter, Labels labels = {}) {
        add(metric, counter.value(), labels);
    }
    /// A histogram of nanoseconds, and its quantiles, in seconds.
    void add(Metric metric, const Histogram& histogram, Labels labels = {});

    /// Samples of kCatalogue[index], in the order of adding.
    [[nodiscard]] const std::vector<Sample>& samples(std::size_t index) const noexcept {
        return samples_[index];
    }

  private:
    std::array<std::vector<Sample>, kMetricCount> samples_;
};

}  // namespace mdc::metrics
