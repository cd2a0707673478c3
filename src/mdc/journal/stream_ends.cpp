#include "mdc/journal/stream_ends.hpp"

#include <algorithm>
#include <istream>

#include "mdc/core/log.hpp"
#include "mdc/journal/format.hpp"
#include "mdc/model/enums.hpp"

namespace mdc::journal {

namespace {

const Column& column_of(const Batch& batch, std::string_view name) {
    return batch.columns[static_cast<std::size_t>(column_index(batch.table, name))];
}

/// Which rows of a batch are our own and not the exchange's: of a book the clear rows, which alone
/// have no side, and checkpoints.
class OwnRows {
  public:
    explicit OwnRows(const Batch& batch) {
        if (batch.table != Table::orderbook_l2) return;
        side_ = &column_of(batch, "side");
        is_checkpoint_ = &column_of(batch, "is_checkpoint");
    }
    [[nodiscard]] bool has(std::size_t row) const {
        if (side_ == nullptr) return false;
        return side_->at<std::int8_t>(row) == static_cast<std::int8_t>(Side::unknown) ||
               is_checkpoint_->at<std::uint8_t>(row) != 0;
    }

  private:
    const Column* side_ = nullptr;
    const Column* is_checkpoint_ = nullptr;
};

}  // namespace

void StreamEnds::add(const Batch& batch) {
    if (batch.table == Table::gaps) return add_crashes(batch);
    if (!is_feed_table(batch.table)) return;
    add_rows(batch, parse_feed(to_string(batch.table)).value());
}

void StreamEnds::add_rows(const Batch& batch, Feed feed) {
    const auto& received = batch.columns[kRcvTimestampColumn];
    const auto& tickers = batch.columns[kTickerColumn];
    const OwnRows own(batch);
    UnixMicros* end = nullptr;  // of the ticker that the row before had
    std::string_view ticker;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        if (own.has(row)) continue;
        if (end == nullptr || tickers.text_at(row) != ticker) {
            ticker = tickers.text_at(row);
            end = &end_of({batch.exchange, feed}, ticker);
        }
        *end = std::max(*end, {received.at<std::int64_t>(row)});
    }
}

void StreamEnds::add_crashes(const Batch& batch) {
    const auto& causes = column_of(batch, "cause");
    const auto& feeds = column_of(batch, "feed");
    const auto& to = column_of(batch, "to_timestamp");
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        const auto feed = parse_feed(feeds.text_at(row));
        if (!feed || to.is_null(row) || causes.text_at(row) != to_string(GapCause::crash)) continue;
        raise(batch.exchange, *feed, batch.columns[kTickerColumn].text_at(row),
              {to.at<std::int64_t>(row)});
    }
}

UnixMicros& StreamEnds::end_of(const Flow& flow, std::string_view ticker) {
    auto& ends = ends_[flow];
    const auto found = ends.find(ticker);
    return found != ends.end() ? found->second
                               : ends.try_emplace(std::string(ticker)).first->second;
}

void StreamEnds::raise(ExchangeId exchange, Feed feed, std::string_view ticker, UnixMicros to) {
    auto& end = end_of({exchange, feed}, ticker);
    end = std::max(end, to);
}

void StreamEnds::raise(const StreamEnds& to) {
    for (const auto& [flow, ends] : to.ends_) {
        for (const auto& [ticker, end] : ends) raise(flow.first, flow.second, ticker, end);
    }
}

std::optional<UnixMicros> StreamEnds::of(ExchangeId exchange, Feed feed,
                                         std::string_view ticker) const {
    const auto flow = ends_.find({exchange, feed});
    if (flow == ends_.end()) return std::nullopt;
    const auto found = flow->second.find(ticker);
    if (found == flow->second.end()) return std::nullopt;
    return found->second;
}

std::string StreamEnds::to_text() const {
    std::size_t count = 0;
    std::string lines;
    for (const auto& [flow, ends] : ends_) {
        count += ends.size();
        for (const auto& [ticker, end] : ends) {
            lines += fmt::format("{} {} {} {}\n", to_string(flow.first), to_string(flow.second),
                                 end.value, ticker);
        }
    }
    return fmt::format("{}\n{}", count, lines);
}

std::optional<StreamEnds> StreamEnds::parse(std::istream& in) {
    StreamEnds read;
    std::size_t count = 0;
    if (!(in >> count)) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
        std::string exchange_name, feed_name, ticker;
        UnixMicros end;
        if (!(in >> exchange_name >> feed_name >> end.value)) return std::nullopt;
        in.get();  // the space; a ticker may have others
        if (!std::getline(in, ticker)) return std::nullopt;
        const auto exchange = parse_exchange(exchange_name);
        const auto feed = parse_feed(feed_name);
        if (!exchange || !feed) return std::nullopt;
        read.raise(*exchange, *feed, ticker, end);
    }
    return read;
}

}  // namespace mdc::journal
