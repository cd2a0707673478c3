#include "mdc/pipeline/row_decoder.hpp"

#include <string>

#include <gtest/gtest.h>

#include "mdc/pipeline/record.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/storage/sample_batches.hpp"

namespace mdc::pipeline {
namespace {

using test::doubles;
using test::head;
using test::integers;
using test::texts;
using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string_view>;

constexpr InstrumentId kBtc{3};

RawRow raw(std::string_view payload) {
    RawRow row;
    row.head = head(9);
    row.kind = std::string_view("ws");
    row.payload = payload;
    return row;
}

class RowDecoderTest : public ::testing::Test {
  protected:
    RowDecoderTest() { push(named(kBtc, "BTCUSDT")); }

    static InstrumentRow named(InstrumentId id, std::string_view name) {
        InstrumentRow row;
        row.head = head(1, ExchangeId::binance_spot, id);
        row.name = name;
        return row;
    }
    template <class Row>
    void push(const Row& row) {
        ASSERT_TRUE(push_row(ring_, row));
    }
    template <class Row>
    Row of(InstrumentId id, std::int64_t at = 5) {
        Row row;
        row.head = head(at, ExchangeId::binance_spot, id);
        return row;
    }
    void drain(std::uint64_t ticks = 0, std::size_t ring = 0) {
        ring_.publish();
        decoder_.begin(ring, ticks);
        ring_.drain([&](std::uint16_t kind, std::span<const std::byte> payload) {
            decoder_.add(kind, payload);
        });
    }
    /// Drains, flushes, and returns the one batch of the table.
    BatchPtr only(Table table) {
        drain();
        decoder_.flush();
        BatchPtr found;
        for (const auto& each : batches_) {
            if (each->table != table) continue;
            EXPECT_EQ(found, nullptr) << "more than one batch";
            found = each;
        }
        return found;
    }

