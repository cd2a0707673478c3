#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/journal/writer.hpp"
#include "mdc/parquet/convert.hpp"
#include "mdc/parquet/table_reader.hpp"

#include "tests/support/storage/sample_batches.hpp"

// What the tests of this folder share: journals in, rows out.

namespace mdc::parquet::test {

namespace fs = std::filesystem;
using mdc::test::kNoon;
using mdc::test::RowBook;

/// Path of journal `number` of the sample run in a directory target.
inline fs::path journal_path(const fs::path& root, std::uint32_t number = 1) {
    return journal::target_paths(root).journal({kNoon, number});
}

/// Writes the batches as one journal and adds them to `written`.
inline void write_journal(const fs::path& path, const std::vector<Batch>& batches, RowBook& written,
                          journal::FileHeader header = {},
                          journal::Files& files = journal::posix_files()) {
    ASSERT_TRUE(journal::make_directories(files, path.parent_path()));
    header.run_start = kNoon;
    auto writer = journal::Writer::create(files, path, header);
    ASSERT_TRUE(writer) << writer.error().message;
    for (const auto& batch : batches) {
        ASSERT_TRUE(writer->append(batch));
        written.add(batch);
    }
    ASSERT_TRUE(writer->file()->sync());
}

/// All rows of all Parquet files below.
inline RowBook read_tables(const fs::path& target) {
    RowBook rows;
    for (const auto& path : table_files(target)) {
        auto reader = TableReader::open(path);
        EXPECT_TRUE(reader) << path;
        while (reader) {
            const auto batch = reader->next();
            EXPECT_TRUE(batch) << path;
            if (!batch || batch->rows() == 0) break;
            rows.add(*batch);
        }
    }
    return rows;
}

inline ConvertOptions into(const fs::path& target, std::vector<fs::path> journals) {
    ConvertOptions options;
    options.target = journal::target_paths(target);
    options.journals = std::move(journals);
    return options;
}

inline std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Names below the folder with sizes, to see whether anything changed.
inline std::vector<std::string> listing(const fs::path& folder) {
    std::vector<std::string> all;
    for (const auto& each : fs::recursive_directory_iterator(folder)) {
        if (each.is_regular_file()) all.push_back(each.path().lexically_relative(folder).string());
    }
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace mdc::parquet::test
