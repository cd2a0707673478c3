#include "mdc/sinks/registry.hpp"

#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"

namespace mdc::sinks {
namespace {

TEST(SinkRegistry, AnUnknownKindGetsDidYouMean) {
    auto config = config::parse_target("jsnol:out").value();
    config.where = "mdc.toml:9:3";
    const auto sink = open_sink(config, SinkContext{});
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::usage);
    EXPECT_EQ(sink.error().message.find("mdc.toml:9:3: There is no sink 'jsnol', but "), 0u);
    EXPECT_NE(sink.error().message.find("Did you mean 'jsonl'?"), std::string::npos);
}

TEST(SinkRegistry, EveryExampleIsATargetOfItsKind) {
    for (const auto& entry : sink_entries()) {
        const auto config = config::parse_target(entry.example);
        ASSERT_TRUE(config) << entry.example;
        EXPECT_EQ(config->kind, entry.kind);
    }
}

}  // namespace
}  // namespace mdc::sinks
