#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "mdc/core/assert.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/writer.hpp"
#include "mdc/parquet/convert.hpp"
#include "mdc/parquet/table_reader.hpp"

#include "bench/micro/parquet/sample_market.hpp"

// What a row costs on its way to the disk: CPU of the journal (encode, checksum, write), of reading
// it back, and of Parquet; and how many bytes it takes. "Time" and "CPU" are per row.

namespace mdc::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRows = 300'000;

/// In memory where possible: CPU is measured, not a disk.
fs::path folder() {
    const fs::path memory = "/dev/shm";
    std::error_code code;
    const auto base = fs::exists(memory, code) ? memory : fs::temp_directory_path();
    return base / ("mdc-storage-bench-" + std::to_string(::getpid()));
}

struct Folder {
    fs::path path = folder();
    Folder() { fs::create_directories(path / "_journal"); }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] fs::path journal() const {
        return path / "_journal/20261125T120000Z-0001.journal";
    }
};

std::vector<Batch> batches_of(Table table, std::size_t rows_a_batch, std::size_t instruments) {
    SampleMarket market(instruments);
    std::vector<Batch> batches;
    for (std::size_t rows = 0; rows < kRows; rows += batches.back().rows()) {
        batches.push_back(table == Table::trades ? market.trades(rows_a_batch)
                                                 : market.orderbook(rows_a_batch));
    }
    return batches;
}

std::uint64_t write_journal(const fs::path& path, const std::vector<Batch>& batches) {
    fs::remove(path);
    auto writer = journal::Writer::create(journal::posix_files(), path, {});
    for (const auto& batch : batches) MDC_ASSERT(writer->append(batch));
    return writer->size();
}

std::size_t rows_of(const std::vector<Batch>& batches) {
    std::size_t rows = 0;
    for (const auto& batch : batches) rows += batch.rows();
    return rows;
}

/// Per row, however many an iteration has.
void report(benchmark::State& state, std::size_t rows, std::uint64_t bytes) {
    const auto all = static_cast<double>(rows) * static_cast<double>(state.iterations());
    state.counters["s_per_row"] =
        benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["bytes_per_row"] = static_cast<double>(bytes) / static_cast<double>(rows);
}

Table table_of(const benchmark::State& state) { return static_cast<Table>(state.range(0)); }

void JournalWrite(benchmark::State& state) {
    const Folder folder;
    const auto batches = batches_of(table_of(state), static_cast<std::size_t>(state.range(1)), 10);
    std::uint64_t bytes = 0;
    for (auto _ : state) bytes = write_journal(folder.journal(), batches);
    report(state, rows_of(batches), bytes);
}

void JournalRead(benchmark::State& state) {
    const Folder folder;
    const auto batches = batches_of(table_of(state), static_cast<std::size_t>(state.range(1)), 10);
    const auto bytes = write_journal(folder.journal(), batches);
    for (auto _ : state) {
        auto reader = journal::Reader::open(folder.journal());
        while (const auto batch = reader->next()) benchmark::DoNotOptimize(batch->rows());
    }
    report(state, rows_of(batches), bytes);
}

/// The whole of `mdc-parquet convert` but for starting the process.
void JournalToParquet(benchmark::State& state) {
    const Folder folder;
    const auto batches = batches_of(table_of(state), 500, static_cast<std::size_t>(state.range(1)));
    parquet::ConvertOptions options;
    options.target = journal::target_paths(folder.path);
    options.journals = {folder.journal()};
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        state.PauseTiming();
        for (const auto& path : parquet::table_files(folder.path)) fs::remove(path);
        write_journal(folder.journal(), batches);
        state.ResumeTiming();
        MDC_ASSERT(parquet::convert(options));
        bytes = fs::file_size(parquet::table_files(folder.path).front());
    }
    report(state, rows_of(batches), bytes);
}

constexpr auto kBook = static_cast<std::int64_t>(Table::orderbook_l2);
constexpr auto kTrades = static_cast<std::int64_t>(Table::trades);

BENCHMARK(JournalWrite)
    ->ArgNames({"table", "rows_a_batch"})
    ->ArgsProduct({{kBook, kTrades}, {50, 500, 5'000}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(JournalRead)
    ->ArgNames({"table", "rows_a_batch"})
    ->ArgsProduct({{kBook, kTrades}, {500}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(JournalToParquet)
    ->ArgNames({"table", "instruments"})
    ->ArgsProduct({{kBook, kTrades}, {1, 10, 100}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mdc::bench
