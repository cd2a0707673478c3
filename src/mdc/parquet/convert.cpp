#include "mdc/parquet/convert.hpp"

#include <algorithm>
#include <compare>
#include <map>
#include <set>
#include <utility>

#include "mdc/core/log.hpp"
#include "mdc/journal/lock.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/target.hpp"
#include "mdc/parquet/gathering.hpp"
#include "mdc/parquet/table_file.hpp"
#include "mdc/parquet/table_reader.hpp"

namespace mdc::parquet {

namespace fs = std::filesystem;
using journal::ConversionLine;
using journal::JournalEnd;

namespace {

/// Which file a row belongs to. In a single-file target only the table counts.
struct OutputKey {
    Table table{};
    ExchangeId exchange{};
    std::int64_t day = 0;

    friend auto operator<=>(const OutputKey&, const OutputKey&) = default;
};

/// A journal that is ours until the conversion ends.
struct Source {
    fs::path path;
    journal::Lock lock;
    journal::Reader reader;
};

/// Converts a set of journals into one set of files.
class Conversion {
  public:
    Conversion(const ConvertOptions& options, std::vector<Source> sources)
        : options_(options), files_(*options.files), sources_(std::move(sources)) {
        for (const auto& source : sources_) bytes_total_ += source.reader.file_size();
        name_journals();
    }

    Result<void> run() {
        if (auto read = read_sources(); !read) return read;
        if (auto planned = plan_files(); !planned) return planned;
        if (auto written = write_files(); !written) return written;
        // From here on every row is in a file that a power cut leaves alone.
        const auto& journals = options_.target.journals;
        if (auto done = journal::remember(files_, journals, leaving_); !done) return done;
        return finish_sources();
    }

  private:
    struct Output {
        fs::path path;
        Table table{};
        Gathering* rows = nullptr;
    };

    void name_journals() {
        for (const auto& source : sources_) {
            const auto& header = source.reader.header();
            const auto stem = source.path.stem().string();
            if (!journals_.empty()) journals_ += ' ';
            journals_ += fmt::format("{}:{:08x}", stem, header ? header->checksum : 0);
            if (header) feeds_ |= header->feeds;
            const auto name = journal::parse_journal_name(source.path.filename().string());
            if (name) leaving_.run_start = std::max(leaving_.run_start, name->start);
        }
        stem_ = sources_.front().path.stem().string();
    }

    Result<void> read_sources() {
        for (auto& source : sources_) {
            if (auto synced = source.reader.make_durable(); !synced) return synced;
            while (auto batch = source.reader.next()) {
                bytes_read_ += source.reader.last_block_bytes();
                tell_progress(bytes_read_ / 2);
                leaving_.ends.add(*batch);
                if (auto gathered = gather(std::move(*batch)); !gathered) return gathered;
            }
            const auto& statistics = source.reader.statistics();
            leaving_.highest_id = std::max(leaving_.highest_id, statistics.highest_id);
            if (statistics.end == JournalEnd::newer) {
                return fail(ErrorKind::malformed,
                            fmt::format("{} was written by a later mdc: convert it with that one",
                                        source.path.string()));
            }
        }
        return {};
    }

    Result<void> gather(Batch batch) {
        const auto& received = batch.columns[journal::kRcvTimestampColumn];
        std::map<std::int64_t, std::vector<std::uint32_t>> rows_of_day;
        for (std::uint32_t row = 0; row < batch.rows(); ++row) {
            rows_of_day[utc_day({received.at<std::int64_t>(row)})].push_back(row);
        }
        rows_total_ += batch.rows();
        if (options_.target.is_single_file() || rows_of_day.size() == 1) {
            return gather_into(rows_of_day.begin()->first, std::move(batch));
        }
        for (const auto& [day, rows] : rows_of_day) {
            if (auto done = gather_into(day, batch.select(rows)); !done) return done;
        }
        return {};
    }

    Result<void> gather_into(std::int64_t day, Batch batch) {
        OutputKey key = {batch.table, batch.exchange, day};
        if (options_.target.is_single_file()) key = {batch.table, {}, 0};
        auto found = gatherings_.find(key);
        if (found == gatherings_.end()) {
            const auto run_stem =
                options_.target.journals / fmt::format("{}.{}", stem_, gatherings_.size());
            found = gatherings_.try_emplace(key, files_, run_stem).first;
        }
        found->second.add(std::make_shared<const Batch>(std::move(batch)));
        return spill_largest();
    }

