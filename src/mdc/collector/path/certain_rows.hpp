#pragma once

#include <variant>
#include <vector>

#include "mdc/collector/path/row_writer.hpp"

namespace mdc::collector {

/// Ledger rows: they must reach the tables even when the ring is full just now, so they wait here
/// until a frame with them was published. There are few of them.
class CertainRows {
  public:
    template <class Row>
    void add(const Row& row) {
        rows_.emplace_back(row);
    }
    /// Stages all that wait, oldest first.
    void stage(RowWriter& writer) const noexcept {
        for (const auto& row : rows_) {
            std::visit(
                [&](auto each) {
                    if (each.head.packet_id == 0) each.head.packet_id = writer.take_id();
                    writer.write(each);
                },
                row);
        }
    }
    void published() noexcept { rows_.clear(); }
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }

  private:
    std::vector<std::variant<InstrumentRow, GapRow, ConnectionRow, ClockRow>> rows_;
};

}  // namespace mdc::collector
