#include "mdc/parquet/raw_lines.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "mdc/model/tables/row.hpp"

#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/parquet/files.hpp"

namespace mdc::parquet::test {
namespace {

using mdc::test::TemporaryFolder;

RawRow raw_row(std::int64_t seq_id, std::string_view kind, std::string_view payload) {
    RawRow row;
    row.head.exchange = ExchangeId::binance_spot;
    row.head.timestamp = row.head.rcv_timestamp = UnixMicros{kNoon.value + seq_id};
    row.head.seq_id = seq_id;
    row.head.packet_id = 10 * seq_id;
    row.head.conn_id = 1;
    row.kind = kind;
    row.payload = payload;
    return row;
}

void convert_rows(const TemporaryFolder& folder, const std::vector<RawRow>& rows) {
    Batch batch(Table::raw, ExchangeId::binance_spot);
    for (const auto& row : rows) append_row(batch, row, "");
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {batch}, written);
    ASSERT_TRUE(convert(into(folder.path(), {path})));
}

TEST(RawLines, EachMessageIsALineThatParseReads) {
    const TemporaryFolder folder;
    auto rest = raw_row(3, "rest", R"({"lastUpdateId":1})");
    rest.request = std::string_view("/api/v3/depth?symbol=BTCUSDT");
    rest.head.conn_id = kNullInt64;
    convert_rows(folder, {raw_row(1, "open", ""), raw_row(2, "ws", R"({"a":"\\"})"), rest});
    std::ostringstream out;
    ASSERT_TRUE(print_raw(folder.path(), out));
    const auto noon = std::to_string(kNoon.value / 10);
    EXPECT_EQ(out.str(), R"({"rcv_timestamp":)" + noon +
                             R"(1,"conn_id":1,"packet_id":10,"exchange":1,"kind":"open","raw":""})"
                             "\n" +
                             R"({"rcv_timestamp":)" + noon +
                             R"(2,"conn_id":1,"packet_id":20,"exchange":1,"kind":"ws",)" +
                             R"("raw":"{\"a\":\"\\\\\"}"})" + "\n" + R"({"rcv_timestamp":)" + noon +
                             R"(3,"conn_id":null,"packet_id":30,"exchange":1,"kind":"rest",)" +
                             R"("request":"/api/v3/depth?symbol=BTCUSDT",)" +
                             R"("raw":"{\"lastUpdateId\":1}"})" + "\n");
}

TEST(RawLines, BytesThatAreNotPrintableStandInHexadecimal) {
    const TemporaryFolder folder;
    convert_rows(folder, {raw_row(1, "ws", std::string_view("{\0\xff\n}", 5)),
                          raw_row(2, "ws", "\xe4\xba\xba")});
    std::ostringstream out;
    ASSERT_TRUE(print_raw(folder.path(), out));
    EXPECT_NE(out.str().find(R"("raw_hex":"7b00ff0a7d"})"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find(R"("raw_hex":"e4baba"})"), std::string::npos) << out.str();
}

TEST(RawLines, ARecordingWithoutThemIsATargetError) {
    const TemporaryFolder folder;
    std::ostringstream out;
    const auto printed = print_raw(folder.path(), out);
    ASSERT_FALSE(printed);
    EXPECT_EQ(printed.error().kind, ErrorKind::target);
    EXPECT_EQ(print_raw(folder / "nowhere", out).error().kind, ErrorKind::target);
}

}  // namespace
}  // namespace mdc::parquet::test
