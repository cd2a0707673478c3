#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// Adds `mdc schema [--markdown | --duckdb [--target DIR]]`: prints the tables that mdc writes, as
/// an overview, as docs/schema.md, or as views for DuckDB over a recording.
void add_schema(CLI::App& app);

}  // namespace mdc::cli
