#include "tests/support/storage/sample_batches.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace mdc::test {

namespace {

constexpr std::array<const char*, 5> kTickers = {"BTCUSDT", "ETHUSDT", "1000SATSUSDT", "ÄÖÜ-PERP",
                                                 "A"};

std::int64_t odd_integer(std::mt19937_64& random, std::int64_t least, std::int64_t most) {
    switch (random() % 4) {
        case 0:
            return least;
        case 1:
            return most;
        default:
            return std::uniform_int_distribution<std::int64_t>(least, most)(random);
    }
}

double odd_double(std::mt19937_64& random) {
    using Limits = std::numeric_limits<double>;
    constexpr std::array<double, 8> kOdd = {0.0,
                                            0.00000074573,
                                            Limits::max(),
                                            Limits::lowest(),
                                            Limits::denorm_min(),
                                            Limits::infinity(),
                                            -Limits::infinity(),
                                            67'123.45};
    if (random() % 3 == 0) return kOdd[random() % kOdd.size()];
    return static_cast<double>(random() % 10'000'000) / 100.0;
}

template <class Int>
void append_integer(Column& column, std::mt19937_64& random) {
    using Limits = std::numeric_limits<Int>;
    column.append(static_cast<Int>(odd_integer(random, Limits::min(), Limits::max())));
}

}  // namespace

std::string SampleBatches::odd_text() {
    switch (random_() % 6) {
        case 0:
            return "";
        case 1:
            return "a \"quoted\"\tline\nand 日本語";
        case 2:
            return std::string(random_() % 300, 'x');
        case 3:
            return "again and again";
        default:
            return std::to_string(random_());
    }
}

void SampleBatches::append_value(Column& column, const ColumnFacts& facts, bool is_raw) {
    if (facts.is_nullable && one_in(3)) return column.append_null();
    switch (facts.type) {
        case ColumnType::int8:
            return append_integer<std::int8_t>(column, random_);
        case ColumnType::int16:
            return append_integer<std::int16_t>(column, random_);
        case ColumnType::int32:
            return append_integer<std::int32_t>(column, random_);
        case ColumnType::int64:
            return append_integer<std::int64_t>(column, random_);
        case ColumnType::float64:
            return column.append(odd_double(random_));
        case ColumnType::boolean:
            return column.append(static_cast<std::uint8_t>(random_() % 2));
        case ColumnType::text:
            break;
    }
    auto text = odd_text();
    if (is_raw && facts.name == "payload") text += "\xFF\x00\xC3";
    column.append_text(text);
}

Batch SampleBatches::make(Table table, std::size_t rows, UnixMicros at, ExchangeId exchange) {
    Batch batch(table, exchange);
    const auto facts = table_facts(table).columns;
    const bool has_all_nulls = one_in(4);
    for (std::size_t row = 0; row < rows; ++row) {
        const auto received = at + std::chrono::milliseconds(row);
        for (std::size_t c = 0; c < facts.size(); ++c) {
            auto& column = batch.columns[c];
            if (facts[c].name == "timestamp" || facts[c].name == "rcv_timestamp") {
                column.append(received.value);
            } else if (facts[c].name == "exchange") {
                column.append(static_cast<std::int16_t>(exchange));
            } else if (facts[c].name == "ticker") {
                is_feed_table(table) ? column.append_text(kTickers[random_() % kTickers.size()])
                                     : column.append_null();
            } else if (facts[c].name == "seq_id") {
                column.append(next_id_++);
            } else if (facts[c].name == "packet_id") {
                column.append(next_id_ - 1);
            } else if (facts[c].is_nullable && has_all_nulls) {
                column.append_null();
            } else {
                append_value(column, facts[c], table == Table::raw);
            }
        }
    }
    return batch;
}

std::string row_text(const Batch& batch, std::size_t row) {
    std::string text(to_string(batch.table));
    const auto facts = table_facts(batch.table).columns;
    for (std::size_t c = 0; c < facts.size(); ++c) {
        const auto& column = batch.columns[c];
        text += fmt::format("|{}=", facts[c].name);
        if (column.is_null(row)) {
            text += "null";
        } else if (facts[c].type == ColumnType::text) {
            text += fmt::format("'{}'", column.text_at(row));
        } else if (facts[c].type == ColumnType::float64) {
            text += fmt::format("{}", column.at<double>(row));
        } else {
            text += std::to_string(column.integer_at(row));
        }
    }
    return text;
}

void RowBook::add(const Batch& batch) {
    const auto seq_id = static_cast<std::size_t>(column_index(batch.table, "seq_id"));
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        const auto id = batch.columns[seq_id].integer_at(row);
        rows_[{batch.table, id}].push_back(row_text(batch, row));
    }
}

std::string RowBook::missing_of(const RowBook& expected) const {
    std::string words;
    int told = 0;
    for (const auto& [key, texts] : rows_) {
        if (texts.size() == 1 || ++told > 5) continue;
        words += fmt::format("{} times: {}\n", texts.size(), texts.front());
    }
    for (const auto& [key, texts] : expected.rows_) {
        const auto found = rows_.find(key);
        if (found != rows_.end() && found->second.front() == texts.front()) continue;
        if (++told > 5) break;
        words += fmt::format("expected: {}\n", texts.front());
        words += found == rows_.end() ? "missing\n" : "found: " + found->second.front() + '\n';
    }
    return words;
}

std::string RowBook::strangers_to(const RowBook& possible) const {
    std::string words;
    int told = 0;
    for (const auto& [key, texts] : rows_) {
        const auto found = possible.rows_.find(key);
        for (const auto& text : texts) {
            const bool is_known =
                found != possible.rows_.end() &&
                std::find(found->second.begin(), found->second.end(), text) != found->second.end();
            if (!is_known && ++told <= 5) words += fmt::format("unexpected: {}\n", text);
        }
    }
    return words;
}

std::string RowBook::difference_to(const RowBook& expected) const {
    return missing_of(expected) + strangers_to(expected);
}

}  // namespace mdc::test
