#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mdc/model/exchange_id.hpp"
#include "mdc/model/tables/columns.hpp"

namespace mdc {

/// The values of one column. Text is kept as offsets into one heap.
class Column {
  public:
    explicit Column(ColumnType type = ColumnType::int64);

    /// Appends a fixed-width value of exactly width_of(type) bytes.
    template <class Value>
    void append(Value value) {
        const auto* bytes = reinterpret_cast<const std::byte*>(&value);
        values_.insert(values_.end(), bytes, bytes + sizeof value);
        if (!valid_.empty()) valid_.push_back(1);
        ++size_;
    }
    void append_text(std::string_view text);
    void append_null();
    /// Appends the last value, or the last null, `times` more; there must be one.
    void repeat_last(std::size_t times);
    /// Appends the value at `row` of a column of the same type.
    void append_from(const Column& other, std::size_t row);
    void reserve(std::size_t rows);

    [[nodiscard]] ColumnType type() const noexcept { return type_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_null(std::size_t row) const noexcept {
        return !valid_.empty() && valid_[row] == 0;
    }
    [[nodiscard]] bool has_nulls() const noexcept { return !valid_.empty(); }
    /// The value of a fixed-width column; T must have its width. A null reads as zero.
    template <class T>
    [[nodiscard]] T at(std::size_t row) const noexcept {
        T value;
        __builtin_memcpy(&value, values_.data() + row * sizeof(T), sizeof(T));
        return value;
    }
    /// Any integer or boolean column, widened.
    [[nodiscard]] std::int64_t integer_at(std::size_t row) const noexcept;
    /// Valid as long as the column is not changed.
    [[nodiscard]] std::string_view text_at(std::size_t row) const noexcept;

    // The raw parts, for the journal: fixed-width values, or the text heap with size() + 1 offsets;
    // one byte per row in `valid` (1 present, 0 null), empty when nothing is null.
    [[nodiscard]] std::span<const std::byte> values() const noexcept { return values_; }
    [[nodiscard]] std::span<const std::uint32_t> offsets() const noexcept { return offsets_; }
    [[nodiscard]] std::span<const std::uint8_t> valid() const noexcept { return valid_; }
    /// Builds a column from such parts. The caller has checked that they fit each other.
    static Column from_parts(ColumnType type, std::size_t size, std::vector<std::byte> values,
                             std::vector<std::uint32_t> offsets, std::vector<std::uint8_t> valid);

  private:
    ColumnType type_;
    std::size_t size_ = 0;
    std::vector<std::byte> values_;
    std::vector<std::uint32_t> offsets_;
    std::vector<std::uint8_t> valid_;
};

/// Rows of one table of one exchange, as columns in the order of table_facts(table).
struct Batch {
    Table table{};
    ExchangeId exchange{};
    std::vector<Column> columns;
    std::uint64_t t_dequeued = 0;  ///< ticks when its oldest row left the ring; 0 unknown

    Batch() = default;
    Batch(Table table, ExchangeId exchange);
    [[nodiscard]] std::size_t rows() const noexcept {
        return columns.empty() ? 0 : columns.front().size();
    }
    /// Appends the rows of a batch of the same table.
    void append(const Batch& other);
    /// The rows at these positions, in this order.
    [[nodiscard]] Batch select(std::span<const std::uint32_t> positions) const;
};

/// Batches are shared between sinks and never changed once they are.
using BatchPtr = std::shared_ptr<const Batch>;

/// Bytes of memory that a batch holds, about.
std::uint64_t memory_of(const Batch& batch) noexcept;

/// Appends one row to a batch of its table. `ticker` is null-text ("" with no instrument).
template <class Row>
void append_row(Batch& batch, const Row& row, std::string_view ticker);

}  // namespace mdc
