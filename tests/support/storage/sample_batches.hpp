#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "mdc/core/time.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::test {

/// 2026-11-25T12:00:00Z.
inline constexpr UnixMicros kNoon{1'795'608'000'000'000};

/// Makes batches of any table from its column facts: nulls wherever they are allowed, the odd
/// values of every type, few tickers. seq_id and packet_id count up over all batches.
class SampleBatches {
  public:
    explicit SampleBatches(std::uint64_t seed, std::int64_t first_id = 1'000) : random_(seed) {
        next_id_ = first_id;
    }
    /// Rows are received from `at` on, a millisecond apart.
    Batch make(Table table, std::size_t rows, UnixMicros at = kNoon,
               ExchangeId exchange = ExchangeId::binance_spot);

    [[nodiscard]] std::int64_t next_id() const noexcept { return next_id_; }
    std::mt19937_64& random() noexcept { return random_; }

  private:
    void append_value(Column& column, const ColumnFacts& facts, bool is_raw);
    std::string odd_text();
    bool one_in(unsigned n) { return random_() % n == 0; }

    std::mt19937_64 random_;
    std::int64_t next_id_;
};

/// Everything that a row says, as one line; equal rows have equal lines.
std::string row_text(const Batch& batch, std::size_t row);

/// What was written, or what was read: table and seq_id → the rows with it, which is one.
class RowBook {
  public:
    void add(const Batch& batch);
    [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
    /// "" when both hold the same rows once each; else the first few differences in words.
    [[nodiscard]] std::string difference_to(const RowBook& expected) const;
    /// Rows of `expected` that are missing or differ here, and rows that are here twice or more;
    /// rows that only are here do not count.
    [[nodiscard]] std::string missing_of(const RowBook& expected) const;

    /// Rows here that are none of those that `possible` has under their id.
    [[nodiscard]] std::string strangers_to(const RowBook& possible) const;

  private:
    std::map<std::pair<Table, std::int64_t>, std::vector<std::string>> rows_;
};

}  // namespace mdc::test
