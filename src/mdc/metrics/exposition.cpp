#include "mdc/metrics/exposition.hpp"

#include <prometheus/text_serializer.h>

namespace mdc::metrics {

namespace {

constexpr double kNanosPerSecond = 1e9;

prometheus::MetricType type_of(MetricType type) {
    switch (type) {
        case MetricType::counter:
            return prometheus::MetricType::Counter;
        case MetricType::gauge:
            return prometheus::MetricType::Gauge;
        case MetricType::histogram:
            return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

std::vector<prometheus::ClientMetric::Label> labels_of(const MetricFacts& facts,
                                                       const Sample& sample) {
    std::vector<prometheus::ClientMetric::Label> labels;
    auto names = facts.labels;
    for (const auto& value : sample.labels) {
        const auto end = std::min(names.find(' '), names.size());
        labels.push_back({std::string(names.substr(0, end)), value});
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return labels;
}

prometheus::ClientMetric metric_of(const MetricFacts& facts, const Sample& sample) {
    prometheus::ClientMetric metric;
    metric.label = labels_of(facts, sample);
    metric.counter.value = sample.value;
    metric.gauge.value = sample.value;
    metric.histogram.sample_sum = sample.value;
    metric.histogram.sample_count = sample.count;
    for (std::size_t i = 0; i < sample.buckets.size(); ++i) {
        const auto bound = static_cast<double>(kBucketBounds[i]) / kNanosPerSecond;
        metric.histogram.bucket.push_back({sample.buckets[i], bound});
    }
    return metric;
}

}  // namespace

std::string to_text(const Snapshot& snapshot) {
    std::vector<prometheus::MetricFamily> families;
    for (std::size_t i = 0; i < kMetricCount; ++i) {
        const auto& samples = snapshot.samples(i);
        if (samples.empty()) continue;
        const auto& facts = kCatalogue[i];
        auto& family = families.emplace_back();
        family.name = facts.name;
        family.help = facts.meaning;
        family.type = type_of(facts.type);
        for (const auto& sample : samples) family.metric.push_back(metric_of(facts, sample));
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace mdc::metrics
