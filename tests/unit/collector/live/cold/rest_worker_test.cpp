#include "mdc/collector/live/cold/rest_worker.hpp"

#include <condition_variable>
#include <mutex>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

// Nobody listens there: each request is answered by a failure at once.
constexpr const char* kNowhere = "http://127.0.0.1:1";

class Requests : public testing::Test {
  protected:
    Requests() {
        config::NetworkConfig network;
        for (const auto id : {ExchangeId::binance_spot, ExchangeId::binance_usdm}) {
            network.urls.push_back({std::string(to_string(id)), "", kNowhere});
            venues_.emplace(id, std::make_unique<VenueAccess>(*exchanges::find(id), network));
        }
        worker_.emplace(http_options(network), venues_, false,
                        [this](ToIo message) { note(std::move(message)); });
    }
    void note(ToIo message) {
        const std::lock_guard lock(mutex_);
        if (const auto* failed = std::get_if<ReplyFailed>(&message)) {
            failed_.push_back(static_cast<std::uint32_t>(index_of(failed->stream)));
        }
        changed_.notify_all();
    }
    void ask(ExchangeId exchange, std::uint32_t stream) {
        RequestWanted wanted;
        wanted.exchange = exchange;
        wanted.request.stream = StreamId{stream};
        wanted.request.target = "/depth";
        wanted.request.weight = 1;
        worker_->ask(std::move(wanted));
    }
    std::vector<std::uint32_t> failed(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, 30s, [&] { return failed_.size() >= count; });
        return failed_;
    }

    RestWorker::Venues venues_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::uint32_t> failed_;
    std::optional<RestWorker> worker_;
};

TEST_F(Requests, OfAVenueThatMustWaitHoldBackNoOther) {
    venues_.at(ExchangeId::binance_spot)->block_rest_until(std::chrono::steady_clock::now() + 1h);
    ask(ExchangeId::binance_spot, 0);
    ask(ExchangeId::binance_spot, 1);
    ask(ExchangeId::binance_usdm, 2);
    ask(ExchangeId::binance_usdm, 3);
    worker_->start();
    EXPECT_EQ(failed(2), (std::vector<std::uint32_t>{2, 3})) << "in their order";
    ask(ExchangeId::binance_usdm, 4);
    EXPECT_EQ(failed(3).back(), 4u);
    worker_->stop();
}

}  // namespace
}  // namespace mdc::collector
