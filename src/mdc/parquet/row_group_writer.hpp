#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include <parquet/types.h>

#include "mdc/model/tables/columns.hpp"
#include "mdc/parquet/stretch.hpp"

namespace parquet {
class ColumnWriter;
class RowGroupWriter;
}  // namespace parquet

namespace mdc::parquet {

/// Writes rows as one row group through the typed column writers: per column one tight loop gathers
/// the values, which is several times cheaper than building Arrow arrays. Keeps its buffers.
class RowGroupColumns {
  public:
    explicit RowGroupColumns(Table table) : facts_(table_facts(table)) {}

    /// Throws ::parquet::ParquetException.
    void write(std::span<const Stretch> rows, ::parquet::RowGroupWriter& group);

  private:
    void write_column(std::size_t column, ::parquet::ColumnWriter& writer);
    /// Definition levels of a nullable column; nullptr for one that is not.
    const std::int16_t* levels_of(std::size_t column);
    template <class Stored, class Value>
    void gather(std::size_t column, std::vector<Value>& out) const;
    void gather_text(std::size_t column);

    std::size_t rows_ = 0;
    std::span<const Stretch> stretches_;  ///< during write()
    const TableFacts& facts_;
    std::vector<std::int16_t> levels_;
    std::vector<std::int32_t> integers_;
    std::vector<std::int64_t> wide_integers_;
    std::vector<double> doubles_;
    std::vector<std::uint8_t> booleans_;
    std::vector<::parquet::ByteArray> texts_;
    std::deque<std::string> repaired_;  ///< texts that were no valid UTF-8
};

/// The text itself when it is valid UTF-8 (then `repaired` stays empty), else with U+FFFD for each
/// byte that is not: readers refuse a whole file for one bad byte.
std::string_view valid_utf8(std::string_view text, std::string& repaired);

}  // namespace mdc::parquet
