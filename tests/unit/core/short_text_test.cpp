#include "mdc/core/short_text.hpp"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace mdc {
namespace {

using Text = ShortText<7>;

TEST(ShortText, HoldsUpToItsSizeAndCutsTheRest) {
    EXPECT_EQ(Text(std::string_view("")).view(), "");
    EXPECT_EQ(Text(std::string_view("1234567")).view(), "1234567");
    EXPECT_EQ(Text(std::string_view("12345678")).view(), "1234567");
    EXPECT_EQ(Text(std::string_view("a\0b", 3)).view(), std::string_view("a\0b", 3));
}

TEST(ShortText, SaysBeforehandWhetherTextFits) {
    EXPECT_TRUE(Text::fits("1234567"));
    EXPECT_FALSE(Text::fits("12345678"));
}

TEST(ShortText, NoTextIsEmpty) {
    EXPECT_TRUE(Text().empty());
    EXPECT_TRUE(Text(std::string_view{}).empty());
    EXPECT_FALSE(Text(std::string_view("x")).empty());
}

TEST(ShortText, IsComparedByItsText) {
    Text text(std::string_view("longer"));
    text = std::string_view("ab");
    EXPECT_EQ(text, Text(std::string_view("ab")));
    EXPECT_FALSE(text == Text(std::string_view("abc")));
}

TEST(ShortText, IsCopiedAsBytes) {
    EXPECT_TRUE(std::is_trivially_copyable_v<Text>);
    EXPECT_EQ(sizeof(Text), 8u);
}

}  // namespace
}  // namespace mdc
