#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "mdc/model/tables/batch.hpp"
#include "mdc/model/tables/row.hpp"

namespace mdc::bench {

/// Rows as a quiet hour of a few instruments gives them: prices walk on a tick grid, messages of
/// many levels share their times and ids, quantities have five decimals and some come back.
class SampleMarket {
  public:
    explicit SampleMarket(std::size_t instruments) {
        for (std::size_t i = 0; i < instruments; ++i) {
            tickers_.push_back("COIN" + std::to_string(i) + "USDT");
            mids_.push_back(100'000.0 * std::pow(0.7, static_cast<double>(i)));
            update_ids_.push_back(53'000'000'000 + static_cast<std::int64_t>(i) * 7'777'777);
        }
    }

    /// One depth message after the other until the batch has at least `rows` rows.
    Batch orderbook(std::size_t rows) {
        Batch batch(Table::orderbook_l2, ExchangeId::binance_spot);
        while (batch.rows() < rows) append_depth(batch);
        return batch;
    }
    Batch trades(std::size_t rows) {
        Batch batch(Table::trades, ExchangeId::binance_spot);
        while (batch.rows() < rows) append_trade(batch);
        return batch;
    }

  private:
    static constexpr double kTick = 0.01;

    template <class Row>
    void fill_head(Row& row) {
        row.head.exchange = ExchangeId::binance_spot;
        row.head.timestamp = {now_ - 4'000};
        row.head.push_timestamp = now_ - 3'900;
        row.head.rcv_timestamp = {now_};
        row.head.packet_id = packet_id_;
        row.head.conn_id = 1'764'000'000'000'000;
    }
    std::size_t next_packet() {
        now_ += 500 + static_cast<std::int64_t>(random_() % 3'000);
        packet_id_ = ++id_;
        const auto instrument = random_() % tickers_.size();
        mids_[instrument] += kTick * static_cast<double>(static_cast<int>(random_() % 5) - 2);
        return instrument;
    }
    double on_grid(double price) const { return std::round(price / kTick) / (1 / kTick); }
    double quantity() {
        if (random_() % 4 == 0) return 0.0001 * static_cast<double>(1 + random_() % 20);
        return static_cast<double>(1 + random_() % 500'000) / 100'000.0;
    }

    void append_depth(Batch& batch) {
        const auto instrument = next_packet();
        OrderbookRow row;
        fill_head(row);
        row.first_update_id = update_ids_[instrument] + 1;
        update_ids_[instrument] += 1 + static_cast<std::int64_t>(random_() % 60);
        row.last_update_id = update_ids_[instrument];
        for (std::uint64_t i = 0, levels = 5 + random_() % 80; i < levels; ++i) {
            row.head.seq_id = ++id_;
            const bool is_bid = i < levels / 2;
            const auto away = kTick * static_cast<double>(1 + random_() % 2'000);
            row.level.side = is_bid ? Side::bid : Side::ask;
            row.level.price = on_grid(mids_[instrument] + (is_bid ? -away : away));
            const auto action = random_() % 3;
            row.level.action = static_cast<Action>(1 + action);
            row.level.qty = row.level.action == Action::delete_level ? 0 : quantity();
            append_row(batch, row, tickers_[instrument]);
        }
    }
    void append_trade(Batch& batch) {
        const auto instrument = next_packet();
        TradeRow row;
        fill_head(row);
        for (std::uint64_t i = 0, fills = 1 + random_() % 4; i < fills; ++i) {
            row.head.seq_id = ++id_;
            row.trade_seq = ++trade_id_;
            row.trade_id = std::to_string(trade_id_);
            row.side = random_() % 2 == 0 ? Side::buy : Side::sell;
            row.price = on_grid(mids_[instrument]);
            row.qty = quantity();
            append_row(batch, row, tickers_[instrument]);
        }
    }

    std::mt19937_64 random_{1};
    std::vector<std::string> tickers_;
    std::vector<double> mids_;
    std::vector<std::int64_t> update_ids_;
    std::int64_t now_ = 1'795'608'000'000'000;
    std::int64_t id_ = 1'795'608'000'000'000;
    std::int64_t packet_id_ = 0;
    std::int64_t trade_id_ = 4'000'000'000;
};

}  // namespace mdc::bench
