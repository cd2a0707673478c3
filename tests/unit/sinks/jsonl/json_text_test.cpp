#include "mdc/sinks/jsonl/json_text.hpp"

#include <gtest/gtest.h>

namespace mdc::sinks {
namespace {

std::string json(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
}

TEST(JsonText, PlainTextStaysAsItIs) {
    EXPECT_EQ(json(""), R"("")");
    EXPECT_EQ(json("BTC-27DEC24-100000-C"), R"("BTC-27DEC24-100000-C")");
    EXPECT_EQ(json("\x7f/"), "\"\x7f/\"");
}

TEST(JsonText, EscapesWhatJsonWantsEscaped) {
    EXPECT_EQ(json(R"({"e":"x\y"})"), R"("{\"e\":\"x\\y\"}")");
    EXPECT_EQ(json("a\nb\rc\td"), R"("a\nb\rc\td")");
    EXPECT_EQ(json(std::string_view("\0\x1f", 2)), R"("\u0000\u001f")");
}

TEST(JsonText, Utf8StaysAsItIs) {
    for (const auto* text : {"é", "€", "币安人生USDT", "😀", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(json(text), "\"" + std::string(text) + "\"");
    }
}

TEST(JsonText, BytesThatAreNoUtf8BecomeReplacements) {
    EXPECT_EQ(json("a\xFFz"), R"("a\ufffdz")");
    EXPECT_EQ(json("\xC3"), R"("\ufffd")") << "cut short";
    EXPECT_EQ(json("\xE2\x82"), R"("\ufffd\ufffd")");
    EXPECT_EQ(json("\xC0\xAF"), R"("\ufffd\ufffd")") << "overlong";
    EXPECT_EQ(json("\xE0\x80\xAF"), R"("\ufffd\ufffd\ufffd")") << "overlong";
    EXPECT_EQ(json("\xED\xA0\x80"), R"("\ufffd\ufffd\ufffd")") << "surrogate";
    EXPECT_EQ(json("\xF4\x90\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")") << "above U+10FFFF";
    EXPECT_EQ(json("\xF0\x80\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")") << "overlong";
    EXPECT_EQ(json("\xC3\"x"), R"("\ufffd\"x")") << "the quote is still escaped";
}

}  // namespace
}  // namespace mdc::sinks
