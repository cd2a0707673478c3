#include "mdc/sim/truth.hpp"

#include <array>
#include <filesystem>

#include <fmt/format.h>

namespace mdc::sim {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

template <class... Values>
void append_fields(std::string& out, const Values&... values) {
    bool is_first = true;
    const auto append = [&](const auto& value) {
        if (!is_first) out.push_back(',');
        is_first = false;
        if constexpr (std::is_integral_v<std::decay_t<decltype(value)>>) {
            append_integer(out, static_cast<std::int64_t>(value));
        } else {
            out.append(value);
        }
    };
    (append(values), ...);
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
    constexpr std::array<std::string_view, 8> kNames = {
        "sent", "late", "again", "dropped", "stalled", "corrupted", "unsent", "picture"};
    return kNames[static_cast<std::size_t>(outcome)];
}

CsvFile::~CsvFile() {
    if (file_ != nullptr) std::fclose(file_);
}

Result<void> CsvFile::open(const std::string& path, std::string_view header) {
    path_ = path;
    file_ = std::fopen(path.c_str(), "wbe");
    if (file_ == nullptr) return fail(ErrorKind::target, fmt::format("cannot write {}", path));
    std::setvbuf(file_, nullptr, _IONBF, 0);
    buffer_.reserve(kBufferBytes + 4096);
    if (header.empty()) return {};
    buffer_.append(header);
    end_row();
    return {};
}

void CsvFile::end_row() {
    buffer_.push_back('\n');
    if (buffer_.size() >= kBufferBytes) flush();
}

void CsvFile::flush() {
    has_failed_ |= std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size();
    buffer_.clear();
}

Result<void> CsvFile::close() {
    if (file_ == nullptr) return {};
    flush();
    has_failed_ |= std::fclose(file_) != 0;
    file_ = nullptr;
    if (has_failed_) return fail(ErrorKind::disk, fmt::format("cannot write all of {}", path_));
    return {};
}

Result<std::unique_ptr<Truth>> Truth::open(const std::string& directory,
                                           std::vector<Instrument> instruments, const Meta& meta) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(directory, error);
    if (error || !fs::is_empty(directory, error)) {
        return fail(ErrorKind::target,
                    fmt::format("truth needs a new or empty folder, '{}' is none", directory));
    }
    auto truth = std::unique_ptr<Truth>(new Truth());
    truth->instruments_ = std::move(instruments);
    CsvFile list;
    CsvFile about;
    const std::array<std::tuple<CsvFile*, std::string_view, std::string_view>, 13> kFiles = {{
        {&truth->book_, "orderbook_l2.csv", "kind,ticker,update_id,time,side,price,qty"},
        {&truth->trades_, "trades.csv", "ticker,trade_id,time,side,price,qty"},
        {&truth->bbo_, "bbo.csv", "ticker,update_id,time,bid_price,bid_qty,ask_price,ask_qty"},
        {&truth->tickers_, "tickers.csv",
         "ticker,time,last,open,high,low,volume_base,volume_quote,bid_price,bid_qty,ask_price,"
         "ask_qty"},
        {&truth->deliveries_, "deliveries.csv",
         "conn,stream,feed,ticker,outcome,from_time,to_time,first_id,last_id,frames"},
        {&truth->connections_, "connections.csv", "conn,event,time,detail"},
        {&truth->snapshots_, "snapshots.csv", "ticker,update_id,time,limit,bids,asks,kind"},
        {&truth->marks_, "marks.csv",
         "ticker,time,mark,index,funding_rate,next_funding_time,open_interest,mark_iv,delta,gamma,"
         "vega,theta"},
        {&truth->aggregates_, "aggregates.csv",
         "ticker,aggregate_id,first_trade_id,last_trade_id,time,side,price,qty"},
        {&truth->book_ids_, "book_ids.csv", "stream,id,update_id"},
        {&truth->numberings_, "numberings.csv", "stream,id,number"},
        {&list, "instruments.csv", "ticker,base,quote,tick_size,lot_size"},
        {&about, "meta.csv", "key,value"},
    }};
    for (const auto& [file, name, header] : kFiles) {
        const auto opened = file->open(fmt::format("{}/{}", directory, name), header);
        if (!opened) return opened.error();
    }
    truth->directory_ = directory;
    for (const auto& one : truth->instruments_) {
        auto& row = list.row();
        append_fields(row, one.symbol, one.base, one.quote, "");
        append_decimal(row, 1, one.price_decimals, one.price_decimals);
        row.push_back(',');
        append_decimal(row, 1, one.qty_decimals, one.qty_decimals);
        list.end_row();
    }
    about.row() += fmt::format("seed,{}\nvariants,{}\nevent_skew_us,{}\nis_flat_out,{}", meta.seed,
                               meta.variants, meta.event_skew_us, meta.is_flat_out ? 1 : 0);
    about.end_row();
    for (auto* file : {&list, &about}) {
        if (const auto closed = file->close(); !closed) return closed.error();
    }
    return truth;
}

void Truth::append_price(std::string& out, int instrument, std::int64_t price) const {
    const auto decimals = instruments_[static_cast<std::size_t>(instrument)].price_decimals;
    append_decimal(out, price, decimals, decimals);
}

void Truth::append_qty(std::string& out, int instrument, std::int64_t qty) const {
    const auto decimals = instruments_[static_cast<std::size_t>(instrument)].qty_decimals;
    append_decimal(out, qty, decimals, decimals);
}

/// Starts a row with the ticker.
std::string& Truth::start(CsvFile& file, int instrument) {
    return file.row().append(instruments_[static_cast<std::size_t>(instrument)].symbol);
}

