#include "mdc/collector/live/io/silence_watch.hpp"

#include <array>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/make_stream.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

class Silence : public testing::Test {
  protected:
    Silence() {
        const auto& okx = *exchanges::find(ExchangeId::okx);
        const std::array feeds = {Feed::orderbook_l2, Feed::bbo, Feed::trades};
        for (std::uint32_t i = 0; i < feeds.size(); ++i) {
            auto stream = test::make_stream(okx, "BTC-USDT", feeds[i], i);
            stream.instrument = InstrumentId{0};
            // The trades may be quiet; so may the book here, but for its best price.
            watch_.add(stream, feeds[i] == Feed::bbo ? 20s : 0s);
        }
        EXPECT_TRUE(look(0s).empty());
    }
    std::vector<std::uint32_t> look(std::chrono::seconds at) {
        std::vector<std::uint32_t> found;
        const auto silent = watch_.look({[this](StreamId id) { return heard_[index_of(id)]; },
                                         [this](StreamId) { return is_carried_; }},
                                        start_ + at);
        for (const auto id : silent) found.push_back(static_cast<std::uint32_t>(index_of(id)));
        return found;
    }
    using Found = std::vector<std::uint32_t>;

    SilenceWatch watch_;
    std::array<std::uint64_t, 3> heard_{};
    bool is_carried_ = true;
    net::SteadyTime start_ = std::chrono::steady_clock::now();
};

TEST_F(Silence, OfAChannelThatSpeaksWhateverHappensIsFoundOnceAHalfMoreThanThatPassed) {
    EXPECT_EQ(look(30s), Found());
    EXPECT_EQ(look(31s), Found{1});
    EXPECT_EQ(look(60s), Found()) << "it was told";
    EXPECT_EQ(look(92s), Found{1}) << "twice as long";
    ++heard_[1];
    EXPECT_EQ(look(93s), Found());
    EXPECT_EQ(look(124s), Found{1}) << "it had spoken: as at first";
}

TEST_F(Silence, OfABookIsFoundWhenItsBestPriceMoves) {
    for (auto at = 1s; at <= 60s; ++at) {
        ++heard_[1];
        EXPECT_EQ(look(at), Found()) << at.count() << ": 100 moves are needed";
    }
    heard_[1] += 40;
    EXPECT_EQ(look(61s), Found{0});
    heard_[1] += 200;
    EXPECT_EQ(look(90s), Found());
    heard_[0] += 1;
    heard_[1] += 200;
    EXPECT_EQ(look(91s), Found()) << "it speaks";
}

TEST_F(Silence, IsNoneWhileNobodyCarriesIt) {
    is_carried_ = false;
    EXPECT_EQ(look(100s), Found());
    is_carried_ = true;
    EXPECT_EQ(look(101s), Found()) << "from now on";
    EXPECT_EQ(look(131s), Found());
    EXPECT_EQ(look(132s), Found{1});
}

TEST_F(Silence, OfWhatIsGoneIsNone) {
    watch_.remove(StreamId{1});
    heard_[1] += 500;
    EXPECT_EQ(look(100s), Found());
}

}  // namespace
}  // namespace mdc::collector
