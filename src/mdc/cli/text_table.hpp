#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mdc::cli {

/// "12,345,678".
std::string with_commas(std::uint64_t number);

/// A table for people: a header and rows, columns as wide as their widest cell, numbers to the
/// right.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> header) : header_(std::move(header)) {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    [[nodiscard]] std::string text() const;

  private:
    std::vector<std::string> header_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace mdc::cli
