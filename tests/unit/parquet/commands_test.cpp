#include "mdc/parquet/commands.hpp"

#include <sstream>

#include <arrow/util/key_value_metadata.h>
#include <gtest/gtest.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include "mdc/journal/reader.hpp"
#include "mdc/model/tables/row.hpp"

#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/parquet/files.hpp"

namespace mdc::parquet::test {
namespace {

using mdc::test::SampleBatches;
using mdc::test::TemporaryFolder;

Batch trades_of(const char* ticker, int rows, std::int64_t first_id) {
    Batch batch(Table::trades, ExchangeId::binance_spot);
    for (int i = 0; i < rows; ++i) {
        TradeRow row;
        row.head.exchange = ExchangeId::binance_spot;
        row.head.timestamp = row.head.rcv_timestamp = kNoon;
        row.head.seq_id = row.head.packet_id = first_id + i;
        row.price = 67'000.5;
        row.qty = 0.25;
        row.side = Side::sell;
        row.trade_id = std::to_string(100 + i);
        append_row(batch, row, ticker);
    }
    return batch;
}

void convert_batches(const TemporaryFolder& folder, const std::vector<Batch>& batches) {
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, batches, written);
    ASSERT_TRUE(convert(into(folder.path(), {path})));
}

TEST(Head, PrintsTheFirstRowsOfEachTableWithNamesOfEnums) {
    const TemporaryFolder folder;
    SampleBatches samples(1);
    convert_batches(folder, {trades_of("BTCUSDT", 5, 1), samples.make(Table::clock, 1)});
    std::ostringstream out;
    ASSERT_TRUE(print_head(folder.path(), 2, out));
    const auto text = out.str();
    EXPECT_EQ(text.find("trades\n"), 0u);
    EXPECT_NE(text.find("\nclock\n"), std::string::npos);
    EXPECT_NE(text.find("BINANCE_SPOT  BTCUSDT"), std::string::npos) << text;
    EXPECT_NE(text.find("SELL  67000.5  0.25"), std::string::npos) << text;
    EXPECT_NE(text.find(" 101 "), std::string::npos);
    EXPECT_EQ(text.find(" 102 "), std::string::npos) << "only two rows";
}

TEST(Rows, CountsPerTableAndTickerAsJsonLines) {
    const TemporaryFolder folder;
    convert_batches(folder, {trades_of("ETHUSDT", 3, 10), trades_of("BTCUSDT", 5, 20)});
    std::ostringstream out;
    ASSERT_TRUE(print_row_counts(folder.path(), out));
    EXPECT_EQ(out.str(),
              R"({"table":"trades","exchange":"binance_spot","ticker":"BTCUSDT","rows":5,)"
              R"("first_seq_id":20,"last_seq_id":24,"files":1})"
              "\n"
              R"({"table":"trades","exchange":"binance_spot","ticker":"ETHUSDT","rows":3,)"
              R"("first_seq_id":10,"last_seq_id":12,"files":1})"
              "\n");
}

TEST(Rows, OfATargetThatDoesNotExistIsATargetError) {
    std::ostringstream out;
    const auto done = print_row_counts("/nowhere/at/all", out);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::target);
}

TEST(Rows, OfAFileThatIsNoParquetIsMalformed) {
    const TemporaryFolder folder;
    std::ofstream(folder / "x.parquet") << "not parquet";
    std::ostringstream out;
    const auto done = print_row_counts(folder / "x.parquet", out);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::malformed);
}

TEST(Export, GivesTheRowsBackAsAJournal) {
    const TemporaryFolder folder;
    SampleBatches samples(2);
    const auto raw = samples.make(Table::raw, 50);
    convert_batches(folder, {raw, samples.make(Table::bbo, 50)});
    ASSERT_TRUE(export_journal(folder.path(), "raw", folder / "out"));
    RowBook expected, exported;
    expected.add(raw);
    auto reader = journal::Reader::open(folder / "out");
    while (const auto batch = reader->next()) exported.add(*batch);
    EXPECT_EQ(exported.difference_to(expected), "");
}

TEST(ParquetFile, SaysWhatItIsAndWhatItsColumnsMean) {
    const TemporaryFolder folder;
    convert_batches(folder, {trades_of("BTCUSDT", 5, 1)});
    const auto file =
        ::parquet::ParquetFileReader::OpenFile(table_files(folder.path()).front().string());
    const auto& pairs = *file->metadata()->key_value_metadata();
    EXPECT_EQ(*pairs.Get("mdc.table"), "trades");
    EXPECT_EQ(*pairs.Get("mdc.schema_version"), std::to_string(kSchemaVersion));
    EXPECT_EQ(pairs.Get("mdc.journals")->find("20261125T120000Z-0001:"), 0u);
    const auto columns = *pairs.Get("mdc.columns");
    EXPECT_NE(columns.find(R"("side":{"type":"int8","unit":"","meaning":"Side of the aggressor.",)"
                           R"("values":{"BUY":1,"SELL":-1,"UNKNOWN":0}})"),
              std::string::npos)
        << columns;
    const auto& schema = *file->metadata()->schema();
    EXPECT_EQ(schema.Column(column_index(Table::trades, "side"))->logical_type()->ToString(),
              "Int(bitWidth=8, isSigned=true)");
    EXPECT_EQ(schema.Column(column_index(Table::trades, "exchange"))->logical_type()->ToString(),
              "Int(bitWidth=16, isSigned=true)");
}

TEST(ParquetFile, RowGroupsBreakAtATickerThatHasEnoughRows) {
    const TemporaryFolder folder;
    convert_batches(folder, {trades_of("A", 20'000, 1), trades_of("B", 5, 30'000),
                             trades_of("C", 20'000, 40'000), trades_of("D", 150'000, 100'000)});
    const auto file =
        ::parquet::ParquetFileReader::OpenFile(table_files(folder.path()).front().string());
    const auto ticker = column_index(Table::trades, "ticker");
    std::vector<std::string> groups;
    for (int i = 0; i < file->metadata()->num_row_groups(); ++i) {
        const auto chunk = file->metadata()->RowGroup(i)->ColumnChunk(ticker);
        const auto statistics = chunk->statistics();
        ASSERT_TRUE(statistics && statistics->HasMinMax());
        groups.push_back(statistics->EncodeMin() + "-" + statistics->EncodeMax());
    }
    EXPECT_EQ(groups, (std::vector<std::string>{"A-A", "B-C", "D-D", "D-D"}));
}

TEST(ParquetFile, TextThatIsNoUtf8DoesNotSpoilTheFile) {
    const TemporaryFolder folder;
    Batch batch(Table::connections, ExchangeId::okx);
    ConnectionRow row;
    row.head.exchange = ExchangeId::okx;
    row.head.rcv_timestamp = kNoon;
    row.reason = std::string_view("caf\xC3\xA9 \xFF\xE2\x82 end");
    append_row(batch, row, "");
    convert_batches(folder, {batch});
    auto reader = TableReader::open(table_files(folder.path()).front());
    const auto read = reader->next();
    const auto reason = static_cast<std::size_t>(column_index(Table::connections, "reason"));
    EXPECT_EQ(read->columns[reason].text_at(0), "café \uFFFD\uFFFD\uFFFD end");
}

}  // namespace
}  // namespace mdc::parquet::test
