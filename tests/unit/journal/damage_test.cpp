#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "mdc/core/crc32c.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/writer.hpp"

#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

// Whatever happens to the bytes of a journal, reading it never yields a row that was not written.

namespace mdc::journal {
namespace {

using test::RowBook;
using test::SampleBatches;
using test::TemporaryFolder;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

struct Read {
    RowBook rows;
    ReadStatistics statistics;
};

Read read_all(const std::filesystem::path& path) {
    Read read;
    auto reader = Reader::open(path);
    while (auto batch = reader->next()) read.rows.add(*batch);
    read.statistics = reader->statistics();
    return read;
}

/// A journal of several tables, where its blocks begin, and the rows up to each of them.
struct Sample {
    TemporaryFolder folder;
    std::string bytes;
    std::vector<std::uint64_t> begins;
    std::vector<RowBook> rows_before = {RowBook{}};

    explicit Sample(std::uint32_t number = 1) {
        SampleBatches samples(number);
        FileHeader header;
        header.number = number;
        auto writer = Writer::create(posix_files(), folder / "whole", header);
        for (const auto table : {Table::trades, Table::orderbook_l2, Table::raw, Table::gaps}) {
            const auto batch = samples.make(table, 12);
            begins.push_back(writer->size());
            EXPECT_TRUE(writer->append(batch));
            rows_before.push_back(rows_before.back());
            rows_before.back().add(batch);
        }
        bytes = read_file(folder / "whole");
    }
    [[nodiscard]] Read read_with(std::string_view changed) const {
        write_file(folder / "changed", changed);
        return read_all(folder / "changed");
    }
};

TEST(JournalDamage, FileCutAnywhereYieldsTheWholeBlocksBeforeTheCut) {
    const Sample sample;
    for (std::uint64_t size = 0; size < sample.bytes.size(); ++size) {
        const auto read = sample.read_with(std::string_view(sample.bytes).substr(0, size));
        std::size_t whole = 0;
        while (whole < sample.begins.size() &&
               (whole + 1 < sample.begins.size() ? sample.begins[whole + 1]
                                                 : sample.bytes.size()) <= size) {
            ++whole;
        }
        ASSERT_EQ(read.rows.difference_to(sample.rows_before[whole]), "") << "cut at " << size;
        const bool is_at_block =
            size == kFileHeaderSize || (whole > 0 && read.statistics.bytes == size);
        ASSERT_EQ(read.statistics.end, is_at_block ? JournalEnd::clean : JournalEnd::torn) << size;
    }
}

TEST(JournalDamage, ZerosOrNoiseInPlaceOfATailYieldTheWholeBlocksBefore) {
    const Sample sample;
    std::mt19937_64 random(1);
    const auto last = sample.begins.back();
    for (auto size = last; size < sample.bytes.size(); ++size) {
        for (const bool is_noise : {false, true}) {
            auto bytes = sample.bytes;
            for (auto at = size; at < bytes.size(); ++at) {
                bytes[at] = is_noise ? static_cast<char>(random()) : '\0';
            }
            if (bytes == sample.bytes) continue;
            const auto read = sample.read_with(bytes);
            ASSERT_EQ(read.rows.difference_to(sample.rows_before[3]), "") << "from " << size;
            ASSERT_EQ(read.statistics.end, JournalEnd::torn);
        }
    }
}

TEST(JournalDamage, EveryFlippedBitEndsTheReadablePartAtItsBlock) {
    const Sample sample;
    for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
        auto bytes = sample.bytes;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
        const auto read = sample.read_with(bytes);
        std::size_t block = 0;
        while (block < sample.begins.size() && sample.begins[block] <= at) ++block;
        // A bit of the file header leaves nothing, since all checksums start from it.
        const auto whole = block == 0 ? 0 : block - 1;
        ASSERT_EQ(read.rows.difference_to(sample.rows_before[whole]), "") << "byte " << at;
        ASSERT_EQ(read.statistics.end,
                  whole + 1 == sample.begins.size() ? JournalEnd::torn : JournalEnd::damaged)
            << "byte " << at;
    }
}

TEST(JournalDamage, ManyRandomChangesNeverYieldARowThatWasNotWritten) {
    const Sample sample;
    std::mt19937_64 random(7);
    for (int round = 0; round < 3000; ++round) {
        auto bytes = sample.bytes;
        switch (random() % 3) {
            case 0:  // overwrite a stretch
                for (std::size_t i = 0, at = random() % bytes.size(); i < random() % 64; ++i) {
                    bytes[(at + i) % bytes.size()] = static_cast<char>(random());
                }
                break;
            case 1:  // lose a stretch
                bytes.erase(random() % bytes.size(), random() % 64);
                break;
            default:  // repeat a stretch
                bytes.insert(random() % bytes.size(), bytes.substr(random() % bytes.size(), 64));
        }
        const auto read = sample.read_with(bytes);
        ASSERT_EQ(read.rows.strangers_to(sample.rows_before.back()), "") << "round " << round;
    }
}

TEST(JournalDamage, BlocksOfAnotherFileBehindOursAreNotRead) {
    const Sample ours(1);
    const Sample older(2);
    const auto read = ours.read_with(ours.bytes + older.bytes.substr(older.begins.front()));
    EXPECT_EQ(read.rows.difference_to(ours.rows_before.back()), "");
    EXPECT_EQ(read.statistics.end, JournalEnd::torn);
}

TEST(JournalDamage, OurOwnBlockOutOfTurnIsNotRead) {
    const Sample sample;
    const auto repeated = sample.bytes + sample.bytes.substr(sample.begins[1]);
    EXPECT_EQ(sample.read_with(repeated).rows.difference_to(sample.rows_before.back()), "");
}

TEST(JournalDamage, LengthsWithGoodChecksumsAreStillNotTrusted) {
    SampleBatches samples(8);
    std::vector<std::byte> bytes;
    auto header = encode_block(samples.make(Table::trades, 20), 0, 20, 0, 0, bytes);
    std::mt19937_64 random(3);
    int refused = 0;
    for (int round = 0; round < 5000; ++round) {
        std::vector<std::byte> body(bytes.begin() + kBlockHeaderSize, bytes.end());
        for (int i = 0; i < 3; ++i) body[random() % body.size()] = static_cast<std::byte>(random());
        if (random() % 4 == 0) body.resize(random() % body.size());
        header.length = static_cast<std::uint32_t>(body.size());
        header.rows = random() % 8 == 0 ? static_cast<std::uint32_t>(random() % 1000) : 20;
        header.body_checksum = crc32c(body, 0);
        const auto batch = decode_block(header, body, 0);
        refused += batch ? 0 : 1;
        for (std::size_t row = 0; batch && row < batch->rows(); ++row) test::row_text(*batch, row);
    }
    EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace mdc::journal
