#include "mdc/collector/live/io/subscriptions.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/make_stream.hpp"

namespace mdc::collector {
namespace {

using std::chrono::seconds;

ControlEvent answer(ControlKind kind, std::int64_t request) {
    ControlEvent event;
    event.kind = kind;
    event.request = request;
    return event;
}

class SubscriptionsOfThree : public testing::Test {
  protected:
    void SetUp() override {
        for (std::uint32_t i = 0; i < 3; ++i) {
            all_.push_back(test::make_stream(exchange_, "S" + std::to_string(i), Feed::trades, i));
            ids_.push_back(StreamId{i});
        }
    }
    Subscriptions& opened(int streams_per_request = 100) {
        auto limits = exchange_.facts().limits;
        limits.streams_per_request = streams_per_request;
        subscriptions_.emplace(exchange_, limits);
        subscriptions_->opened(ids_, all_);
        return *subscriptions_;
    }
    std::vector<std::string> texts() {
        std::vector<std::string> texts;
        while (subscriptions_->has_texts()) texts.push_back(subscriptions_->take_text(all_, now_));
        return texts;
    }
    void answered(const ControlEvent& event) { subscriptions_->on_answer(event, all_, now_); }
    std::vector<StreamId> later(seconds span) {
        now_ += span;
        return subscriptions_->on_time(all_, now_);
    }

    const exchanges::Exchange& exchange_ = *exchanges::find(ExchangeId::binance_spot);
    std::vector<Stream> all_;
    std::vector<StreamId> ids_;
    std::optional<Subscriptions> subscriptions_;
    net::SteadyTime now_{seconds{1000}};
};

TEST_F(SubscriptionsOfThree, AllIsAskedForInRequestsOfTheirOwnNumber) {
    opened(2);
    const auto asked = texts();
    ASSERT_EQ(asked.size(), 2u);
    EXPECT_EQ(asked[0], R"({"method":"SUBSCRIBE","params":["s0@trade","s1@trade"],"id":1})");
    EXPECT_EQ(asked[1], R"({"method":"SUBSCRIBE","params":["s2@trade"],"id":2})");
    EXPECT_FALSE(subscriptions_->is_settled());
    answered(answer(ControlKind::acked, 1));
    EXPECT_FALSE(subscriptions_->is_settled());
    answered(answer(ControlKind::acked, 2));
    EXPECT_TRUE(subscriptions_->is_settled());
}

TEST_F(SubscriptionsOfThree, AStreamMayBeAnsweredAlone) {
    opened();
    texts();
    for (const auto id : ids_) {
        auto event = answer(ControlKind::acked, kNullInt64);
        event.stream = id;
        answered(event);
    }
    EXPECT_TRUE(subscriptions_->is_settled());
}

TEST_F(SubscriptionsOfThree, WhatSpoilsARequestIsLeftOutAndTheOthersAreAskedForAgain) {
    opened();
    texts();
    auto event = answer(ControlKind::refused, 1);
    event.stream = StreamId{1};
    event.spoils_request = true;
    answered(event);
    EXPECT_TRUE(subscriptions_->is_refused(StreamId{1}));
    const auto again = texts();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0], R"({"method":"SUBSCRIBE","params":["s0@trade","s2@trade"],"id":2})");
    answered(answer(ControlKind::acked, 2));
    EXPECT_TRUE(subscriptions_->is_settled());
}

TEST_F(SubscriptionsOfThree, WhatIsSubscribedAlreadySpoilsTheRequestAndIsAcknowledged) {
    opened();
    texts();
    auto event = answer(ControlKind::refused, 1);
    event.stream = StreamId{1};
    event.spoils_request = event.is_retryable = true;
    answered(event);
    EXPECT_FALSE(subscriptions_->is_refused(StreamId{1}));
    EXPECT_EQ(texts().size(), 1u);
}

TEST_F(SubscriptionsOfThree, ARefusalForAWhileIsAskedAgainLaterAndLater) {
    opened();
    texts();
    auto event = answer(ControlKind::refused, 1);
    event.is_retryable = true;
    answered(event);
    EXPECT_TRUE(texts().empty());
    later(seconds{2});
    EXPECT_EQ(texts().size(), 1u);
    event.request = 2;
    answered(event);
    later(seconds{1});
    EXPECT_TRUE(texts().empty());
    later(seconds{2});
    EXPECT_EQ(texts().size(), 1u);
}

TEST_F(SubscriptionsOfThree, ALimitIsARefusalForAWhile) {
    opened();
    texts();
    auto event = answer(ControlKind::rate_limited, 1);
    event.is_retryable = true;
    answered(event);
    EXPECT_TRUE(subscriptions_->is_refused(StreamId{0}));
    later(seconds{2});
    EXPECT_EQ(texts().size(), 1u);
}

TEST_F(SubscriptionsOfThree, ARefusalForGoodIsNotAskedAgain) {
    opened();
    texts();
    answered(answer(ControlKind::refused, 1));
    EXPECT_TRUE(subscriptions_->is_settled());
    later(seconds{3600});
    EXPECT_TRUE(texts().empty());
}

TEST_F(SubscriptionsOfThree, WhatAnAnswerLeavesOutIsToldOnce) {
    opened();
    texts();
    auto event = answer(ControlKind::acked, kNullInt64);
    event.stream = StreamId{0};
    answered(event);
    EXPECT_TRUE(later(seconds{5}).empty());
    EXPECT_EQ(later(seconds{10}), (std::vector{StreamId{1}, StreamId{2}}));
    EXPECT_TRUE(later(seconds{10}).empty());
    EXPECT_TRUE(texts().empty());
}

TEST_F(SubscriptionsOfThree, ARequestWithoutAnyAnswerIsMadeAgain) {
    opened();
    texts();
    EXPECT_EQ(later(seconds{31}).size(), 3u);
    later(seconds{2});
    EXPECT_EQ(texts().size(), 1u);
}

TEST_F(SubscriptionsOfThree, BooksThatBrokeTogetherRejoinTogether) {
    opened();
    texts();
    answered(answer(ControlKind::acked, 1));
    subscriptions_->rejoin(StreamId{0}, all_);
    subscriptions_->rejoin(StreamId{2}, all_);
    subscriptions_->rejoin(StreamId{2}, all_);  // it waits already
    EXPECT_EQ(texts(), (std::vector<std::string>{
                           R"({"method":"UNSUBSCRIBE","params":["s0@trade","s2@trade"],"id":2})",
                           R"({"method":"SUBSCRIBE","params":["s0@trade","s2@trade"],"id":3})"}));
}

TEST_F(SubscriptionsOfThree, WhatLeavesIsNeitherAwaitedNorAskedFor) {
    opened();
    subscriptions_->leave(std::vector{StreamId{0}, StreamId{1}}, all_);
    const auto asked = texts();
    ASSERT_EQ(asked.size(), 2u);
    EXPECT_EQ(asked[0], R"({"method":"SUBSCRIBE","params":["s2@trade"],"id":1})");
    answered(answer(ControlKind::acked, 1));
    EXPECT_TRUE(subscriptions_->is_settled());
}

}  // namespace
}  // namespace mdc::collector
