#include "mdc/metrics/snapshot.hpp"

#include "mdc/core/assert.hpp"

namespace mdc::metrics {

namespace {

constexpr double kNanosPerSecond = 1e9;

struct Quantile {
    double q;
    const char* label;
};
constexpr Quantile kQuantiles[] = {{0.5, "0.5"},     {0.9, "0.9"},       {0.99, "0.99"},
                                   {0.999, "0.999"}, {0.9999, "0.9999"}, {1, "1"}};

double seconds(std::uint64_t nanos) { return static_cast<double>(nanos) / kNanosPerSecond; }

}  // namespace

void Snapshot::add(Metric metric, double value, Labels labels) {
    MDC_ASSERT(metric.facts().type != MetricType::histogram);
    MDC_ASSERT(labels.size() == label_count(metric.facts()));
    samples_[metric.index()].push_back({{labels.begin(), labels.end()}, value});
}

void Snapshot::add(Metric metric, const Histogram& histogram, Labels labels) {
    MDC_ASSERT(metric.facts().type == MetricType::histogram);
    MDC_ASSERT(labels.size() == label_count(metric.facts()));
    Sample sample{{labels.begin(), labels.end()}};
    sample.buckets.reserve(kBucketBounds.size());
    // Ascending, the whole last: values that come meanwhile cannot make a later figure smaller.
    for (const auto bound : kBucketBounds) sample.buckets.push_back(histogram.count_up_to(bound));
    sample.count = histogram.count();
    sample.value = seconds(histogram.sum_ns());
    auto& quantiles = samples_[metric.index() + 1];
    for (const auto& [q, label] : kQuantiles) {
        auto& added = quantiles.emplace_back(Sample{sample.labels});
        added.labels.emplace_back(label);
        added.value = seconds(q == 1 ? histogram.max_ns() : histogram.quantile_ns(q));
    }
    samples_[metric.index()].push_back(std::move(sample));
}

}  // namespace mdc::metrics
