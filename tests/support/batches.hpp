#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/model/tables/batch.hpp"
#include "mdc/model/tables/row.hpp"

/// Small batches for tests of whatever batches pass through.
namespace mdc::test {

/// A head with all its times set to `at`.
RowHead head(std::int64_t at, ExchangeId exchange = ExchangeId::binance_spot,
             InstrumentId instrument = kNoInstrument);

struct TradeLine {
    std::string_view ticker;
    std::int64_t at;  ///< rcv_timestamp; also trade_seq
};
BatchPtr trades(const std::vector<TradeLine>& lines,
                ExchangeId exchange = ExchangeId::binance_spot);

struct BboLine {
    std::string_view ticker;
    std::int64_t at;
    double bid;
};
BatchPtr bbos(const std::vector<BboLine>& lines);

struct TickerLine {
    std::string_view ticker;
    std::int64_t at;
    TickerChannel channel;
    double last;
};
BatchPtr tickers(const std::vector<TickerLine>& lines);

/// `rows` valid rows of any table, of ticker "BTCUSDT" where the table has one, received one
/// microsecond apart from `at` on.
BatchPtr rows_of(Table table, std::size_t rows, std::int64_t at = 1'700'000'000'000'000);

/// One column as numbers; NaN where null.
std::vector<double> doubles(const Batch& batch, std::string_view column);
/// One column of integers or booleans; kNullInt64 where null.
std::vector<std::int64_t> integers(const Batch& batch, std::string_view column);
/// One column of text; "(null)" where null.
std::vector<std::string_view> texts(const Batch& batch, std::string_view column);

}  // namespace mdc::test