    Result<void> spill_largest() {
        std::uint64_t memory = 0;
        Gathering* largest = nullptr;
        for (auto& [key, gathering] : gatherings_) {
            memory += gathering.memory();
            if (largest == nullptr || gathering.memory() > largest->memory()) largest = &gathering;
        }
        return memory > options_.memory_bytes ? largest->spill() : Result<void>{};
    }

    /// Names the files, drops those that are there already, refuses foreign ones.
    Result<void> plan_files() {
        std::vector<Output> wanted;
        options_.target.is_single_file() ? plan_single(wanted) : plan_tree(wanted);
        for (auto& output : wanted) {
            std::error_code code;
            if (!fs::exists(output.path, code)) {
                outputs_.push_back(std::move(output));
            } else if (!is_made_from_these(output.path)) {
                return fail(ErrorKind::target,
                            fmt::format("{} exists and was not made from {}: nothing was "
                                        "overwritten, the journal stays",
                                        output.path.string(), sources_.front().path.string()));
            } else if (output.rows != nullptr) {
                rows_total_ -= output.rows->rows();
            }
        }
        return {};
    }

    void plan_tree(std::vector<Output>& wanted) {
        for (auto& [key, gathering] : gatherings_) {
            const UnixMicros day = {key.day * kMicrosPerDay};
            const auto path = journal::tree_path(key.table, day, key.exchange, stem_);
            wanted.push_back({options_.target.root / path, key.table, &gathering});
        }
    }

    /// One feed: exactly the file. Several, and the ledger: a file for each table. A feed that was
    /// subscribed to and stayed silent gets a file without rows.
    void plan_single(std::vector<Output>& wanted) {
        std::map<Table, Gathering*> tables;
        for (std::size_t i = 0; i < kTableCount; ++i) {
            if ((feeds_ >> i & 1) != 0) tables[static_cast<Table>(i)] = nullptr;
        }
        for (auto& [key, gathering] : gatherings_) tables[key.table] = &gathering;
        const auto feed_count = std::count_if(tables.begin(), tables.end(), [](const auto& each) {
            return is_feed_table(each.first);
        });
        for (const auto& [table, rows] : tables) {
            const bool is_alone = is_feed_table(table) && feed_count == 1;
            const auto& file = options_.target.file;
            wanted.push_back({is_alone ? file : journal::table_file(file, table), table, rows});
        }
    }

    [[nodiscard]] bool is_made_from_these(const fs::path& path) const {
        const auto made_from = journals_of(path);
        if (!made_from) return false;
        const auto split = [](std::string_view text) {
            std::set<std::string, std::less<>> parts;
            while (!text.empty()) {
                const auto end = std::min(text.find(' '), text.size());
                parts.emplace(text.substr(0, end));
                text.remove_prefix(std::min(end + 1, text.size()));
            }
            return parts;
        };
        const auto theirs = split(*made_from);
        const auto ours = split(journals_);
        return std::includes(theirs.begin(), theirs.end(), ours.begin(), ours.end());
    }

    Result<void> write_files() {
        for (const auto& output : outputs_) {
            const auto folder = output.path.parent_path();
            const auto temporary =
                options_.target.journals /
                fmt::format("{}.{}{}", stem_, &output - outputs_.data(), journal::kTemporarySuffix);
            if (auto made = journal::make_directories(files_, folder); !made) return made;
            const auto on_rows = [&](std::uint64_t rows) { tell_writing(rows); };
            auto written =
                write_table_file(files_, temporary, output.table, output.rows, journals_, on_rows);
            if (!written) return written.error();
            if (auto named = give_name(*written, output.path); !named) return named;
            rows_written_ += written->rows;
            options_.on_line({.kind = ConversionLine::Kind::file,
                              .rows = written->rows,
                              .bytes = written->bytes,
                              .path = output.path.string()});
        }
        return options_.target.is_single_file() ? Result<void>{} : write_exchanges();
    }

    Result<void> give_name(const WrittenFile& written, const fs::path& path) {
        if (auto renamed = files_.rename(written.temporary, path); !renamed) return renamed;
        return files_.sync_directory(path.parent_path());
    }

