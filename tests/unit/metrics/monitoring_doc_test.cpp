#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/metrics/catalogue.hpp"

namespace mdc::metrics {
namespace {

constexpr const char* kDocument = "docs/operations/monitoring.md";
constexpr std::string_view kBegin = "<!-- made from src/mdc/metrics/catalogue.hpp -->\n";
constexpr std::string_view kEnd = "<!-- end -->\n";

std::string table() {
    std::string out = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
    for (const auto& each : kCatalogue) {
        std::string labels(each.labels);
        for (std::size_t at = 0; (at = labels.find(' ', at)) != std::string::npos; at += 4) {
            labels.replace(at, 1, "`, `");
        }
        if (!labels.empty()) labels = "`" + labels + "`";
        out += fmt::format("| `{}` | {} | {} | {} |\n", each.name,
                           kMetricTypeNames[static_cast<std::size_t>(each.type)], labels,
                           each.meaning);
    }
    return out;
}

// With MDC_UPDATE=1 in the environment the table is written instead of compared.
TEST(MonitoringDocument, HasTheTableOfTheCatalogue) {
    std::ifstream in(kDocument);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto begin = text.find(kBegin);
    const auto end = text.find(kEnd);
    ASSERT_NE(begin, std::string::npos) << kDocument;
    ASSERT_NE(end, std::string::npos) << kDocument;
    const auto from = begin + kBegin.size();
    if (std::getenv("MDC_UPDATE") != nullptr) {
        std::ofstream(kDocument) << text.substr(0, from) << table() << text.substr(end);
        return;
    }
    EXPECT_EQ(text.substr(from, end - from), table())
        << kDocument << " is stale: run this test with MDC_UPDATE=1";
}

// Every metric that the prose and the alerts name is one of the catalogue.
TEST(MonitoringDocument, NamesOnlyWhatExists) {
    std::ifstream in(kDocument);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find("mdc_", at)) != std::string::npos;) {
        auto name = text.substr(at, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at) - at);
        at += name.size();
        if (name.ends_with("_bucket")) name.resize(name.size() - 7);
        const auto is_it = [&](const MetricFacts& each) { return each.name == name; };
        EXPECT_TRUE(std::any_of(std::begin(kCatalogue), std::end(kCatalogue), is_it)) << name;
        ++found;
    }
    EXPECT_GT(found, kMetricCount);
}

}  // namespace
}  // namespace mdc::metrics
