// Tickers that are told in deltas, through the path of a live run.

#include <gtest/gtest.h>

#include "mdc/collector/path/message_path.hpp"
#include "mdc/exchanges/registry.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/make_stream.hpp"
#include "tests/support/padded_text.hpp"
#include "tests/unit/collector/path/ring_reader.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

constexpr UnixMicros kNow{1'795'625'247'400'000};  // just behind the fixtures

class Asked final : public PathActions {
  public:
    void on_request(const Stream& stream, const Request& request, int) noexcept override {
        EXPECT_EQ(request.kind, Request::Kind::resubscribe);
        EXPECT_EQ(request.stream, stream.id);
        ++requests;
    }
    void on_control(const Frame&, const ControlEvent&) noexcept override {}
    void on_malformed(const Frame&) noexcept override { ++malformed; }

    int requests = 0, malformed = 0;
};

/// The path of BTCUSDT's ticker at Bybit.
class TickerPath : public testing::Test {
  protected:
    void SetUp() override {
        const std::vector streams = {test::make_stream(linear_, "BTCUSDT", Feed::tickers)};
        path_.add_instrument(InstrumentId{0}, linear_.instrument_of("BTCUSDT"), kNow);
        path_.add_stream(streams[0], 0, kNow);
        plan_ = plan_connections(linear_, streams).front();
        conn_ = path_.open_connection(plan_, 0, 0, {}, kNow);
    }
    void message(std::string_view fixture) {
        const test::PaddedText text(test::fixture("bybit_linear", fixture));
        Frame frame;
        frame.payload = text.view();
        frame.plan = &plan_;
        frame.conn = conn_;
        now_ = now_ + 100ms;
        frame.stamps.received = now_;
        path_.on_frame(frame);
    }
    /// Tickers and ledger since the last call.
    struct Written {
        std::size_t tickers = 0;
        std::vector<std::string> holes;  ///< causes, but the first and the last of a run
    };
    Written written() {
        Written found;
        rows_.read([&](const BatchPtr& batch) {
            if (batch->table == Table::tickers) found.tickers += batch->rows();
            if (batch->table != Table::gaps) return;
            for (const auto cause : test::texts(*batch, "cause")) {
                if (cause != "start" && cause != "stop") found.holes.emplace_back(cause);
            }
        });
        return found;
    }

    const exchanges::Exchange& linear_ = *exchanges::find(ExchangeId::bybit_linear);
    Ring ring_{std::size_t{1} << 20};
    test::RingReader rows_{ring_};
    IdSource ids_{kNow, 0};
    RowWriter writer_{ring_, ids_};
    Asked actions_;
    MessagePath path_{{}, writer_, actions_};
    ConnectionPlan plan_;
    ConnId conn_ = 0;
    UnixMicros now_ = kNow;
};

class UnreadableDelta : public TickerPath, public testing::WithParamInterface<const char*> {};

TEST_P(UnreadableDelta, IsAHoleUntilTheNextPicture) {
    message("ticker.snapshot");
    message("ticker.delta");
    EXPECT_EQ(written().tickers, 2u);
    EXPECT_EQ(actions_.requests, 0);
    message(GetParam());
    EXPECT_EQ(actions_.malformed, 1);
    EXPECT_EQ(actions_.requests, 1) << "its picture is asked for";
    message("ticker.delta");
    message("ticker.delta");
    EXPECT_EQ(written().tickers, 0u) << "upon what, nobody knows";
    EXPECT_EQ(actions_.requests, 1);
    message("ticker.snapshot");
    message("ticker.delta");
    const auto after = written();
    EXPECT_EQ(after.tickers, 2u);
    EXPECT_EQ(after.holes, std::vector<std::string>{"server_drop"});
}

INSTANTIATE_TEST_SUITE_P(Frames, UnreadableDelta,
                         testing::Values("ticker.bad.negative_price",
                                         "ticker.bad.value_is_object"));

TEST_F(TickerPath, APictureThatDidNotComeIsAskedFor) {
    message("ticker.delta");
    EXPECT_EQ(written().tickers, 0u);
    EXPECT_EQ(actions_.requests, 1);
    now_ = now_ + 30s;
    message("ticker.delta");
    EXPECT_EQ(actions_.requests, 2) << "now and then";
    message("ticker.snapshot");
    EXPECT_EQ(written().tickers, 1u);
}

}  // namespace
}  // namespace mdc::collector
