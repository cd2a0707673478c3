#include <fstream>

#include <gtest/gtest.h>

#include "mdc/sinks/recording/recording.hpp"

#include "tests/support/storage/recorded.hpp"
#include "tests/support/storage/temporary_folder.hpp"

// DuckDB, Polars, pandas and pyarrow read a recording as it is: tests/support/readers/read_tree.py.

namespace mdc {
namespace {

using test::SampleBatches;

/// What the script is told of one table.
std::string expectation(Table table, std::uint64_t rows, std::int64_t seq_ids) {
    std::string columns;
    for (const auto& column : table_facts(table).columns) {
        columns += fmt::format("{}\"{}\": \"{}\"", columns.empty() ? "" : ", ", column.name,
                               to_string(column.type));
    }
    return fmt::format(R"({{"table": "{}", "rows": {}, "seq_ids": {}, "columns": {{{}}}}})"
                       "\n",
                       to_string(table), rows, seq_ids, columns);
}

TEST(StorageReaders, AllFourReadTheTreeWholeAndFileByFile) {
    const auto converter = test::built_program("mdc-parquet");
    if (converter.empty()) GTEST_SKIP() << "mdc-parquet was not built";
    const test::TemporaryFolder folder;
    const auto tree = folder / "data";
    sinks::RecordingOptions options;
    options.target = tree;
    options.converter = converter;
    options.is_interactive = true;
    options.min_free = 0;
    auto recording = sinks::Recording::open(options);
    ASSERT_TRUE(recording) << recording.error().message;

    SampleBatches samples(20261125);
    std::ofstream expected(folder / "expected");
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto table = static_cast<Table>(i);
        std::uint64_t rows = 0;
        std::int64_t seq_ids = 0;
        for (const auto exchange : {ExchangeId::binance_spot, ExchangeId::okx}) {
            for (const int day : {0, 1}) {
                const auto at = test::kNoon + std::chrono::hours(24 * day);
                const auto first = samples.next_id();
                ASSERT_TRUE((*recording)->write(samples.make(table, 60, at, exchange)));
                rows += 60;
                for (auto id = first; id < samples.next_id(); ++id) seq_ids += id;
            }
        }
        expected << expectation(table, rows, seq_ids);
    }
    expected.close();
    ASSERT_TRUE((*recording)->close());

    const int code =
        test::exit_code_of(fmt::format("python3 tests/support/readers/read_tree.py {} {}",
                                       tree.string(), (folder / "expected").string()));
    if (code == 77) GTEST_SKIP() << "a reader is not installed";
    EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace mdc
