#include "mdc/collector/path/row_writer.hpp"

#include "mdc/pipeline/record.hpp"

namespace mdc::collector {

void RowWriter::staged(bool fits, std::int64_t rows) noexcept {
    staged_rows_ += rows;
    is_full_ = is_full_ || !fits;
}

template <class Row>
void RowWriter::write(Row row) noexcept {
    if (row.head.seq_id == 0) row.head.seq_id = ids_.take();
    staged(pipeline::push_row(ring_, row), 1);
}

template void RowWriter::write(TradeRow) noexcept;
template void RowWriter::write(BboRow) noexcept;
template void RowWriter::write(TickerRow) noexcept;
template void RowWriter::write(GapRow) noexcept;
template void RowWriter::write(ConnectionRow) noexcept;
template void RowWriter::write(InstrumentRow) noexcept;
template void RowWriter::write(ClockRow) noexcept;

void RowWriter::write_book(const BookRecord& record, std::span<const LevelChange> levels) noexcept {
    if (levels.empty()) return;
    auto numbered = record;
    const auto rows = static_cast<std::int64_t>(levels.size());
    numbered.head.seq_id = ids_.take(rows);
    staged(pipeline::push_book(ring_, numbered, levels), rows);
}

void RowWriter::write_raw(const RawRow& row) noexcept {
    auto numbered = row;
    numbered.head.seq_id = ids_.take();
    staged(pipeline::push_raw(ring_, numbered), 1);
}

void RowWriter::write_stamp(std::uint64_t ticks) noexcept { pipeline::push_stamp(ring_, ticks); }

void RowWriter::discard() noexcept {
    ring_.discard();
    stats_.frames_dropped.add();
    stats_.rows_dropped.add(static_cast<std::uint64_t>(staged_rows_));
    staged_rows_ = 0;
    is_full_ = false;
}

bool RowWriter::publish() noexcept {
    if (is_full_) {
        discard();
        return false;
    }
    ring_.publish();
    stats_.rows.add(static_cast<std::uint64_t>(staged_rows_));
    staged_rows_ = 0;
    return true;
}

}  // namespace mdc::collector
