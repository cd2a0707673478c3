#include "mdc/pipeline/registry.hpp"

#include <gtest/gtest.h>

namespace mdc::pipeline {
namespace {

TEST(StageRegistry, AnUnknownNameGetsDidYouMean) {
    const auto stage = make_stage({"flter", {}, "mdc.toml:9:3"});
    ASSERT_FALSE(stage);
    EXPECT_EQ(stage.error().kind, ErrorKind::usage);
    EXPECT_EQ(stage.error().message.find("mdc.toml:9:3: There is no stage 'flter', but batch, "),
              0u);
    EXPECT_NE(stage.error().message.find("Did you mean 'filter'?"), std::string::npos);
}

TEST(StageRegistry, MakesWhatItLists) {
    EXPECT_TRUE(make_stage({"batch", {}, ""}));
    EXPECT_TRUE(make_stage({"sample", {}, ""}));
    EXPECT_TRUE(make_stage({"filter", {{"feeds", {"bbo"}}}, ""}));
}

}  // namespace
}  // namespace mdc::pipeline
