#include "mdc/parquet/gathering.hpp"

#include <algorithm>

#include "mdc/core/log.hpp"
#include "mdc/journal/names.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/writer.hpp"

namespace mdc::parquet {

namespace {

/// Of the values alone: what each batch takes besides says nothing of a row group.
std::uint64_t bytes_a_row(const Batch& batch) {
    return (memory_of(batch) - memory_of(Batch(batch.table, batch.exchange))) / batch.rows() + 1;
}

/// Collects rows, and the batches that they live in, until a row group is full.
class GroupCutter {
  public:
    explicit GroupCutter(const Gathering::OnGroup& on_group) : on_group_(on_group) {}

    void add(Stretch rows, const std::shared_ptr<const Batch>& owner) {
        if (rows.batch != measured_) {
            measured_ = rows.batch;
            bytes_a_row_ = bytes_a_row(*rows.batch);
        }
        while (rows.count > 0) {
            if (must_cut_before(rows)) cut();
            if (owner && (owners_.empty() || owners_.back() != owner)) owners_.push_back(owner);
            const auto taken = std::min(rows.count, room());
            append({rows.batch, rows.first, taken});
            rows.first += taken;
            rows.count -= taken;
        }
    }
    void cut() {
        if (!group_.empty()) on_group_(group_);
        group_.clear();
        owners_.clear();
        rows_ = 0;
        bytes_ = 0;
    }

  private:
    [[nodiscard]] bool must_cut_before(const Stretch& rows) const {
        if (rows_ >= Gathering::kMostGroupRows || bytes_ >= Gathering::kMostGroupBytes) return true;
        return rows_ >= Gathering::kEnoughGroupRows && group_.back().ticker() != rows.ticker();
    }
    /// Rows that still fit; at least one.
    [[nodiscard]] std::uint32_t room() const {
        const auto by_bytes = (Gathering::kMostGroupBytes - bytes_) / bytes_a_row_ + 1;
        return static_cast<std::uint32_t>(
            std::min<std::uint64_t>(Gathering::kMostGroupRows - rows_, by_bytes));
    }
    void append(const Stretch& rows) {
        rows_ += rows.count;
        bytes_ += rows.count * bytes_a_row_;
        if (!group_.empty() && group_.back().batch == rows.batch &&
            group_.back().end() == rows.first && group_.back().ticker() == rows.ticker()) {
            group_.back().count += rows.count;
        } else {
            group_.push_back(rows);
        }
    }

    const Gathering::OnGroup& on_group_;
    std::vector<Stretch> group_;
    std::vector<std::shared_ptr<const Batch>> owners_;
    const Batch* measured_ = nullptr;
    std::uint64_t bytes_a_row_ = 1;
    std::size_t rows_ = 0;
    std::uint64_t bytes_ = 0;
};

/// Walks through one sorted run, a block at a time.
class RunCursor {
  public:
    explicit RunCursor(journal::Reader reader) : reader_(std::move(reader)) { load(); }

    [[nodiscard]] bool is_done() const { return batch_ == nullptr; }
    [[nodiscard]] Stretch row() const { return {batch_.get(), row_, 1}; }
    [[nodiscard]] const std::shared_ptr<const Batch>& owner() const { return batch_; }
    [[nodiscard]] std::int64_t seq_id() const { return row().seq_id(row_); }
    void advance() {
        if (++row_ == batch_->rows()) load();
    }
    [[nodiscard]] std::uint64_t rows_read() const { return reader_.statistics().rows; }

  private:
    void load() {
        row_ = 0;
        auto batch = reader_.next();
        batch_ = batch ? std::make_shared<const Batch>(std::move(*batch)) : nullptr;
    }

