#include "mdc/parquet/schema.hpp"

#include <arrow/util/key_value_metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include "mdc/core/build_info.hpp"
#include "mdc/core/log.hpp"
#include "mdc/model/tables/columns.hpp"

namespace mdc::parquet {

namespace {

using ::parquet::LogicalType;
using ::parquet::Repetition;
using ::parquet::Type;
using ::parquet::schema::NodePtr;
using ::parquet::schema::PrimitiveNode;

bool is_bytes(Table table, const ColumnFacts& column) {
    return table == Table::raw && column.name == "payload";
}

NodePtr node_of(Table table, const ColumnFacts& column) {
    const std::string name(column.name);
    const auto repetition = column.is_nullable ? Repetition::OPTIONAL : Repetition::REQUIRED;
    const auto integer = [&](int bits, Type::type physical) {
        return PrimitiveNode::Make(name, repetition, LogicalType::Int(bits, true), physical);
    };
    switch (column.type) {
        case ColumnType::int8:
            return integer(8, Type::INT32);
        case ColumnType::int16:
            return integer(16, Type::INT32);
        case ColumnType::int32:
            return integer(32, Type::INT32);
        case ColumnType::int64:
            return integer(64, Type::INT64);
        case ColumnType::float64:
            return PrimitiveNode::Make(name, repetition, Type::DOUBLE);
        case ColumnType::boolean:
            return PrimitiveNode::Make(name, repetition, Type::BOOLEAN);
        case ColumnType::text:
            break;
    }
    return PrimitiveNode::Make(
        name, repetition, is_bytes(table, column) ? LogicalType::None() : LogicalType::String(),
        Type::BYTE_ARRAY);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

/// {"action":{"type":"int8","unit":"","meaning":"…","values":{"NEW":1,…}},…}
std::string columns_json(Table table) {
    std::string json = "{";
    for (const auto& column : table_facts(table).columns) {
        if (json.size() > 1) json += ',';
        json += fmt::format("{}:{{\"type\":{},\"unit\":{},\"meaning\":{}", quoted(column.name),
                            quoted(to_string(column.type)), quoted(column.unit),
                            quoted(column.meaning));
        if (!column.names.empty()) {
            json += ",\"values\":{";
            for (const auto& each : column.names) {
                if (json.back() != '{') json += ',';
                json += fmt::format("{}:{}", quoted(each.name), each.value);
            }
            json += '}';
        }
        json += '}';
    }
    return json + '}';
}

}  // namespace

std::shared_ptr<::parquet::schema::GroupNode> parquet_schema(Table table) {
    ::parquet::schema::NodeVector nodes;
    for (const auto& column : table_facts(table).columns) nodes.push_back(node_of(table, column));
    const std::string name(to_string(table));
    return std::static_pointer_cast<::parquet::schema::GroupNode>(
        ::parquet::schema::GroupNode::Make(name, Repetition::REQUIRED, nodes));
}

std::shared_ptr<::parquet::WriterProperties> writer_properties(Table table) {
    ::parquet::WriterProperties::Builder builder;
    builder.compression(::parquet::Compression::ZSTD)->compression_level(1);
    builder.max_row_group_length(INT64_MAX);  // the writer of rows decides
    builder.created_by(fmt::format("mdc-parquet {}", kVersion));
    for (const auto& column : table_facts(table).columns) {
        const std::string name(column.name);
        if (column.type == ColumnType::int64) {
            builder.disable_dictionary(name);
            builder.encoding(name, ::parquet::Encoding::DELTA_BINARY_PACKED);
        } else if (column.name == "trade_id") {
            builder.disable_dictionary(name);
            builder.encoding(name, ::parquet::Encoding::DELTA_BYTE_ARRAY);
        } else if (is_bytes(table, column)) {
            builder.disable_dictionary(name);
            builder.disable_statistics(name);
        }
    }
    const auto ticker = column_index(table, "ticker");
    const auto seq_id = column_index(table, "seq_id");
    builder.set_sorting_columns({{ticker, false, true}, {seq_id, false, true}});
    return builder.build();
}

std::shared_ptr<const arrow::KeyValueMetadata> file_metadata(Table table,
                                                             const std::string& journals) {
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    metadata->Append(kTableKey, std::string(to_string(table)));
    metadata->Append("mdc.schema_version", std::to_string(kSchemaVersion));
    metadata->Append("mdc.version", std::string(kVersion));
    metadata->Append(kJournalsKey, journals);
    metadata->Append("mdc.columns", columns_json(table));
    return metadata;
}

}  // namespace mdc::parquet
