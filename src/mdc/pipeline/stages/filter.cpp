#include "mdc/pipeline/stages/filter.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mdc/config/glob.hpp"
#include "mdc/config/options.hpp"
#include "mdc/model/feed.hpp"

namespace mdc::pipeline {

namespace {

class FilterStage final : public Stage {
  public:
    FilterStage(std::vector<std::string> feeds, std::vector<std::string> tickers)
        : feeds_(std::move(feeds)), tickers_(std::move(tickers)) {}

    bool touches(Table table) const noexcept override {
        return is_feed_table(table) || table == Table::gaps || table == Table::instruments;
    }

    void process(BatchPtr batch, Next& next) noexcept override {
        if (is_feed_table(batch->table) && !wants_feed(to_string(batch->table))) return;
        kept_.clear();
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            if (wants_row(*batch, row)) kept_.push_back(static_cast<std::uint32_t>(row));
        }
        if (kept_.empty()) return;
        if (kept_.size() == batch->rows()) return next.push(std::move(batch));
        next.push(std::make_shared<const Batch>(batch->select(kept_)));
    }

  private:
    bool wants_row(const Batch& batch, std::size_t row) {
        static const auto kFeed = static_cast<std::size_t>(column_index(Table::gaps, "feed"));
        constexpr std::size_t kTicker = 3;  // of the common columns
        if (batch.table == Table::gaps && !wants_feed(batch.columns[kFeed].text_at(row))) {
            return false;
        }
        const auto& tickers = batch.columns[kTicker];
        return tickers.is_null(row) || wants_ticker(tickers.text_at(row));
    }

    [[nodiscard]] bool wants_feed(std::string_view feed) const {
        return feeds_.empty() || std::find(feeds_.begin(), feeds_.end(), feed) != feeds_.end();
    }

    /// Globs are asked once per ticker.
    bool wants_ticker(std::string_view ticker) {
        constexpr std::size_t kMost = 100'000;  // tickers that are remembered
        if (tickers_.empty()) return true;
        if (ticker == last_ticker_) return last_is_wanted_;
        last_ticker_ = ticker;
        if (known_.size() >= kMost) known_.clear();
        const auto [found, is_new] = known_.try_emplace(last_ticker_, false);
        if (is_new) {
            found->second = std::any_of(tickers_.begin(), tickers_.end(), [&](const auto& glob) {
                return config::matches_glob(ticker, glob);
            });
        }
        return last_is_wanted_ = found->second;
    }

    std::vector<std::string> feeds_, tickers_;
    std::unordered_map<std::string, bool> known_;
    std::string last_ticker_;
    bool last_is_wanted_ = false;
    std::vector<std::uint32_t> kept_;
};

}  // namespace

Result<std::unique_ptr<Stage>> make_filter(const config::StageConfig& config) {
    config::Options options(config);
    auto feeds = options.words("feeds", kFeedNames);
    auto tickers = options.texts("tickers");
    if (config.options.empty()) options.refuse("It needs 'feeds', 'tickers' or both.");
    if (auto read = options.finish(); !read) return read.error();
    return std::make_unique<FilterStage>(std::move(feeds), std::move(tickers));
}

}  // namespace mdc::pipeline