    Ring ring_{1 << 20};
    std::vector<BatchPtr> batches_;
    RowDecoder decoder_{{.rows = 4, .bytes = 1000},
                        [this](BatchPtr batch) { batches_.push_back(std::move(batch)); },
                        2};
};

TEST_F(RowDecoderTest, EveryRowKindReachesItsTableWithItsTicker) {
    push(of<TradeRow>(kBtc));
    push(of<BboRow>(kBtc));
    push(of<TickerRow>(kBtc));
    push(of<GapRow>(kBtc));
    push(of<ConnectionRow>(kNoInstrument));
    push(of<ClockRow>(kNoInstrument));
    drain();
    decoder_.flush();
    ASSERT_EQ(batches_.size(), 7u);
    for (const auto& batch : batches_) {
        const bool has_ticker = batch->table != Table::connections && batch->table != Table::clock;
        EXPECT_EQ(texts(*batch, "ticker"), Texts{has_ticker ? "BTCUSDT" : "(null)"})
            << to_string(batch->table);
        EXPECT_EQ(batch->exchange, ExchangeId::binance_spot);
    }
    EXPECT_EQ(decoder_.unnamed_rows(), 0u);
}

TEST_F(RowDecoderTest, ABookRecordBecomesOneRowPerLevel) {
    BookRecord record;
    record.head = head(9, ExchangeId::binance_spot, kBtc);
    record.first_update_id = 11;
    record.last_update_id = 12;
    record.is_snapshot = true;
    const LevelChange levels[] = {{100.5, 1, Action::new_level, Side::bid},
                                  {101.5, 0, Action::delete_level, Side::ask},
                                  {kNullDouble, 0, Action::delete_level, Side::unknown}};
    ASSERT_TRUE(push_book(ring_, record, levels));
    const auto batch = only(Table::orderbook_l2);
    ASSERT_NE(batch, nullptr);
    EXPECT_EQ(integers(*batch, "seq_id"), (Integers{9, 10, 11}));
    EXPECT_EQ(integers(*batch, "packet_id"), (Integers{9, 9, 9}));
    EXPECT_EQ(integers(*batch, "action"), (Integers{1, 3, 3}));
    EXPECT_EQ(integers(*batch, "side"), (Integers{1, -1, 0}));
    EXPECT_EQ(doubles(*batch, "price")[1], 101.5);
    EXPECT_TRUE(is_null(doubles(*batch, "price")[2]));
    EXPECT_EQ(integers(*batch, "first_update_id"), (Integers{11, 11, 11}));
    EXPECT_EQ(integers(*batch, "last_update_id"), (Integers{12, 12, 12}));
    EXPECT_EQ(integers(*batch, "prev_update_id"), Integers(3, kNullInt64));
    EXPECT_EQ(integers(*batch, "is_snapshot"), (Integers{1, 1, 1}));
    EXPECT_EQ(integers(*batch, "is_checkpoint"), (Integers{0, 0, 0}));
}

TEST_F(RowDecoderTest, EveryRowOfABookMessageIsWhatItWouldBeAlone) {
    BookRecord record;
    record.head = head(9, ExchangeId::binance_spot, kBtc);
    record.head.conn_id = 4;
    record.head.push_timestamp = 8;
    record.last_update_id = 12;
    record.is_checkpoint = true;
    const std::vector<LevelChange> levels = {{kNullDouble, 0, Action::delete_level, Side::unknown},
                                             {100.5, 1, Action::new_level, Side::bid},
                                             {101.5, 2, Action::new_level, Side::ask}};
    Batch alone(Table::orderbook_l2, ExchangeId::binance_spot);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        OrderbookRow row{record.head, levels[i], kNullInt64, 12, kNullInt64, false, true};
        row.head.seq_id += static_cast<std::int64_t>(i);
        append_row(alone, row, "BTCUSDT");
    }
    ASSERT_TRUE(push_book(ring_, record, levels));
    const auto batch = only(Table::orderbook_l2);
    ASSERT_NE(batch, nullptr);
    ASSERT_EQ(batch->rows(), levels.size());
    for (std::size_t row = 0; row < levels.size(); ++row) {
        EXPECT_EQ(test::row_text(*batch, row), test::row_text(alone, row));
    }
}

TEST_F(RowDecoderTest, ABookRecordWithoutLevelsIsNoRow) {
    ASSERT_TRUE(push_book(ring_, BookRecord{}, {}));
    EXPECT_EQ(only(Table::orderbook_l2), nullptr);
}

TEST_F(RowDecoderTest, ARawRecordCarriesItsPayloadByteForByte) {
    const std::string payload("{\"a\":\0\xff}", 8);
    auto row = raw(payload);
    ASSERT_TRUE(push_raw(ring_, row));
    row.payload = "";
    ASSERT_TRUE(push_raw(ring_, row));
    const auto batch = only(Table::raw);
    ASSERT_NE(batch, nullptr);
    EXPECT_EQ(texts(*batch, "payload"), (Texts{payload, ""}));
    EXPECT_EQ(texts(*batch, "kind"), (Texts{"ws", "ws"}));
    EXPECT_EQ(texts(*batch, "request"), (Texts{"(null)", "(null)"}));
}

TEST_F(RowDecoderTest, AnInstrumentMayGetAnotherName) {
    push(of<BboRow>(kBtc));
    push(named(kBtc, "BTCUSD"));
    push(of<BboRow>(kBtc));
    EXPECT_EQ(texts(*only(Table::bbo), "ticker"), (Texts{"BTCUSDT", "BTCUSD"}));
    EXPECT_EQ(decoder_.ticker_of(kBtc), "BTCUSD");
}

TEST_F(RowDecoderTest, EachRingHasItsOwnIds) {
    push(of<BboRow>(kBtc));
    drain();
    push(named(kBtc, "ETHUSDT"));
    push(of<BboRow>(kBtc));
    drain(0, 1);
    push(of<BboRow>(kBtc));
    EXPECT_EQ(texts(*only(Table::bbo), "ticker"), (Texts{"BTCUSDT", "ETHUSDT", "BTCUSDT"}));
    EXPECT_EQ(decoder_.unnamed_rows(), 0u);
}

TEST_F(RowDecoderTest, ARowOfAnInstrumentWithoutNameIsCounted) {
    push(of<BboRow>(InstrumentId{2}));
    push(of<BboRow>(InstrumentId{77}));
    EXPECT_EQ(texts(*only(Table::bbo), "ticker"), (Texts{"(null)", "(null)"}));
    EXPECT_EQ(decoder_.unnamed_rows(), 2u);
    EXPECT_EQ(decoder_.ticker_of(InstrumentId{77}), "");
}

TEST_F(RowDecoderTest, EachExchangeHasItsOwnBatch) {
    auto row = of<BboRow>(kBtc);
    push(row);
    row.head.exchange = ExchangeId::bybit_option;
    push(row);
    drain();
    decoder_.flush();
    ASSERT_EQ(batches_.size(), 3u);  // with the one of instruments
    EXPECT_NE(batches_[0]->exchange, batches_[1]->exchange);
}

TEST_F(RowDecoderTest, ABatchGoesOnWhenItsRowsAreMany) {
    for (int i = 0; i < 9; ++i) push(of<BboRow>(kBtc, i));
    drain();
    ASSERT_EQ(batches_.size(), 2u);
    EXPECT_EQ(integers(*batches_[1], "seq_id"), (Integers{4, 5, 6, 7}));
}

TEST_F(RowDecoderTest, ABatchGoesOnWhenItsBytesAreMany) {
    const std::string payload(600, 'x');
    const auto row = raw(payload);
    ASSERT_TRUE(push_raw(ring_, row));
    ASSERT_TRUE(push_raw(ring_, row));
    drain();
    ASSERT_EQ(batches_.size(), 1u);
    EXPECT_EQ(batches_[0]->rows(), 2u);
}

TEST_F(RowDecoderTest, AMessageIsNeverCut) {
    const std::vector<LevelChange> levels(11, {1, 1, Action::update, Side::bid});
    push(of<BboRow>(kBtc));
    BookRecord record;
    record.head = head(1, ExchangeId::binance_spot, kBtc);
    ASSERT_TRUE(push_book(ring_, record, levels));
    drain();
    ASSERT_EQ(batches_.size(), 1u);
    EXPECT_EQ(batches_[0]->rows(), 11u);
}

TEST_F(RowDecoderTest, HolesGoOnBeforeTheRowsThatEndThem) {
    push(of<GapRow>(kBtc));
    push(of<TradeRow>(kBtc));
    drain();
    decoder_.flush();
    std::vector<Table> order;
    for (const auto& each : batches_) {
        if (each->table != Table::instruments) order.push_back(each->table);
    }
    EXPECT_EQ(order, (std::vector<Table>{Table::gaps, Table::trades}));
}

TEST_F(RowDecoderTest, FlushHandsOnWhatThereIsOnce) {
    push(of<BboRow>(kBtc));
    drain();
    EXPECT_TRUE(batches_.empty());
    decoder_.flush();
    EXPECT_EQ(batches_.size(), 2u);
    decoder_.flush();
    EXPECT_EQ(batches_.size(), 2u);
}

TEST_F(RowDecoderTest, ABatchKnowsWhenItsOldestRowLeftTheRing) {
    push(of<BboRow>(kBtc));
    drain(17);
    push(of<BboRow>(kBtc));
    drain(18);
    EXPECT_EQ(only(Table::bbo)->t_dequeued, 17u);
}

TEST(Record, WhatDoesNotFitIsSaid) {
    Ring ring(4096);
    const std::string payload(5000, 'x');
    EXPECT_FALSE(push_raw(ring, raw(payload)));
    EXPECT_FALSE(ring.has_staged());
}

}  // namespace
}  // namespace mdc::pipeline
