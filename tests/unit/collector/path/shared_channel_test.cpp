// One channel that brings many instruments, through the path of a live run.

#include <gtest/gtest.h>

#include "mdc/collector/path/message_path.hpp"
#include "mdc/exchanges/registry.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/make_stream.hpp"
#include "tests/support/padded_text.hpp"
#include "tests/unit/collector/path/ring_reader.hpp"

namespace mdc::collector {
namespace {

constexpr UnixMicros kNow{1'795'625'247'400'000};  // just behind the fixtures
using Texts = std::vector<std::string>;

class NoActions final : public PathActions {
    void on_request(const Stream&, const Request&, int) noexcept override {}
    void on_control(const Frame&, const ControlEvent&) noexcept override {}
    void on_malformed(const Frame&) noexcept override { FAIL(); }
};

/// The path of the trades of two options of Bybit, which come over one channel with all others.
class SharedChannel : public testing::Test {
  protected:
    void SetUp() override {
        for (const auto* ticker : {"BTC-26MAR27-90000-C-USDT", "BTC-26MAR27-90000-P-USDT"}) {
            const auto instrument = options_.instrument_of(ticker);
            for (auto& stream : choose_streams(options_, instrument, Feed::trades).value()) {
                set_.add(options_, std::move(stream), instrument);
            }
        }
        for (std::uint32_t i = 0; i < set_.instruments().size(); ++i) {
            path_.add_instrument(InstrumentId{i}, set_.instruments()[i], kNow);
        }
        for (const auto& stream : set_.streams()) path_.add_stream(stream, 0, kNow);
        plan_ = plan_connections(options_, set_.streams()).front();
        conn_ = path_.open_connection(plan_, 0, 0, {}, kNow);
    }
    void message(std::string_view fixture) {
        const test::PaddedText text(test::fixture("bybit_option", fixture));
        Frame frame;
        frame.payload = text.view();
        frame.plan = &plan_;
        frame.conn = conn_;
        frame.stamps.received = kNow;
        path_.on_frame(frame);
    }
    /// Tickers of the rows of a table since the last call.
    Texts tickers(Table table) {
        Texts found;
        rows_.read([&](const BatchPtr& batch) {
            if (batch->table != table) return;
            for (const auto ticker : test::texts(*batch, "ticker")) found.emplace_back(ticker);
        });
        return found;
    }

    const exchanges::Exchange& options_ = *exchanges::find(ExchangeId::bybit_option);
    exchanges::StreamSet set_;
    Ring ring_{std::size_t{1} << 20};
    test::RingReader rows_{ring_};
    IdSource ids_{kNow, 0};
    RowWriter writer_{ring_, ids_};
    NoActions actions_;
    MessagePath path_{{}, writer_, actions_};
    ConnectionPlan plan_;
    ConnId conn_ = 0;
};

TEST_F(SharedChannel, IsSubscribedOnceAndEachRowIsItsInstruments) {
    ASSERT_EQ(plan_.streams.size(), 1u) << "the channel";
    message("trades.two_instruments");
    EXPECT_EQ(tickers(Table::trades),
              (Texts{"BTC-26MAR27-90000-C-USDT", "BTC-26MAR27-90000-P-USDT"}));
}

TEST_F(SharedChannel, WhatIsNotRecordedIsLeftOut) {
    message("trades.other.not_carried");
    EXPECT_TRUE(tickers(Table::trades).empty());
}

TEST_F(SharedChannel, ALostConnectionIsAHoleOfEachInstrument) {
    message("trades.two_instruments");
    tickers(Table::trades);
    ConnectionRow row;
    row.head.conn_id = conn_;
    path_.close_connection(plan_, {0, GapCause::disconnect, kNow}, row, kNow, 0);
    conn_ = path_.open_connection(plan_, 0, 0, {}, kNow);
    message("trades.block");
    EXPECT_EQ(tickers(Table::gaps),
              (Texts{"BTC-26MAR27-90000-C-USDT", "BTC-26MAR27-90000-P-USDT"}));
}

TEST_F(SharedChannel, ARepeatedMessageIsWrittenOnce) {
    message("trades.buy");
    message("trades.buy");
    EXPECT_EQ(tickers(Table::trades).size(), 1u);
}

}  // namespace
}  // namespace mdc::collector
