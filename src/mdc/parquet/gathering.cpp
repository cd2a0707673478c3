#include "mdc/parquet/gathering.hpp"

#include <algorithm>

#include "mdc/core/log.hpp"
#include "mdc/journal/names.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/writer.hpp"

namespace mdc::parquet {

std::uint64_t memory_of(const Batch& batch) noexcept {
    std::uint64_t bytes = 0;
    for (const auto& column : batch.columns) {
        bytes += column.values().size() + column.offsets().size_bytes() + column.valid().size();
    }
    return bytes;
}

namespace {

/// Collects rows, and the batches that they live in, until a row group is full.
class GroupCutter {
  public:
    explicit GroupCutter(const Gathering::OnGroup& on_group) : on_group_(on_group) {}

    void add(RowRef row, const std::shared_ptr<const Batch>& owner) {
        if (must_cut_before(row)) cut();
        if (owner && (owners_.empty() || owners_.back() != owner)) owners_.push_back(owner);
        if (row.batch != measured_) {
            measured_ = row.batch;
            bytes_a_row_ = memory_of(*row.batch) / row.batch->rows() + 1;
        }
        bytes_ += bytes_a_row_;
        group_.push_back(row);
    }
    void cut() {
        if (!group_.empty()) on_group_(group_);
        group_.clear();
        owners_.clear();
        bytes_ = 0;
    }

  private:
    [[nodiscard]] bool must_cut_before(RowRef row) const {
        if (group_.size() < Gathering::kEnoughGroupRows)
            return bytes_ >= Gathering::kMostGroupBytes;
        return group_.size() >= Gathering::kMostGroupRows || bytes_ >= Gathering::kMostGroupBytes ||
               group_.back().ticker() != row.ticker();
    }

    const Gathering::OnGroup& on_group_;
    std::vector<RowRef> group_;
    std::vector<std::shared_ptr<const Batch>> owners_;
    const Batch* measured_ = nullptr;
    std::uint64_t bytes_a_row_ = 0;
    std::uint64_t bytes_ = 0;
};

/// Walks through one sorted run, a block at a time.
class RunCursor {
  public:
    explicit RunCursor(journal::Reader reader) : reader_(std::move(reader)) { load(); }

    [[nodiscard]] bool is_done() const { return batch_ == nullptr; }
    [[nodiscard]] RowRef row() const { return {batch_.get(), row_}; }
    [[nodiscard]] const std::shared_ptr<const Batch>& owner() const { return batch_; }
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
    return compared != 0 ? compared > 0 : a->row().seq_id() > b->row().seq_id();
}

}  // namespace

Gathering::Gathering(journal::Files& files, std::filesystem::path run_stem)
    : files_(&files), run_stem_(std::move(run_stem)) {}

Gathering::~Gathering() {
    for (const auto& run : runs_) static_cast<void>(files_->remove(run.path));
}

void Gathering::add(std::shared_ptr<const Batch> batch) {
    const auto& tickers = batch->columns[journal::kTickerColumn];
    std::vector<RowRef>* list = nullptr;
    std::string_view listed;
    for (std::uint32_t row = 0; row < batch->rows(); ++row) {
        const auto ticker = tickers.text_at(row);
        if (list == nullptr || ticker != listed) {
            auto found = by_ticker_.find(ticker);
            if (found == by_ticker_.end())
                found = by_ticker_.try_emplace(std::string(ticker)).first;
            list = &found->second;
            listed = ticker;
        }
        list->push_back({batch.get(), row});
    }
    rows_ += batch->rows();
    memory_ += memory_of(*batch) + batch->rows() * sizeof(RowRef);
    batches_.push_back(std::move(batch));
}

std::vector<RowRef> Gathering::sorted_rows() {
    std::vector<RowRef> all;
    const auto earlier = [](const RowRef& a, const RowRef& b) { return a.seq_id() < b.seq_id(); };
    for (auto& [ticker, rows] : by_ticker_) {
        // Rows of one instrument come from one thread, so they nearly always are in order.
        if (!std::is_sorted(rows.begin(), rows.end(), earlier)) {
            std::stable_sort(rows.begin(), rows.end(), earlier);
        }
        all.insert(all.end(), rows.begin(), rows.end());
        std::vector<RowRef>().swap(rows);
    }
    by_ticker_.clear();
    return all;
}

Result<void> Gathering::spill() {
    constexpr std::size_t kRunBlockRows = 4096;
    const auto path = std::filesystem::path(
        fmt::format("{}.run{}{}", run_stem_.string(), runs_.size(), journal::kTemporarySuffix));
    if (auto removed = files_->remove(path); !removed) return removed;
    auto writer = journal::Writer::create(*files_, path, {});
    if (!writer) return writer.error();
    runs_.push_back({path, writer->file(), 0});
    const auto rows = sorted_rows();
    for (std::size_t first = 0; first < rows.size(); first += kRunBlockRows) {
        const auto count = std::min(kRunBlockRows, rows.size() - first);
        Batch block(rows.front().batch->table, rows.front().batch->exchange);
        for (std::size_t c = 0; c < block.columns.size(); ++c) {
            block.columns[c].reserve(count);
            for (auto i = first; i < first + count; ++i) {
                block.columns[c].append_from(rows[i].batch->columns[c], rows[i].row);
            }
        }
        if (auto done = writer->append(block); !done) return done;
    }
    runs_.back().rows = rows.size();
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
    for (const auto& row : sorted_rows()) cutter.add(row, nullptr);
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
