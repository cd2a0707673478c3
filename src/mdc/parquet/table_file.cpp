#include "mdc/parquet/table_file.hpp"

#include <functional>

#include <parquet/column_writer.h>
#include <parquet/exception.h>
#include <parquet/file_writer.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include "mdc/core/log.hpp"
#include "mdc/model/exchange_id.hpp"
#include "mdc/parquet/file_stream.hpp"
#include "mdc/parquet/row_group_writer.hpp"
#include "mdc/parquet/schema.hpp"

namespace mdc::parquet {

namespace {

using Fill = std::function<Result<void>(::parquet::ParquetFileWriter&)>;

/// Creates, fills, closes and syncs one file. Arrow reports by exception: they end here.
Result<WrittenFile> write_file(journal::Files& files, const std::filesystem::path& temporary,
                               const std::shared_ptr<::parquet::schema::GroupNode>& schema,
                               const std::shared_ptr<::parquet::WriterProperties>& properties,
                               const std::shared_ptr<const arrow::KeyValueMetadata>& metadata,
                               const Fill& fill) {
    if (auto removed = files.remove(temporary); !removed) return removed.error();
    auto created = files.create(temporary);
    if (!created) return created.error();
    WrittenFile written{std::move(*created), temporary, 0, 0};
    const auto stream = std::make_shared<FileStream>(*written.file);
    auto outcome = Result<void>{};
    try {
        const auto writer =
            ::parquet::ParquetFileWriter::Open(stream, schema, properties, metadata);
        outcome = fill(*writer);
        writer->Close();
    } catch (const std::exception& problem) {
        outcome = stream->error() ? *stream->error() : fail(ErrorKind::internal, problem.what());
    }
    if (outcome) outcome = written.file->sync();
    if (!outcome) {
        static_cast<void>(files.remove(temporary));
        return outcome.error();
    }
    written.bytes = stream->size();
    return written;
}

}  // namespace

Result<WrittenFile> write_table_file(journal::Files& files, const std::filesystem::path& temporary,
                                     Table table, Gathering* rows, const std::string& journals,
                                     const std::function<void(std::uint64_t)>& on_rows) {
    std::uint64_t done = 0;
    const auto fill = [&](::parquet::ParquetFileWriter& writer) -> Result<void> {
        RowGroupColumns columns(table);
        if (rows == nullptr) return {};
        return rows->hand_out([&](std::span<const Stretch> group) {
            columns.write(group, *writer.AppendRowGroup());
            for (const auto& stretch : group) done += stretch.count;
            on_rows(done);
        });
    };
    auto written = write_file(files, temporary, parquet_schema(table), writer_properties(table),
                              file_metadata(table, journals), fill);
    if (written) written->rows = done;
    return written;
}

Result<WrittenFile> write_exchanges_file(journal::Files& files,
                                         const std::filesystem::path& temporary) {
    using ::parquet::LogicalType;
    using ::parquet::Repetition;
    using ::parquet::Type;
    using ::parquet::schema::GroupNode;
    using ::parquet::schema::PrimitiveNode;
    const auto code =
        PrimitiveNode::Make("code", Repetition::REQUIRED, LogicalType::Int(16, true), Type::INT32);
    const auto name =
        PrimitiveNode::Make("name", Repetition::REQUIRED, LogicalType::String(), Type::BYTE_ARRAY);
    const auto schema = std::static_pointer_cast<GroupNode>(
        GroupNode::Make("exchanges", Repetition::REQUIRED, {code, name}));
    const auto fill = [](::parquet::ParquetFileWriter& writer) -> Result<void> {
        std::vector<std::int32_t> codes;
        std::vector<::parquet::ByteArray> names;
        for (const auto& each : kExchangeNames) {
            codes.push_back(static_cast<std::int32_t>(each.id));
            names.emplace_back(each.symbol);
        }
        auto* group = writer.AppendRowGroup();
        const auto count = static_cast<std::int64_t>(codes.size());
        auto& first = static_cast<::parquet::Int32Writer&>(*group->NextColumn());
        first.WriteBatch(count, nullptr, nullptr, codes.data());
        auto& second = static_cast<::parquet::ByteArrayWriter&>(*group->NextColumn());
        second.WriteBatch(count, nullptr, nullptr, names.data());
        return {};
    };
    return write_file(files, temporary, schema, ::parquet::default_writer_properties(), nullptr,
                      fill);
}

}  // namespace mdc::parquet
