#include "mdc/collector/path/message_path.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/make_stream.hpp"
#include "tests/support/padded_text.hpp"
#include "tests/unit/collector/path/ring_reader.hpp"

namespace mdc::collector {
namespace {

constexpr UnixMicros kNow{1'795'608'000'000'000};

class NoActions final : public PathActions {
  public:
    void on_request(const Stream&, const Request& request, int) noexcept override {
        requests.push_back(request);
    }
    void on_control(const Frame&, const ControlEvent&) noexcept override {}
    void on_malformed(const Frame&) noexcept override { FAIL(); }

    std::vector<Request> requests;
};

/// The path of BTCUSDT's book.
class BookPath : public testing::Test {
  protected:
    void SetUp() override {
        const std::vector streams = {test::make_stream(spot_, "BTCUSDT", Feed::orderbook_l2)};
        Instrument instrument;
        instrument.exchange = spot_.facts().id;
        instrument.ticker = "BTCUSDT";
        path_.add_instrument(InstrumentId{0}, instrument, kNow);
        path_.add_stream(streams[0], 0, kNow);
        plan_ = plan_connections(spot_, streams).front();
        conn_ = path_.open_connection(plan_, 0, 0, {}, kNow);
    }
    void depth(int first, int last) {
        const test::PaddedText text(fmt::format(
            R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{},"s":"BTCUSDT","U":{},"u":{},"b":[["60000.00000000","{}.00000000"]],"a":[]}}}})",
            kNow.value, first, last, last));
        Frame frame = frame_of(text.view());
        frame.plan = &plan_;
        frame.conn = conn_;
        path_.on_frame(frame);
    }
    void snapshot(int last) {
        ASSERT_FALSE(actions_.requests.empty());
        const auto request = actions_.requests.back();
        const test::PaddedText text(fmt::format(
            R"({{"lastUpdateId":{},"bids":[["50000.00000000","1.00000000"]],"asks":[]}})", last));
        Frame frame = frame_of(text.view());
        ConnectionPlan none;
        none.exchange = spot_.facts().id;
        frame.plan = &none;
        frame.reply_to = &request;
        Output parsed;
        const auto status = spot_.parse(frame, parsed);
        path_.on_reply(frame, status, parsed);
    }
    /// Time goes on: requests are made, wishes granted.
    void wait() { path_.on_time(kNow + std::chrono::seconds{++waited_}, 0); }
    /// Rows of `orderbook_l2` since the last call: is_checkpoint of each.
    std::vector<std::int64_t> checkpoints() {
        std::vector<std::int64_t> flags;
        rows_.read([&](const BatchPtr& batch) {
            if (batch->table != Table::orderbook_l2) return;
            for (const auto flag : test::integers(*batch, "is_checkpoint")) flags.push_back(flag);
        });
        return flags;
    }
    static Frame frame_of(std::string_view payload) {
        Frame frame;
        frame.payload = payload;
        frame.stamps.received = kNow;
        return frame;
    }

    const exchanges::Exchange& spot_ = *exchanges::find(ExchangeId::binance_spot);
    Ring ring_{std::size_t{1} << 20};
    test::RingReader rows_{ring_};
    IdSource ids_{kNow, 0};
    RowWriter writer_{ring_, ids_};
    NoActions actions_;
    MessagePath path_{{}, writer_, actions_};
    ConnectionPlan plan_;
    ConnId conn_ = 0;
    int waited_ = 0;
};

TEST_F(BookPath, ABookThatStandsIsWrittenAgainAtOnce) {
    depth(1, 1);
    wait();
    snapshot(1);
    checkpoints();
    path_.write_checkpoint(StreamId{0}, kNow);
    EXPECT_EQ(checkpoints(), (std::vector<std::int64_t>{1, 1})) << "a clear row and a bid";
}

TEST_F(BookPath, ABookThatIsAskedForBeforeItStandsIsWrittenOnceItDoes) {
    depth(1, 1);
    path_.write_checkpoint(StreamId{0}, kNow);
    wait();
    checkpoints();
    snapshot(1);
    const auto first = checkpoints();
    EXPECT_EQ(std::count(first.begin(), first.end(), 1), 0) << "its snapshot";
    wait();
    EXPECT_EQ(checkpoints(), (std::vector<std::int64_t>{1, 1}));
    wait();
    EXPECT_TRUE(checkpoints().empty()) << "once";
}

TEST_F(BookPath, AClockThatIsSetBackDelaysNoRequest) {
    depth(1, 1);
    wait();
    ASSERT_EQ(actions_.requests.size(), 1u);
    path_.reply_failed(StreamId{0}, {}, kNow + std::chrono::seconds{1});
    path_.on_time(kNow - std::chrono::hours{1}, 0);
    path_.on_time(kNow - std::chrono::hours{1} + std::chrono::seconds{5}, 0);
    EXPECT_EQ(actions_.requests.size(), 2u);
}

}  // namespace
}  // namespace mdc::collector
