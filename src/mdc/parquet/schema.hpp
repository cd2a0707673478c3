#pragma once

#include <memory>
#include <string>

#include "mdc/model/tables/table.hpp"

namespace arrow {
class KeyValueMetadata;
}
namespace parquet {
class WriterProperties;
namespace schema {
class GroupNode;
}
}  // namespace parquet

namespace mdc::parquet {

/// A table's columns as Parquet: small integers keep their width, text is UTF-8. `payload` of `raw`
/// is bytes without a charset, since it is what came, even when that is no valid text.
std::shared_ptr<::parquet::schema::GroupNode> parquet_schema(Table table);

/// zstd 1; int64 as deltas, doubles and repetitive text as dictionary, both as measured on real
/// rows; statistics; sorted by (ticker, seq_id).
std::shared_ptr<::parquet::WriterProperties> writer_properties(Table table);

/// Keys of the file metadata.
inline constexpr const char* kTableKey = "mdc.table";
inline constexpr const char* kJournalsKey = "mdc.journals";

/// mdc.table, mdc.schema_version, mdc.version, mdc.journals (what the file was made from) and
/// mdc.columns: JSON with unit, meaning and enum names of each column.
std::shared_ptr<const arrow::KeyValueMetadata> file_metadata(Table table,
                                                             const std::string& journals);

}  // namespace mdc::parquet
