#include <cstring>

#include <gtest/gtest.h>

#include "mdc/core/build_info.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/writer.hpp"
#include "mdc/model/tables/row.hpp"

#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::journal {
namespace {

using test::RowBook;
using test::SampleBatches;
using test::TemporaryFolder;

FileHeader some_header() {
    FileHeader header;
    header.run_start = test::kNoon;
    header.number = 7;
    header.feeds = 5;
    header.version = "1.2.3";
    return header;
}

Writer create(const std::filesystem::path& path) {
    auto writer = Writer::create(posix_files(), path, some_header());
    EXPECT_TRUE(writer.has_value());
    return std::move(*writer);
}

RowBook read_all(const std::filesystem::path& path, ReadStatistics* statistics = nullptr) {
    RowBook rows;
    auto reader = Reader::open(path);
    EXPECT_TRUE(reader.has_value());
    while (auto batch = reader->next()) rows.add(*batch);
    if (statistics != nullptr) *statistics = reader->statistics();
    return rows;
}

class EveryTable : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryTable, ComesBackAsItWasWrittenWithNullsAndOddValues) {
    const TemporaryFolder folder;
    const auto table = static_cast<Table>(GetParam());
    SampleBatches samples(GetParam());
    RowBook written;
    {
        auto writer = create(folder / "j");
        for (const std::size_t rows : {1u, 2u, 7u, 8u, 9u, 64u, 300u, 5000u}) {
            const auto batch = samples.make(table, rows);
            ASSERT_TRUE(writer.append(batch));
            written.add(batch);
        }
        EXPECT_EQ(writer.blocks(), 8u);
        EXPECT_EQ(writer.size(), std::filesystem::file_size(folder / "j"));
    }
    ReadStatistics statistics;
    EXPECT_EQ(read_all(folder / "j", &statistics).difference_to(written), "");
    EXPECT_EQ(statistics.end, JournalEnd::clean);
    EXPECT_EQ(statistics.rows, written.size());
    EXPECT_EQ(statistics.highest_id, samples.next_id() - 1);
}

INSTANTIATE_TEST_SUITE_P(Tables, EveryTable, testing::Range(std::size_t{0}, kTableCount),
                         [](const auto& each) {
                             return std::string(to_string(static_cast<Table>(each.param)));
                         });

TEST(Journal, HeaderSaysWhoWroteItAndWhen) {
    const TemporaryFolder folder;
    create(folder / "j");
    auto reader = Reader::open(folder / "j");
    ASSERT_TRUE(reader.has_value());
    ASSERT_TRUE(reader->header().has_value());
    EXPECT_EQ(reader->header()->run_start, test::kNoon);
    EXPECT_EQ(reader->header()->number, 7u);
    EXPECT_EQ(reader->header()->feeds, 5u);
    EXPECT_EQ(reader->header()->version, "1.2.3");
    EXPECT_FALSE(reader->next().has_value());
    EXPECT_EQ(reader->statistics().end, JournalEnd::clean);
}

TEST(Journal, EmptyBatchWritesNothing) {
    const TemporaryFolder folder;
    auto writer = create(folder / "j");
    ASSERT_TRUE(writer.append(Batch(Table::trades, ExchangeId::okx)));
    EXPECT_EQ(writer.size(), kFileHeaderSize);
}

TEST(Journal, LargeBatchBecomesSeveralBlocks) {
    const TemporaryFolder folder;
    Batch batch(Table::raw, ExchangeId::okx);
    SampleBatches samples(1);
    const auto one = samples.make(Table::raw, 1);
    const std::string payload(3u << 20, 'p');
    const auto payload_column = static_cast<std::size_t>(column_index(Table::raw, "payload"));
    for (int row = 0; row < 20; ++row) {
        for (std::size_t c = 0; c < batch.columns.size(); ++c) {
            c == payload_column ? batch.columns[c].append_text(payload)
                                : batch.columns[c].append_from(one.columns[c], 0);
        }
    }
    auto writer = create(folder / "j");
    ASSERT_TRUE(writer.append(batch));
    EXPECT_GE(writer.blocks(), 8u);
    EXPECT_EQ(writer.rows(), 20u);
    auto reader = Reader::open(folder / "j");
    std::size_t rows = 0;
    while (auto block = reader->next()) {
        for (std::size_t row = 0; row < block->rows(); ++row) {
            EXPECT_EQ(block->columns[payload_column].text_at(row), payload);
        }
        rows += block->rows();
    }
    EXPECT_EQ(rows, 20u);
}

