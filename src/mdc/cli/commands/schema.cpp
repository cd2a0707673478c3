#include "mdc/cli/commands/schema.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "mdc/cli/schema_text.hpp"
#include "mdc/core/log.hpp"
#include "mdc/core/result.hpp"

namespace mdc::cli {

namespace {

struct SchemaFlags {
    bool markdown = false;
    bool duckdb = false;
    std::string target = ".";
};

// A view over files that do not exist cannot be made: only what was recorded gets one. Before
// anything was, all of them are printed, as a template.
std::string views(std::string target) {
    while (target.size() > 1 && target.ends_with('/')) target.pop_back();
    std::error_code problem;
    if (!std::filesystem::is_directory(target, problem)) {
        throw Failure{fail(ErrorKind::target,
                           fmt::format("--target {}: there is no such directory.", target))};
    }
    const auto tables = recorded_tables(target);
    if (!tables.empty()) return schema_views(target, tables);
    std::vector<Table> all;
    for (std::size_t i = 0; i < kTableCount; ++i) all.push_back(static_cast<Table>(i));
    return fmt::format("-- Nothing is recorded in {} yet: a view works once its table has files.\n",
                       target) +
           schema_views(target, all);
}

void run(const SchemaFlags& flags) {
    const auto text = flags.markdown ? schema_markdown()
                      : flags.duckdb ? views(flags.target)
                                     : schema_overview();
    std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace

void add_schema(CLI::App& app) {
    auto* command = app.add_subcommand("schema", "Print the tables that mdc writes");
    auto flags = std::make_shared<SchemaFlags>();
    auto* markdown = command->add_flag("--markdown", flags->markdown, "As docs/schema.md");
    auto* duckdb = command->add_flag("--duckdb", flags->duckdb,
                                     "As views for DuckDB: real timestamps, names of enums");
    duckdb->excludes(markdown);
    command->add_option("--target", flags->target, "Directory of the recording that views read")
        ->needs(duckdb)
        ->type_name("DIR")
        ->capture_default_str();
    command->callback([flags] { run(*flags); });
}

}  // namespace mdc::cli
