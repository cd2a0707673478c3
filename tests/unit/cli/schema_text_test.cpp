#include "mdc/cli/schema_text.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "mdc/model/tables/columns.hpp"

namespace mdc::cli {
namespace {

std::string file(const char* path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(SchemaText, TheDocumentIsWhatTheProgramPrints) {
    EXPECT_EQ(file("docs/schema.md"), schema_markdown())
        << "docs/schema.md is stale: write it again with `mdc schema --markdown > docs/schema.md`";
}

TEST(SchemaText, EveryColumnOfEveryTableIsDescribed) {
    const auto markdown = schema_markdown();
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const auto table = static_cast<Table>(i);
        EXPECT_TRUE(holds(markdown, "\n## " + std::string(to_string(table)) + "\n"));
        EXPECT_TRUE(holds(schema_overview(), to_string(table)));
        for (const auto& column : table_facts(table).columns) {
            EXPECT_TRUE(holds(markdown, "| `" + std::string(column.name) + "` | "));
            for (const auto& each : column.names) {
                EXPECT_TRUE(
                    holds(markdown, std::string(each.name) + " " + std::to_string(each.value)));
            }
        }
    }
}

TEST(SchemaText, AViewTurnsMomentsIntoTimesAndCodesIntoNames) {
    const Table tables[] = {Table::trades};
    const auto sql = schema_views("data", tables);
    EXPECT_TRUE(holds(sql, "CREATE OR REPLACE VIEW trades AS SELECT\n"));
    EXPECT_TRUE(
        holds(sql, R"(    make_timestamp("timestamp") AT TIME ZONE 'UTC' AS "timestamp",)"));
    EXPECT_TRUE(holds(sql, R"(    CASE "side" WHEN 1 THEN 'BUY' WHEN -1 THEN 'SELL' WHEN 0 THEN )"
                           R"('UNKNOWN' ELSE CAST("side" AS VARCHAR) END AS "side",)"));
    EXPECT_TRUE(holds(sql, "    \"price\",\n"));
    EXPECT_TRUE(holds(sql, "FROM read_parquet('data/trades/**/*.parquet', "));
    EXPECT_FALSE(holds(sql, "orderbook_l2"));
}

TEST(SchemaText, DurationsAreNoMoments) {
    const Table tables[] = {Table::clock};
    EXPECT_TRUE(holds(schema_views("data", tables), "    \"offset_us\",\n"));
}

TEST(SchemaText, AQuoteInThePathStaysInThePath) {
    const Table tables[] = {Table::bbo};
    EXPECT_TRUE(holds(schema_views("o'data", tables), "read_parquet('o''data/bbo/"));
}

TEST(SchemaText, OnlyTablesWithAFolderAreRecorded) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "mdc_schema_text";
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(recorded_tables(folder.string()).empty());
    std::filesystem::create_directories(folder / "trades");
    std::filesystem::create_directories(folder / "bbo");
    std::filesystem::create_directories(folder / "_journal");
    EXPECT_EQ(recorded_tables(folder.string()), (std::vector{Table::trades, Table::bbo}));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace mdc::cli
