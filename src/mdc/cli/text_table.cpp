#include "mdc/cli/text_table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mdc::cli {

std::string with_commas(std::uint64_t number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return text;
}

namespace {

bool is_number(const std::string& cell) {
    return !cell.empty() && (cell.front() >= '0' && cell.front() <= '9');
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += is_number(cells[i]) ? fmt::format("  {:>{}}", cells[i], widths[i])
                                    : fmt::format("  {:<{}}", cells[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

}  // namespace

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (const auto& name : header_) widths.push_back(name.size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    auto out = line_of(header_, widths);
    for (const auto& row : rows_) out += line_of(row, widths);
    return out;
}

}  // namespace mdc::cli
