#include "mdc/sinks/jsonl/jsonl.hpp"

#include <charconv>

#include <gtest/gtest.h>

#include "mdc/model/tables/row.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/sinks/small_pipe.hpp"

namespace mdc::sinks {
namespace {

using test::TemporaryFolder;

config::SinkConfig to(const std::filesystem::path& target) {
    config::SinkConfig config;
    config.kind = "jsonl";
    config.target = target.string();
    return config;
}

/// What the sink writes for one batch.
std::string written(const Batch& batch) {
    const TemporaryFolder folder;
    auto sink = open_jsonl(to(folder.path())).value();
    EXPECT_TRUE(sink->write(batch));
    EXPECT_TRUE(sink->close());
    return test::text_of(folder.path() / (std::string(to_string(batch.table)) + ".jsonl"));
}

template <class Row>
std::string written_row(const Row& row, std::string_view ticker) {
    Batch batch(kTableOf<Row>, row.head.exchange);
    append_row(batch, row, ticker);
    return written(batch);
}

TEST(Jsonl, ARowIsOneObjectWithTheTableFirst) {
    TradeRow row;
    row.head = test::head(1'723'112'345'678'901);
    row.head.push_timestamp = 1'723'112'345'679'000;
    row.price = 61'234.56;
    row.qty = 1e-7;
    row.trade_id = std::string_view("42");
    row.side = Side::sell;
    EXPECT_EQ(written_row(row, "BTCUSDT"),
              R"({"table":"trades","timestamp":1723112345678901,"rcv_timestamp":1723112345678901,)"
              R"("exchange":1,"ticker":"BTCUSDT","seq_id":1723112345678901,)"
              R"("packet_id":1723112345678901,"side":-1,"price":61234.56,"qty":1e-07,)"
              R"("trade_id":"42","trade_seq":null,"trade_count":1,"kind":0,)"
              R"("push_timestamp":1723112345679000,"timestamp_is_local":false,"conn_id":null})"
              "\n");
}

TEST(Jsonl, NumbersReadBackToTheSameNumbers) {
    for (const double price :
         {0.1, 0.00000074573, 1e21, 123456789.12345678, 5e-324, -0.0, 64000.0}) {
        BboRow row;
        row.bid_price = price;
        const auto text = written_row(row, "A");
        constexpr std::string_view kKey = "\"bid_price\":";
        double back = 0;
        std::from_chars(text.data() + text.find(kKey) + kKey.size(), text.data() + text.size(),
                        back);
        EXPECT_EQ(back, price) << text;
        EXPECT_NE(text.find("\"ask_price\":null"), std::string::npos);
    }
}

TEST(Jsonl, WhatJsonCannotSayIsNull) {
    TradeRow row;
    row.price = std::numeric_limits<double>::infinity();
    EXPECT_NE(written_row(row, "A").find("\"price\":null"), std::string::npos);
}

TEST(Jsonl, ARowAboutNoInstrumentHasNoTicker) {
    EXPECT_NE(written_row(ClockRow{}, "").find("\"ticker\":null"), std::string::npos);
}

TEST(Jsonl, APayloadIsEscaped) {
    EXPECT_NE(written(*test::rows_of(Table::raw, 1)).find(R"("payload":"{\"e\":\"trade\"}")"),
              std::string::npos);
}

TEST(Jsonl, DashIsStandardOutput) {
    test::SmallPipe pipe;
    const int kept = ::dup(STDOUT_FILENO);
    ::dup2(pipe.writing(), STDOUT_FILENO);
    auto sink = open_jsonl(to("-")).value();
    EXPECT_TRUE(sink->write(*test::rows_of(Table::bbo, 1)));
    EXPECT_TRUE(sink->close());
    ::dup2(kept, STDOUT_FILENO);
    ::close(kept);
    EXPECT_EQ(pipe.read_some().substr(0, 14), R"({"table":"bbo")");
}

}  // namespace
}  // namespace mdc::sinks