void Truth::picture(int instrument, std::int64_t update_id, UnixMicros time,
                    std::span<const PictureLevel> levels) {
    for (const auto& level : levels) {
        book_.row().append("P,");
        auto& row = start(book_, instrument).append(",");
        append_fields(row, update_id, time.value, static_cast<int>(level.side), "");
        append_price(row, instrument, level.price);
        append_qty(row.append(","), instrument, level.qty);
        book_.end_row();
    }
}

void Truth::on_change(const BookChange& change) {
    book_.row().append("C,");
    auto& row = start(book_, change.instrument).append(",");
    append_fields(row, change.update_id, change.time.value, static_cast<int>(change.side), "");
    append_price(row, change.instrument, change.price);
    append_qty(row.append(","), change.instrument, change.qty);
    book_.end_row();
}

void Truth::on_trade(const Trade& trade) {
    auto& row = start(trades_, trade.instrument).append(",");
    append_fields(row, trade.id, trade.time.value, static_cast<int>(trade.taker), "");
    append_price(row, trade.instrument, trade.price);
    append_qty(row.append(","), trade.instrument, trade.qty);
    trades_.end_row();
}

void Truth::on_top(const TopOfBook& top) {
    auto& row = start(bbo_, top.instrument).append(",");
    append_fields(row, top.update_id, top.time.value, "");
    append_price(row, top.instrument, top.bid_price);
    append_qty(row.append(","), top.instrument, top.bid_qty);
    append_price(row.append(","), top.instrument, top.ask_price);
    append_qty(row.append(","), top.instrument, top.ask_qty);
    bbo_.end_row();
}

void Truth::on_statistics(const DayStatistics& day) {
    const auto& instrument = instruments_[static_cast<std::size_t>(day.instrument)];
    auto& row = start(tickers_, day.instrument).append(",");
    append_integer(row, day.time.value);
    for (const auto price : {day.last, day.open, day.high, day.low}) {
        append_price(row.append(","), day.instrument, price);
    }
    append_qty(row.append(","), day.instrument, day.volume);
    const auto decimals = instrument.price_decimals + instrument.qty_decimals;
    append_decimal(row.append(","), day.turnover, decimals, decimals);
    append_price(row.append(","), day.instrument, day.top.bid_price);
    append_qty(row.append(","), day.instrument, day.top.bid_qty);
    append_price(row.append(","), day.instrument, day.top.ask_price);
    append_qty(row.append(","), day.instrument, day.top.ask_qty);
    tickers_.end_row();
}

void Truth::on_mark(const MarkPrice& one) {
    constexpr int kRateDecimals = 8;
    auto& row = start(marks_, one.instrument).append(",");
    append_integer(row, one.time.value);
    append_price(row.append(","), one.instrument, one.mark);
    append_price(row.append(","), one.instrument, one.index);
    append_decimal(row.append(","), one.funding_rate, kRateDecimals, kRateDecimals);
    append_integer(row.append(","), one.next_funding.value);
    append_qty(row.append(","), one.instrument, one.open_interest);
    for (const auto rate : {one.mark_iv, one.delta, one.gamma, one.vega, one.theta}) {
        append_decimal(row.append(","), rate, kRateDecimals, kRateDecimals);
    }
    marks_.end_row();
}

void Truth::on_aggregate(const AggregateTrade& one) {
    auto& row = start(aggregates_, one.instrument).append(",");
    append_fields(row, one.id, one.first_trade_id, one.last_trade_id, one.time.value,
                  static_cast<int>(one.taker), "");
    append_price(row, one.instrument, one.price);
    append_qty(row.append(","), one.instrument, one.qty);
    aggregates_.end_row();
}

void Truth::book_id(std::string_view stream, std::int64_t id, std::int64_t update_id) {
    append_fields(book_ids_.row(), stream, id, update_id);
    book_ids_.end_row();
}

void Truth::numbering(std::string_view stream, std::int64_t id, std::int64_t number) {
    append_fields(numberings_.row(), stream, id, number);
    numberings_.end_row();
}

void Truth::delivery(const Delivery& one) {
    append_fields(deliveries_.row(), one.connection, one.stream, one.feed, one.ticker,
                  to_string(one.outcome), one.from.value, one.to.value, one.first_id, one.last_id,
                  one.frames);
    deliveries_.end_row();
}

void Truth::connection(int connection, std::string_view event, UnixMicros time,
                       std::string_view detail) {
    std::string plain(detail);
    for (auto& letter : plain) {
        if (letter == ',' || letter == '\n') letter = ';';
    }
    append_fields(connections_.row(), connection, event, time.value, plain);
    connections_.end_row();
}

void Truth::snapshot(const Snapshot& one, UnixMicros time) {
    append_fields(snapshots_.row(), one.ticker, one.update_id, time.value, one.limit, one.bids,
                  one.asks, one.is_stale ? "stale" : "live");
    snapshots_.end_row();
}

void Truth::frame(std::string_view text) {
    if (!frames_.is_open()) {
        // Made at the first frame: only replays have one. A failure shows at close().
        if (!frames_.open(directory_ + "/frames.jsonl", "")) return;
    }
    frames_.row().append(text);
    frames_.end_row();
}

Result<void> Truth::close() {
    Result<void> result;
    for (auto* file : {&book_, &trades_, &bbo_, &tickers_, &deliveries_, &connections_, &snapshots_,
                       &frames_, &marks_, &aggregates_, &book_ids_, &numberings_}) {
        auto closed = file->close();
        if (!closed && result) result = closed;
    }
    return result;
}

}  // namespace mdc::sim
