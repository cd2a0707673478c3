#include "tests/integration/support/json_row.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/core/decimal.hpp"
#include "mdc/journal/format.hpp"
#include "mdc/journal/reader.hpp"

#include "tests/integration/support/program.hpp"
#include "tests/support/json_rows.hpp"
#include "tests/support/storage/recorded.hpp"

namespace mdc::test {

std::pair<std::size_t, std::size_t> JsonRow::find(std::string_view column) const {
    const auto key = fmt::format("\"{}\":", column);
    const auto found = text_.find(key);
    if (found == text_.npos) return {text_.npos, text_.npos};
    const auto begin = found + key.size();
    auto end = begin;
    if (text_[begin] != '"')
        return {begin, std::min(text_.find_first_of(",}", begin), text_.size())};
    for (end = begin + 1; end < text_.size() && text_[end] != '"'; ++end) {
        if (text_[end] == '\\') ++end;
    }
    return {begin, end + 1};
}

std::string JsonRow::at(std::string_view column) const {
    const auto [begin, end] = find(column);
    if (begin == text_.npos) return {};
    const bool is_text = text_[begin] == '"';
    return text_.substr(begin + (is_text ? 1 : 0), end - begin - (is_text ? 2 : 0));
}

std::int64_t JsonRow::number(std::string_view column) const {
    std::int64_t value = 0;
    EXPECT_TRUE(parse_integer(at(column), value)) << column << " of " << text_;
    return value;
}

JsonRow JsonRow::without(std::initializer_list<std::string_view> columns) const {
    auto row = *this;
    for (const auto column : columns) {
        const auto [begin, end] = row.find(column);
        if (begin == row.text_.npos) continue;
        const auto key = begin - column.size() - 4;  // `,"name":`
        row.text_.erase(key, end - key);
    }
    return row;
}

JsonRows rows_of_text(std::string_view text) {
    JsonRows rows;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) rows.emplace_back(std::string(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return rows;
}

JsonRows rows_of_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    return rows_of_text(
        std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
}

JsonRows rows_of_recording(const std::filesystem::path& target, std::string_view table) {
    const auto journal = std::filesystem::path(target.string() + "." + std::string(table) + ".out");
    const auto exported = run({built_program("mdc-parquet").string(), "export", target.string(),
                               "--table", std::string(table), "--journal", journal.string()});
    EXPECT_EQ(exported.code, 0) << exported.err;
    std::vector<std::pair<std::int64_t, std::string>> found;
    auto reader = journal::Reader::open(journal);
    EXPECT_TRUE(reader) << journal;
    while (reader) {
        const auto batch = reader->next();
        if (!batch) break;
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            const auto seq_id = batch->columns[journal::kSeqIdColumn].at<std::int64_t>(row);
            found.emplace_back(seq_id, json_row(*batch, row));
        }
    }
    std::filesystem::remove(journal);
    std::sort(found.begin(), found.end());
    JsonRows rows;
    for (auto& [seq_id, text] : found) rows.emplace_back(std::move(text));
    return rows;
}

JsonRows where(const JsonRows& rows,
               std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    JsonRows found;
    for (const auto& row : rows) {
        const bool is_right = std::all_of(values.begin(), values.end(), [&](const auto& each) {
            return row.at(each.first) == each.second;
        });
        if (is_right) found.push_back(row);
    }
    return found;
}

std::string difference(const JsonRows& got, const JsonRows& expected) {
    const auto shared = std::min(got.size(), expected.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if (got[i] == expected[i]) continue;
        return fmt::format("row {} is\n  {}\nbut should be\n  {}", i, got[i].text(),
                           expected[i].text());
    }
    if (got.size() == expected.size()) return {};
    return fmt::format("{} rows, but should be {}; the first too many is\n  {}", got.size(),
                       expected.size(), (got.size() > shared ? got : expected)[shared].text());
}

}  // namespace mdc::test
