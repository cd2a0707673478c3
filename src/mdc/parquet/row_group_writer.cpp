#include "mdc/parquet/row_group_writer.hpp"

#include <cstring>

#include <parquet/column_writer.h>
#include <parquet/file_writer.h>

namespace mdc::parquet {

namespace {

/// Length of the valid UTF-8 sequence at the front of `text`; 0 when it is none.
std::size_t sequence_length(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = at(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (length == 0 || lead > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0) != 0x80) return 0;
    }
    const bool is_overlong = (lead == 0xE0 && at(1) < 0xA0) || (lead == 0xF0 && at(1) < 0x90);
    const bool is_surrogate = lead == 0xED && at(1) >= 0xA0;
    const bool is_beyond = lead == 0xF4 && at(1) >= 0x90;
    return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

bool is_ascii(std::string_view text) noexcept {
    unsigned char bits = 0;
    for (const char c : text) bits |= static_cast<unsigned char>(c);
    return bits < 0x80;
}

}  // namespace

std::string_view valid_utf8(std::string_view text, std::string& repaired) {
    if (is_ascii(text)) return text;
    bool is_valid = true;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto length = sequence_length(text.substr(i));
        is_valid = is_valid && length != 0;
        length != 0 ? out.append(text, i, length) : out.append("\xEF\xBF\xBD");
        i += length != 0 ? length : 1;
    }
    if (is_valid) return text;
    repaired = std::move(out);
    return repaired;
}

const std::int16_t* RowGroupColumns::levels_of(std::size_t column) {
    if (!facts_.columns[column].is_nullable) return nullptr;
    levels_.assign(rows_, 1);
    std::size_t at = 0;
    for (const auto& [batch, first, count] : stretches_) {
        const auto& values = batch->columns[column];
        for (std::uint32_t i = 0; values.has_nulls() && i < count; ++i) {
            levels_[at + i] = values.is_null(first + i) ? 0 : 1;
        }
        at += count;
    }
    return levels_.data();
}

/// The values that are not null, one behind the other.
template <class Stored, class Value>
void RowGroupColumns::gather(std::size_t column, std::vector<Value>& out) const {
    out.resize(rows_);
    std::size_t size = 0;
    for (const auto& [batch, first, count] : stretches_) {
        const auto& values = batch->columns[column];
        const bool has_nulls = facts_.columns[column].is_nullable && values.has_nulls();
        for (auto row = first; row < first + count; ++row) {
            if (has_nulls && values.is_null(row)) continue;
            out[size++] = static_cast<Value>(values.template at<Stored>(row));
        }
    }
    out.resize(size);
}

void RowGroupColumns::gather_text(std::size_t column) {
    const auto& facts = facts_.columns[column];
    const bool is_bytes = facts_.table == Table::raw && facts.name == "payload";
    texts_.clear();
    repaired_.clear();
    std::string repaired;
    for (const auto& [batch, first, count] : stretches_) {
        const auto& values = batch->columns[column];
        for (auto row = first; row < first + count; ++row) {
            if (facts.is_nullable && values.is_null(row)) continue;
            auto text = values.text_at(row);
            if (!is_bytes) text = valid_utf8(text, repaired);
            if (!repaired.empty()) {
                repaired_.push_back(std::move(repaired));
                text = repaired_.back();
                repaired.clear();
            }
            texts_.emplace_back(text);
        }
    }
}

void RowGroupColumns::write(std::span<const Stretch> rows, ::parquet::RowGroupWriter& group) {
    stretches_ = rows;
    rows_ = 0;
    for (const auto& stretch : rows) rows_ += stretch.count;
    for (std::size_t column = 0; column < facts_.columns.size(); ++column) {
        write_column(column, *group.NextColumn());
    }
}

void RowGroupColumns::write_column(std::size_t column, ::parquet::ColumnWriter& writer) {
    const auto* levels = levels_of(column);
    const auto count = static_cast<std::int64_t>(rows_);
    const auto send = [&]<class Writer>(Writer& typed, const auto* values) {
        typed.WriteBatch(count, levels, nullptr, values);
        typed.Close();
    };
    switch (facts_.columns[column].type) {
        case ColumnType::int8:
            gather<std::int8_t>(column, integers_);
            return send(static_cast<::parquet::Int32Writer&>(writer), integers_.data());
        case ColumnType::int16:
            gather<std::int16_t>(column, integers_);
            return send(static_cast<::parquet::Int32Writer&>(writer), integers_.data());
        case ColumnType::int32:
            gather<std::int32_t>(column, integers_);
            return send(static_cast<::parquet::Int32Writer&>(writer), integers_.data());
        case ColumnType::int64:
            gather<std::int64_t>(column, wide_integers_);
            return send(static_cast<::parquet::Int64Writer&>(writer), wide_integers_.data());
        case ColumnType::float64:
            gather<double>(column, doubles_);
            return send(static_cast<::parquet::DoubleWriter&>(writer), doubles_.data());
        case ColumnType::boolean:
            gather<std::uint8_t>(column, booleans_);
            return send(static_cast<::parquet::BoolWriter&>(writer),
                        reinterpret_cast<const bool*>(booleans_.data()));
        case ColumnType::text:
            gather_text(column);
            return send(static_cast<::parquet::ByteArrayWriter&>(writer), texts_.data());
    }
}

}  // namespace mdc::parquet
