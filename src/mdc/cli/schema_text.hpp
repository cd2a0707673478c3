#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/model/tables/table.hpp"

namespace mdc::cli {

/// One line a table: name, columns, meaning; and how to see more.
std::string schema_overview();

/// All tables, column by column: docs/schema.md is this text.
std::string schema_markdown();

/// The tables that the recording in `folder` has files of; in the order of their codes.
std::vector<Table> recorded_tables(const std::string& folder);

/// `CREATE VIEW` statements for DuckDB over the recording in `folder`: moments become TIMESTAMPTZ,
/// numbers that have names become these names (a number without one stays as text), everything else
/// stays. The folders' `date` and `venue` come last, so that a query by day reads little.
std::string schema_views(std::string_view folder, std::span<const Table> tables);

}  // namespace mdc::cli
