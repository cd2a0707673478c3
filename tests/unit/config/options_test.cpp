#include "mdc/config/options.hpp"

#include <array>

#include <gtest/gtest.h>

namespace mdc::config {
namespace {

using std::chrono::microseconds;

constexpr std::array<std::string_view, 2> kWords = {"bbo", "tickers"};

TEST(Options, ReadsWhatIsGivenAndDefaultsTheRest) {
    const StageConfig stage{
        "s", {{"time", {"2ms"}}, {"rows", {"7"}}, {"tables", {"bbo"}}, {"names", {"a", "b"}}}, ""};
    Options options(stage);
    EXPECT_EQ(options.duration("time", microseconds(1)), microseconds(2000));
    EXPECT_EQ(options.duration("other", microseconds(1)), microseconds(1));
    EXPECT_EQ(options.number("rows", 1, 1, 10), 7);
    EXPECT_EQ(options.number("least", 5, 1, 10), 5);
    EXPECT_EQ(options.words("tables", kWords), std::vector<std::string>{"bbo"});
    EXPECT_EQ(options.texts("names"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(options.finish());
}

TEST(Options, SaysAllThatIsWrongAtOnce) {
    const StageConfig stage{"s",
                            {{"time", {"2"}},
                             {"rows", {"11"}},
                             {"tables", {"bob"}},
                             {"names", {}},
                             {"single", {"a", "b"}},
                             {"tmie", {"1s"}}},
                            "mdc.toml:3:7"};
    Options options(stage);
    options.duration("time", microseconds(1));
    options.number("rows", 1, 1, 10);
    options.words("tables", kWords);
    options.texts("names");
    options.number("single", 1, 1, 10);
    options.refuse("And more.");
    const auto result = options.finish();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
    EXPECT_EQ(result.error().message.find("mdc.toml:3:7: Stage 's': "), 0u);
    for (const auto* part :
         {"'2' is no duration", "'11' is no whole number from 1 to 10", "Did you mean 'bbo'?",
          "'names' is an empty list", "'single' takes one value", "And more.",
          "There is no option 'tmie'. Did you mean 'time'?"}) {
        EXPECT_NE(result.error().message.find(part), std::string::npos) << part;
    }
}

}  // namespace
}  // namespace mdc::config