    Result<void> write_exchanges() {
        const auto path = options_.target.root / "exchanges.parquet";
        if (rows_in(path) == kExchangeNames.size()) return {};
        const auto temporary = options_.target.journals /
                               fmt::format("{}.exchanges{}", stem_, journal::kTemporarySuffix);
        const auto written = write_exchanges_file(files_, temporary);
        if (!written) return written.error();
        return give_name(*written, path);
    }

    Result<void> finish_sources() {
        for (const auto& source : sources_) {
            const auto& statistics = source.reader.statistics();
            auto kept = source.path;
            kept.replace_extension(journal::kDamagedSuffix);
            const bool is_damaged = statistics.end == JournalEnd::damaged;
            auto done = is_damaged ? files_.rename(source.path, kept) : files_.remove(source.path);
            if (done) done = files_.sync_directory(source.path.parent_path());
            if (!done) return done;
            options_.on_line({.kind = ConversionLine::Kind::journal,
                              .done = source.reader.file_size(),
                              .total = source.reader.file_size(),
                              .rows = statistics.rows,
                              .bytes = statistics.cut_bytes,
                              .end = statistics.end,
                              .path = source.path.string()});
        }
        return {};
    }

    // Progress: reading is the first half, writing the second.

    void tell_writing(std::uint64_t rows) {
        const auto share = rows_total_ == 0 ? 1.0
                                            : static_cast<double>(rows_written_ + rows) /
                                                  static_cast<double>(rows_total_);
        tell_progress(bytes_total_ / 2 +
                      static_cast<std::uint64_t>(share * static_cast<double>(bytes_total_) / 2));
    }
    void tell_progress(std::uint64_t done) {
        if (done < told_ + bytes_total_ / 100) return;
        told_ = done;
        options_.on_line(
            {.kind = ConversionLine::Kind::progress, .done = done, .total = bytes_total_});
    }

    const ConvertOptions& options_;
    journal::Files& files_;
    std::vector<Source> sources_;
    std::string journals_;  ///< names with header checksums: what the files are made from
    std::string stem_;
    unsigned feeds_ = 0;
    std::map<OutputKey, Gathering> gatherings_;
    std::vector<Output> outputs_;
    journal::LeavingJournals leaving_;
    std::uint64_t bytes_total_ = 0, bytes_read_ = 0, told_ = 0;
    std::uint64_t rows_total_ = 0, rows_written_ = 0;
};

/// Locked and opened; nothing when it is another's, or gone because another has converted it.
Result<std::optional<Source>> open_source(const ConvertOptions& options, const fs::path& path) {
    auto lock = journal::Lock::try_file(path);
    std::error_code code;
    if (!lock.holds() || !fs::exists(path, code)) {
        if (fs::exists(path, code)) {
            options.on_line({.kind = ConversionLine::Kind::busy, .path = path.string()});
        }
        return std::optional<Source>{};
    }
    auto reader = journal::Reader::open(path);
    if (!reader) return reader.error();
    return std::optional<Source>{Source{path, std::move(lock), std::move(*reader)}};
}

void tell_failed(const ConvertOptions& options, const fs::path& path, const Error& error) {
    options.on_line(
        {.kind = ConversionLine::Kind::failed, .path = path.string(), .problem = error.message});
}

}  // namespace

Result<void> convert(const ConvertOptions& options) {
    auto first_problem = journal::make_directories(*options.files, options.target.journals);
    if (!first_problem) return first_problem;
    std::vector<Source> together;
    const auto convert_together = [&] {
        if (together.empty()) return;
        std::vector<fs::path> paths;
        for (const auto& each : together) paths.push_back(each.path);
        const auto done = Conversion(options, std::exchange(together, {})).run();
        if (done) return;
        for (const auto& path : paths) tell_failed(options, path, done.error());
        if (first_problem) first_problem = done;
    };
    for (const auto& path : options.journals) {
        auto source = open_source(options, path);
        if (!source) {
            tell_failed(options, path, source.error());
            if (first_problem) first_problem = source.error();
            continue;
        }
        if (*source) together.push_back(std::move(**source));
        if (!options.target.is_single_file()) convert_together();
    }
    convert_together();
    return first_problem;
}

}  // namespace mdc::parquet
