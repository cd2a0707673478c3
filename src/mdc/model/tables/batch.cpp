#include "mdc/model/tables/batch.hpp"

#include <cstring>
#include <utility>

#include "mdc/core/assert.hpp"

namespace mdc {

namespace {

/// `times` copies of the `width` bytes that stand just before `out`.
void repeat_before(std::byte* out, std::size_t width, std::size_t times) {
    if (width == sizeof(std::int64_t)) {  // most columns: a copy of known size is one instruction
        std::int64_t value;
        std::memcpy(&value, out - width, sizeof value);
        for (std::size_t i = 0; i < times; ++i) std::memcpy(out + i * width, &value, sizeof value);
    } else if (width == 1) {
        std::memset(out, std::to_integer<int>(out[-1]), times);
    } else {
        for (std::size_t i = 0; i < times; ++i) std::memcpy(out + i * width, out - width, width);
    }
}

}  // namespace

Column::Column(ColumnType type) : type_(type) {
    if (type_ == ColumnType::text) offsets_.push_back(0);
}

void Column::append_text(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    values_.insert(values_.end(), bytes, bytes + text.size());
    offsets_.push_back(static_cast<std::uint32_t>(values_.size()));
    if (!valid_.empty()) valid_.push_back(1);
    ++size_;
}

void Column::append_null() {
    if (valid_.empty()) valid_.assign(size_, 1);
    valid_.push_back(0);
    values_.resize(values_.size() + width_of(type_));
    if (type_ == ColumnType::text) offsets_.push_back(static_cast<std::uint32_t>(values_.size()));
    ++size_;
}

void Column::repeat_last(std::size_t times) {
    MDC_ASSERT(size_ > 0);
    const bool is_text = type_ == ColumnType::text;
    const auto width = is_text ? text_at(size_ - 1).size() : width_of(type_);
    const auto end = values_.size();
    values_.resize(end + times * width);
    if (width > 0) repeat_before(values_.data() + end, width, times);
    for (std::size_t i = 1; is_text && i <= times; ++i) {
        offsets_.push_back(static_cast<std::uint32_t>(end + i * width));
    }
    if (!valid_.empty()) valid_.insert(valid_.end(), times, valid_.back());
    size_ += times;
}

void Column::append_from(const Column& other, std::size_t row) {
    if (other.is_null(row)) return append_null();
    if (type_ == ColumnType::text) return append_text(other.text_at(row));
    const auto width = width_of(type_);
    const auto* from = other.values_.data() + row * width;
    values_.insert(values_.end(), from, from + width);
    if (!valid_.empty()) valid_.push_back(1);
    ++size_;
}

void Column::reserve(std::size_t rows) {
    values_.reserve(rows * (type_ == ColumnType::text ? 8 : width_of(type_)));
    if (type_ == ColumnType::text) offsets_.reserve(rows + 1);
}

std::int64_t Column::integer_at(std::size_t row) const noexcept {
    switch (type_) {
        case ColumnType::int8:
            return at<std::int8_t>(row);
        case ColumnType::int16:
            return at<std::int16_t>(row);
        case ColumnType::int32:
            return at<std::int32_t>(row);
        case ColumnType::int64:
            return at<std::int64_t>(row);
        case ColumnType::boolean:
            return at<std::uint8_t>(row);
        case ColumnType::float64:
        case ColumnType::text:
            break;
    }
    MDC_ASSERT(type_ != ColumnType::float64 && type_ != ColumnType::text);
    return 0;
}

std::string_view Column::text_at(std::size_t row) const noexcept {
    const auto begin = offsets_[row];
    return {reinterpret_cast<const char*>(values_.data()) + begin, offsets_[row + 1] - begin};
}

Column Column::from_parts(ColumnType type, std::size_t size, std::vector<std::byte> values,
                          std::vector<std::uint32_t> offsets, std::vector<std::uint8_t> valid) {
    Column column(type);
    column.size_ = size;
    column.values_ = std::move(values);
    if (type == ColumnType::text) column.offsets_ = std::move(offsets);
    column.valid_ = std::move(valid);
    return column;
}

Batch::Batch(Table of, ExchangeId from) : table(of), exchange(from) {
    const auto facts = table_facts(of).columns;
    columns.reserve(facts.size());
    for (const auto& each : facts) columns.emplace_back(each.type);
}

void Batch::append(const Batch& other) {
    MDC_ASSERT(table == other.table && columns.size() == other.columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
        for (std::size_t row = 0; row < other.rows(); ++row) {
            columns[c].append_from(other.columns[c], row);
        }
    }
}

Batch Batch::select(std::span<const std::uint32_t> positions) const {
    Batch out(table, exchange);
    out.t_dequeued = t_dequeued;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        for (const auto row : positions) out.columns[c].append_from(columns[c], row);
    }
    return out;
}

std::uint64_t memory_of(const Batch& batch) noexcept {
    std::uint64_t bytes = sizeof batch;
    for (const auto& each : batch.columns) {
        bytes +=
            sizeof each + each.values().size() + each.offsets().size_bytes() + each.valid().size();
    }
    return bytes;
}

}  // namespace mdc
