#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/wait.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/journal/reader.hpp"

#include "tests/support/storage/sample_batches.hpp"

// What a recording holds, read without Parquet: journals by their reader, tables by
// `mdc-parquet export`.

namespace mdc::test {

/// A program of this build: "mdc-parquet". Empty when it was not built.
inline std::filesystem::path built_program(const char* name) {
    const char* folder = std::getenv("MDC_BIN_DIR");
    std::error_code code;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", code);
    const auto path =
        (folder != nullptr ? std::filesystem::path(folder) : self.parent_path()) / name;
    return std::filesystem::exists(path, code) ? path : std::filesystem::path();
}

/// Exit code of a shell command line; 128 + signal when it was ended by one.
inline int exit_code_of(const std::string& line) {
    const int status = std::system(line.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

inline RowBook rows_of_journal(const std::filesystem::path& path, RowBook rows = {}) {
    auto reader = journal::Reader::open(path);
    EXPECT_TRUE(reader) << path;
    while (reader) {
        const auto batch = reader->next();
        if (!batch) break;
        rows.add(*batch);
    }
    return rows;
}

/// Rows of all journals in the folder.
inline RowBook rows_of_journals(const std::filesystem::path& folder) {
    RowBook rows;
    for (const auto& each : std::filesystem::directory_iterator(folder)) {
        if (each.path().extension() == ".journal") rows = rows_of_journal(each.path(), rows);
    }
    return rows;
}

/// Rows of all Parquet files of a recording; the export fails when a single one does not open.
inline RowBook rows_of_tables(const std::filesystem::path& target) {
    const auto out = target.parent_path() / (target.filename().string() + ".exported");
    std::filesystem::remove(out);
    EXPECT_EQ(
        exit_code_of(fmt::format("{} export {} --journal {}", built_program("mdc-parquet").string(),
                                 target.string(), out.string())),
        0);
    return rows_of_journal(out);
}

}  // namespace mdc::test
