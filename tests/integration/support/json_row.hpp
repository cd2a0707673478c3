#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace mdc::test {

/// One row as `jsonl` writes it: "table" first, then the columns by name.
class JsonRow {
  public:
    explicit JsonRow(std::string text) : text_(std::move(text)) {}

    /// The value of a column as it is written, a text without its quotes; "" when there is none.
    [[nodiscard]] std::string at(std::string_view column) const;
    /// The same as a number; fails the test when it is none.
    [[nodiscard]] std::int64_t number(std::string_view column) const;
    /// The row without these columns.
    [[nodiscard]] JsonRow without(std::initializer_list<std::string_view> columns) const;
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    friend bool operator==(const JsonRow&, const JsonRow&) = default;

  private:
    /// Begin and end of the value; both npos when there is none.
    [[nodiscard]] std::pair<std::size_t, std::size_t> find(std::string_view column) const;

    std::string text_;
};

using JsonRows = std::vector<JsonRow>;

/// Each line of a text.
JsonRows rows_of_text(std::string_view text);
/// Each line of a file; fails the test when it cannot be read.
JsonRows rows_of_file(const std::filesystem::path& path);
/// One table of a Parquet recording, in order of seq_id. `target` is what -o said.
JsonRows rows_of_recording(const std::filesystem::path& target, std::string_view table);

/// Those rows whose columns have these values.
JsonRows where(const JsonRows& rows,
               std::initializer_list<std::pair<std::string_view, std::string_view>> values);

/// "" when both are the same rows in the same order; else the first difference in words.
std::string difference(const JsonRows& got, const JsonRows& expected);

}  // namespace mdc::test