    journal::Reader reader_;
    std::shared_ptr<const Batch> batch_;
    std::uint32_t row_ = 0;
};

bool comes_later(const RunCursor* a, const RunCursor* b) {
    const auto compared = a->row().ticker().compare(b->row().ticker());
    return compared != 0 ? compared > 0 : a->seq_id() > b->seq_id();
}

}  // namespace

Gathering::Gathering(journal::Files& files, std::filesystem::path run_stem)
    : files_(&files), run_stem_(std::move(run_stem)) {}

Gathering::~Gathering() {
    for (const auto& run : runs_) static_cast<void>(files_->remove(run.path));
}

void Gathering::add(std::shared_ptr<const Batch> batch) {
    const auto rows = static_cast<std::uint32_t>(batch->rows());
    const auto& tickers = batch->columns[journal::kTickerColumn];
    for (std::uint32_t first = 0; first < rows;) {
        Stretch stretch{batch.get(), first, 1};
        const auto ticker = stretch.ticker();
        while (stretch.end() < rows && tickers.text_at(stretch.end()) == ticker) ++stretch.count;
        auto found = by_ticker_.find(ticker);
        if (found == by_ticker_.end()) found = by_ticker_.try_emplace(std::string(ticker)).first;
        auto& list = found->second;
        for (auto row = first; row < stretch.end(); ++row) {
            list.is_ordered = list.is_ordered && stretch.seq_id(row) >= list.last_seq_id;
            list.last_seq_id = stretch.seq_id(row);
        }
        list.stretches.push_back(stretch);
        memory_ += sizeof(Stretch);
        first = stretch.end();
    }
    rows_ += rows;
    memory_ += memory_of(*batch);
    batches_.push_back(std::move(batch));
}

namespace {

/// The same rows by seq_id, one a stretch.
std::vector<Stretch> in_order(const std::vector<Stretch>& stretches) {
    std::vector<Stretch> rows;
    for (const auto& stretch : stretches) {
        for (auto row = stretch.first; row < stretch.end(); ++row) {
            rows.push_back({stretch.batch, row, 1});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Stretch& a, const Stretch& b) {
        return a.seq_id(a.first) < b.seq_id(b.first);
    });
    return rows;
}

}  // namespace

std::vector<Stretch> Gathering::take_sorted() {
    std::vector<Stretch> all;
    for (auto& [ticker, list] : by_ticker_) {
        // Rows of one instrument come from one thread, so they nearly always are in order.
        const auto rows = list.is_ordered ? std::move(list.stretches) : in_order(list.stretches);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    by_ticker_.clear();
    return all;
}

namespace {

/// Rows from the front of `rows`, which loses them, as one batch.
Batch take_batch(std::span<Stretch>& rows, std::size_t most) {
    Batch batch(rows.front().batch->table, rows.front().batch->exchange);
    while (!rows.empty() && batch.rows() < most) {
        auto& stretch = rows.front();
        const auto count =
            static_cast<std::uint32_t>(std::min<std::size_t>(stretch.count, most - batch.rows()));
        for (std::size_t c = 0; c < batch.columns.size(); ++c) {
            for (auto row = stretch.first; row < stretch.first + count; ++row) {
                batch.columns[c].append_from(stretch.batch->columns[c], row);
            }
        }
        stretch.first += count;
        stretch.count -= count;
        if (stretch.count == 0) rows = rows.subspan(1);
    }
    return batch;
}

}  // namespace

Result<void> Gathering::spill() {
    constexpr std::size_t kRunBlockRows = 4096;
    const auto path = std::filesystem::path(
        fmt::format("{}.run{}{}", run_stem_.string(), runs_.size(), journal::kTemporarySuffix));
    if (auto removed = files_->remove(path); !removed) return removed;
    auto writer = journal::Writer::create(*files_, path, {});
    if (!writer) return writer.error();
    runs_.push_back({path, writer->file(), 0});
    auto sorted = take_sorted();
    for (std::span<Stretch> left = sorted; !left.empty();) {
        const auto block = take_batch(left, kRunBlockRows);
        if (auto done = writer->append(block); !done) return done;
    }
    runs_.back().rows = writer->rows();
    batches_.clear();
    memory_ = 0;
    return {};
}

Result<void> Gathering::hand_out(const OnGroup& on_group) {
    if (!runs_.empty()) {
        if (!batches_.empty()) {
            if (auto spilled = spill(); !spilled) return spilled;
        }
        return merge(on_group);
    }
    GroupCutter cutter(on_group);
    for (const auto& rows : take_sorted()) cutter.add(rows, nullptr);
    cutter.cut();
    return {};
}

Result<void> Gathering::merge(const OnGroup& on_group) {
    std::vector<RunCursor> cursors;
    for (const auto& run : runs_) {
        auto reader = journal::Reader::open(run.path);
        if (!reader) return reader.error();
        cursors.emplace_back(std::move(*reader));
    }
    std::vector<RunCursor*> heap;
    for (auto& cursor : cursors) {
        if (!cursor.is_done()) heap.push_back(&cursor);
    }
    std::make_heap(heap.begin(), heap.end(), comes_later);
    GroupCutter cutter(on_group);
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), comes_later);
        auto* first = heap.back();
        cutter.add(first->row(), first->owner());
        first->advance();
        if (first->is_done()) {
            heap.pop_back();
        } else {
            std::push_heap(heap.begin(), heap.end(), comes_later);
        }
    }
    cutter.cut();
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        if (cursors[i].rows_read() != runs_[i].rows) {
            return fail_for_now(ErrorKind::disk,
                                fmt::format("{} does not read back", runs_[i].path.string()));
        }
    }
    return {};
}

}  // namespace mdc::parquet