TEST(Journal, RowBeyondAnyBlockIsRefusedAndLeavesNoTrace) {
    const TemporaryFolder folder;
    SampleBatches samples(1);
    auto batch = samples.make(Table::raw, 1);
    Column payload(ColumnType::text);
    payload.append_text(std::string(kMostBlockBytes + 1, 'p'));
    batch.columns[static_cast<std::size_t>(column_index(Table::raw, "payload"))] = payload;
    auto writer = create(folder / "j");
    const auto refused = writer.append(batch);
    ASSERT_FALSE(refused.has_value());
    EXPECT_FALSE(refused.error().is_retryable);
    EXPECT_EQ(std::filesystem::file_size(folder / "j"), kFileHeaderSize);
}

TEST(Journal, RepetitiveColumnsTakeLittleRoom) {
    const TemporaryFolder folder;
    Batch batch(Table::bbo, ExchangeId::binance_spot);
    BboRow row;
    row.head.exchange = ExchangeId::binance_spot;
    for (int i = 0; i < 1000; ++i) {
        row.head.seq_id = row.head.packet_id = i;
        row.bid_price = 67'000.0 + i;
        append_row(batch, row, i % 2 == 0 ? "BTCUSDT" : "ETHUSDT");
    }
    auto writer = create(folder / "j");
    ASSERT_TRUE(writer.append(batch));
    // seq_id, packet_id, bid_price: 8 bytes each; ticker: 1; everything else is constant.
    EXPECT_LT(writer.size() / 1000, 26u);
}

TEST(Journal, SkippingFindsTheHighestIdFromHeadersAlone) {
    const TemporaryFolder folder;
    SampleBatches samples(3);
    {
        auto writer = create(folder / "j");
        for (int i = 0; i < 5; ++i) ASSERT_TRUE(writer.append(samples.make(Table::trades, 10)));
    }
    auto reader = Reader::open(folder / "j");
    while (reader->skip()) {
    }
    EXPECT_EQ(reader->statistics().highest_id, samples.next_id() - 1);
    EXPECT_EQ(reader->statistics().rows, 50u);
}

TEST(Journal, ColumnsThatAnOlderSchemaLacksAreNull) {
    SampleBatches samples(4);
    auto batch = samples.make(Table::orderbook_l2, 3);
    batch.columns.pop_back();  // conn_id, nullable, stands last
    std::vector<std::byte> bytes;
    const auto header = encode_block(batch, 0, 3, 0, 99, bytes);
    const auto body = std::span<const std::byte>(bytes).subspan(kBlockHeaderSize);
    const auto read = decode_block(header, body, 99);
    ASSERT_TRUE(read.has_value());
    ASSERT_EQ(read->columns.size(), batch.columns.size() + 1);
    for (std::size_t row = 0; row < 3; ++row) EXPECT_TRUE(read->columns.back().is_null(row));
}

TEST(Journal, BlockOfALaterSchemaEndsTheReadablePartAsNewer) {
    const TemporaryFolder folder;
    SampleBatches samples(5);
    auto file = posix_files().create(folder / "j");
    auto header = some_header();
    ASSERT_TRUE((*file)->append(encode_file_header(header)));
    std::vector<std::byte> bytes;
    auto block = encode_block(samples.make(Table::bbo, 2), 0, 2, 0, header.checksum, bytes);
    block.schema_version = static_cast<std::uint16_t>(kSchemaVersion + 1);
    block.header_checksum = checksum_of(block, header.checksum);
    std::memcpy(bytes.data(), &block, sizeof block);
    ASSERT_TRUE((*file)->append(bytes));
    ReadStatistics statistics;
    EXPECT_EQ(read_all(folder / "j", &statistics).size(), 0u);
    EXPECT_EQ(statistics.end, JournalEnd::newer);
}

}  // namespace
}  // namespace mdc::journal
