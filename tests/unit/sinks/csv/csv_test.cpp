#include "mdc/sinks/csv/csv.hpp"

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
    config.kind = "csv";
    config.target = target.string();
    return config;
}

std::string written(std::initializer_list<const Batch*> batches) {
    const TemporaryFolder folder;
    auto sink = open_csv(to(folder.path())).value();
    for (const auto* batch : batches) EXPECT_TRUE(sink->write(*batch));
    EXPECT_TRUE(sink->close());
    const std::string table(to_string((*batches.begin())->table));
    return test::text_of(folder.path() / (table + ".csv"));
}

TEST(Csv, AHeaderThenOneLinePerRow) {
    BboRow row;
    row.head = test::head(7);
    row.bid_price = 61'234.5;
    row.bid_qty = 0.25;
    Batch batch(Table::bbo, ExchangeId::binance_spot);
    append_row(batch, row, "BTCUSDT");
    EXPECT_EQ(written({&batch, &batch}),
              "timestamp,rcv_timestamp,exchange,ticker,seq_id,packet_id,bid_price,bid_qty,"
              "ask_price,ask_qty,update_id,push_timestamp,timestamp_is_local,conn_id\n"
              "7,7,1,BTCUSDT,7,7,61234.5,0.25,,,,,false,\n"
              "7,7,1,BTCUSDT,7,7,61234.5,0.25,,,,,false,\n");
}

TEST(Csv, TextIsQuotedWhereItMustBe) {
    ConnectionRow row;
    row.head = test::head(7);
    row.reason = std::string_view("said \"no\", then\nleft");
    row.url = std::string_view("wss://a/b?c=d");
    Batch batch(Table::connections, ExchangeId::binance_spot);
    append_row(batch, row, "");
    const auto text = written({&batch});
    EXPECT_NE(text.find(",\"said \"\"no\"\", then\nleft\",wss://a/b?c=d,"), std::string::npos)
        << text;
}

TEST(Csv, AnEmptyTextIsNotNull) {
    RawRow row;
    row.kind = std::string_view("ws");
    row.payload = "";
    Batch batch(Table::raw, ExchangeId::binance_spot);
    append_row(batch, row, "");
    const auto text = written({&batch});
    EXPECT_NE(text.find("\n0,0,0,,0,0,ws,,\"\",\n"), std::string::npos) << text;
}

TEST(Csv, StandardOutputCannotHoldSeveralTables) {
    const auto sink = open_csv(to("-"));
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace mdc::sinks
