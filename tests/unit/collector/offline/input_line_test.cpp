#include "mdc/collector/offline/input_line.hpp"

#include <gtest/gtest.h>

#include "mdc/model/wire/frame.hpp"

namespace mdc::collector {
namespace {

using Kind = InputLine::Kind;

TEST(InputLine, AFrameOfTheExchangeIsItsOwnPayload) {
    InputLineParser parser;
    const std::string frame = R"({"stream":"btcusdt@trade","data":{"e":"trade"}})";
    const auto line = parser.parse(frame);
    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, Kind::bare);
    EXPECT_EQ(line->payload, frame);
    EXPECT_TRUE(is_null(line->rcv_timestamp));
    EXPECT_EQ(line->payload.data()[frame.size() + kFramePadding - 1], '\0') << "padded";
}

TEST(InputLine, AnEnvelopeSaysWhatItIsAndWhenItCame) {
    InputLineParser parser;
    auto line = parser.parse(
        R"({"rcv_timestamp":7,"conn_id":1,"packet_id":2,"kind":"ws","raw":"{\"e\":\"trade\"}"})");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, Kind::ws);
    EXPECT_EQ(line->rcv_timestamp, 7);
    EXPECT_EQ(line->conn_id, 1);
    EXPECT_EQ(line->packet_id, 2);
    EXPECT_EQ(line->payload, R"({"e":"trade"})");
    line = parser.parse(
        R"({"rcv_timestamp":8,"conn_id":null,"kind":"rest","request":"https://h/d?s","raw":"[]"})");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, Kind::rest);
    EXPECT_TRUE(is_null(line->conn_id));
    EXPECT_EQ(line->request, "https://h/d?s");
    for (const auto* kind : {"open", "close"}) {
        line = parser.parse(std::string(R"({"rcv_timestamp":9,"kind":")") + kind + "\"}");
        ASSERT_TRUE(line) << kind;
        EXPECT_EQ(line->payload, "");
    }
}

TEST(InputLine, ARowOfARawTableIsAnEnvelopeOfItsExchange) {
    InputLineParser parser;
    const auto line = parser.parse(
        R"({"table":"raw","timestamp":5,"rcv_timestamp":6,"exchange":1,"ticker":"","seq_id":3,)"
        R"("packet_id":4,"kind":"ws","request":null,"payload":"{}","conn_id":2})");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, Kind::ws);
    EXPECT_EQ(line->exchange, std::int16_t{1});
    EXPECT_EQ(line->rcv_timestamp, 6);
    EXPECT_EQ(line->payload, "{}");
}

TEST(InputLine, BytesThatAreNoTextComeThroughInHexadecimal) {
    InputLineParser parser;
    const auto line = parser.parse(R"({"rcv_timestamp":7,"kind":"ws","raw_hex":"7b00ff0a7d"})");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->payload, std::string_view("{\0\xff\n}", 5));
    for (const auto* bad : {"7b0", "7g", "7B"}) {
        EXPECT_FALSE(parser.parse(std::string(R"({"rcv_timestamp":7,"kind":"ws","raw_hex":")") +
                                  bad + "\"}"))
            << bad;
    }
}

TEST(InputLine, HalfAnEnvelopeIsNone) {
    InputLineParser parser;
    EXPECT_FALSE(parser.parse(""));
    EXPECT_FALSE(parser.parse("[1,2]"));
    EXPECT_FALSE(parser.parse("no json"));
    EXPECT_FALSE(parser.parse(R"({"kind":"ws","raw":"{}"})")) << "no receive time";
    EXPECT_FALSE(parser.parse(R"({"rcv_timestamp":7,"kind":"ws"})")) << "no message";
}

}  // namespace
}  // namespace mdc::collector
