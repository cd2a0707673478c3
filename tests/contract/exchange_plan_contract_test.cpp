// What every market promises about plans, names, requests and lists.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/contract/exchange_contract.hpp"

namespace mdc::test {
namespace {

class PlanContract : public ExchangeContract {};

// `count` streams over all feeds, with ids, of symbols that are made up.
std::vector<Stream> many_streams(const exchanges::Exchange& exchange, std::uint32_t count) {
    std::vector<Stream> streams;
    const auto feeds = exchange.facts().channels;
    for (std::uint32_t i = 0; streams.size() < count; ++i) {
        const auto ticker = "SYM" + std::to_string(i) + "USDT";
        for (const auto& feed : feeds) {
            for (auto& stream :
                 exchange.streams({exchange.facts().id, ticker, feed.feed}).value()) {
                stream.id = StreamId{static_cast<std::uint32_t>(streams.size())};
                stream.instrument = InstrumentId{i};
                streams.push_back(std::move(stream));
            }
        }
    }
    return streams;
}

TEST_P(PlanContract, FactsAreComplete) {
    const auto& facts = exchange().facts();
    EXPECT_NE(to_string(facts.id), "unknown");
    EXPECT_TRUE(facts.endpoints.websocket.starts_with("wss://"));
    EXPECT_TRUE(facts.endpoints.rest.starts_with("https://"));
    EXPECT_FALSE(facts.sheet.empty());
    EXPECT_GT(facts.limits.messages_per_second, 0);
    EXPECT_GT(facts.limits.streams_per_connection, 0);
    EXPECT_GT(facts.limits.streams_per_request, 0);
    EXPECT_GT(facts.limits.connects_per_window, 0);
    EXPECT_GT(facts.limits.rest_weight_per_minute, 0);
    EXPECT_GT(facts.limits.silence.count(), 0);
    std::set<std::uint8_t> kinds;
    for (const auto& channel : facts.channels) {
        EXPECT_TRUE(kinds.insert(channel.kind).second) << channel.name;
        EXPECT_EQ(&channel_of(facts, channel.kind), &channel) << channel.name;
        EXPECT_FALSE(channel.name.empty()) << to_string(channel.feed);
        EXPECT_TRUE(channel.route.starts_with("/")) << channel.name;
        EXPECT_FALSE(channel.source.empty()) << channel.name;
        EXPECT_GE(channel.depth_limit, 0) << channel.name;
        const bool is_book = channel.feed == Feed::orderbook_l2;
        EXPECT_EQ(channel.snapshot != exchanges::SnapshotRule::none, is_book) << channel.name;
    }
    EXPECT_FALSE(kinds.empty());
}

TEST_P(PlanContract, MarketsAreFoundByTheirCode) {
    EXPECT_EQ(exchanges::find(exchange().facts().id), &exchange());
    EXPECT_EQ(exchanges::find(ExchangeId{0}), nullptr);
}

TEST_P(PlanContract, AStreamSaysWhoseItIs) {
    const auto& facts = exchange().facts();
    std::set<std::string> channels;
    std::set<Feed> feeds;
    for (const auto& each : facts.channels) feeds.insert(each.feed);
    for (const auto feed : feeds) {
        const auto streams = exchange().streams({facts.id, "SYM1USDT", feed});
        ASSERT_TRUE(streams) << to_string(feed);
        ASSERT_FALSE(streams->empty()) << to_string(feed);
        for (const auto& stream : *streams) {
            EXPECT_EQ(stream.exchange, facts.id);
            EXPECT_EQ(stream.feed, feed);
            EXPECT_EQ(stream.rule, channel_of(facts, stream.kind).rule);
            EXPECT_EQ(stream.ticker, "SYM1USDT");
            EXPECT_TRUE(channels.insert(stream.channel).second) << stream.channel;
        }
    }
}

TEST_P(PlanContract, WhatCannotBeASymbolIsRefusedInOneSentence) {
    for (const std::string ticker : {"", "A B", "A\"B", "A\\B", "A/B?c=d&e", "A\nB", "BTC*"}) {
        const auto streams = exchange().streams(
            {exchange().facts().id, ticker, exchange().facts().channels.front().feed});
        ASSERT_FALSE(streams) << ticker;
        EXPECT_EQ(streams.error().kind, ErrorKind::unknown_symbol) << ticker;
        EXPECT_FALSE(streams.error().is_retryable) << ticker;
        EXPECT_TRUE(streams.error().message.ends_with(".")) << ticker;
    }
}

TEST_P(PlanContract, EveryStreamIsCarriedOnceWithinTheLimits) {
    const auto& limits = exchange().facts().limits;
    const auto streams = many_streams(exchange(), 2500);
    std::map<std::uint32_t, int> carried;
    std::size_t asked = 0;
    const auto plans = exchange().plan(streams);
    for (const auto& plan : plans) {
        EXPECT_EQ(plan.exchange, exchange().facts().id);
        EXPECT_FALSE(plan.streams.empty());
        EXPECT_LE(plan.streams.size(), static_cast<std::size_t>(limits.streams_per_connection));
        for (const auto id : plan.streams) {
            const auto& stream = streams[index_of(id)];
            ++carried[index_of(id)];
            const auto* ref = plan.table.find(stream.channel);
            ASSERT_NE(ref, nullptr) << stream.channel;
            EXPECT_EQ(ref->stream, id);
            EXPECT_EQ(ref->instrument, stream.instrument);
            EXPECT_EQ(ref->kind, stream.kind);
        }
        for (const auto& text : plan.subscribe) {
            const auto in_text =
                std::count_if(plan.streams.begin(), plan.streams.end(), [&](StreamId id) {
                    return text.find('"' + streams[index_of(id)].channel + '"') != text.npos;
                });
            EXPECT_GT(in_text, 0);
            EXPECT_LE(in_text, limits.streams_per_request);
            asked += static_cast<std::size_t>(in_text);
        }
    }
    EXPECT_EQ(carried.size(), streams.size());
    for (const auto& [id, times] : carried) EXPECT_EQ(times, 1) << streams[id].channel;
    EXPECT_EQ(asked, streams.size());
    const auto least =
        (streams.size() + static_cast<std::size_t>(limits.streams_per_connection) - 1) /
        static_cast<std::size_t>(limits.streams_per_connection);
    EXPECT_EQ(plans.size(), least);
}

TEST_P(PlanContract, NothingToCarryNeedsNoConnection) { EXPECT_TRUE(exchange().plan({}).empty()); }

// From a frame alone to its stream, from the stream to a plan, and by the plan back to the stream.
TEST_P(PlanContract, SymbolsComeBackThroughDiscoverAndPlan) {
    int round_trips = 0;
    for (const auto& fixture : fixtures(name())) {
        if (fixture.is("bad") || fixture.is("other") || fixture.is("rest")) continue;
        SCOPED_TRACE(fixture.name);
        const PaddedText text(fixture.text);
        Frame frame;
        frame.payload = text.view();
        const auto found = exchange().discover(frame);
        if (!found) continue;
        const auto& stream = found->stream;
        auto same = exchange().streams({stream.exchange, stream.ticker, stream.feed}).value();
        EXPECT_EQ(same.front().rule, stream.rule);
        same.front().id = StreamId{7};
        auto plan = exchange().plan(same).front();
        plan.table.insert(stream.channel, {StreamId{7}, InstrumentId{0}, stream.kind});
        plan.time_unit = found->time_unit.value_or(plan.time_unit);
        frame.plan = &plan;
        EXPECT_EQ(exchange().identify(frame).stream, StreamId{7});
        ++round_trips;
    }
    EXPECT_GE(round_trips, static_cast<int>(exchange().facts().channels.size()));
}

TEST_P(PlanContract, ASnapshotRequestNamesItsBookAndKeepsToTheBudget) {
    const auto& facts = exchange().facts();
    for (const auto& feed : facts.channels) {
        if (feed.feed != Feed::orderbook_l2) continue;
        auto stream = exchange().streams({facts.id, "SYM1USDT", feed.feed}).value().front();
        stream.id = StreamId{3};
        stream.instrument = InstrumentId{4};
        for (const int depth : {-1, 1, 100, 1000, 5000, 1'000'000}) {
            const auto request = exchange().resync(stream, {.snapshot_depth = depth});
            EXPECT_EQ(request.stream, stream.id);
            EXPECT_EQ(request.instrument, stream.instrument);
            EXPECT_GT(request.weight, 0);
            EXPECT_LE(request.weight, facts.limits.rest_weight_per_minute);
            if (feed.snapshot != exchanges::SnapshotRule::rest) continue;
            EXPECT_EQ(request.kind, Request::Kind::rest_snapshot);
            Frame frame;
            frame.reply_to = &request;
            const auto found = exchange().discover(frame);
            ASSERT_TRUE(found) << request.target;
            EXPECT_EQ(found->stream.ticker, stream.ticker);
            EXPECT_EQ(found->stream.channel, stream.channel);
        }
    }
}

TEST_P(PlanContract, TheInstrumentListIsAskedForWithinTheBudget) {
    std::vector<std::string> tickers;
    for (int i = 0; i < 2000; ++i) tickers.push_back("SYM" + std::to_string(i) + "USDT");
    for (const std::size_t count : {0, 1, 2, 50, 2000}) {
        const auto request = exchange().instruments_request(std::span(tickers).first(count));
        EXPECT_EQ(request.kind, Request::Kind::rest_instruments);
        EXPECT_TRUE(request.target.starts_with("/"));
        EXPECT_LT(request.target.size(), 8000u);
        EXPECT_GT(request.weight, 0);
        EXPECT_LE(request.weight, exchange().facts().limits.rest_weight_per_minute);
    }
}

TEST_P(PlanContract, ACutInstrumentListIsAnErrorThatMayPass) {
    const auto whole = fixture(name(), "instruments.list");
    const auto all = exchange().parse_instruments(whole);
    ASSERT_TRUE(all);
    for (const auto& instrument : *all) {
        EXPECT_EQ(instrument.exchange, exchange().facts().id);
        EXPECT_FALSE(instrument.ticker.empty());
    }
    EXPECT_FALSE(all->empty());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto cut = exchange().parse_instruments(std::string_view(whole).substr(0, size));
        ASSERT_FALSE(cut) << size;
        EXPECT_EQ(cut.error().kind, ErrorKind::malformed);
        EXPECT_TRUE(cut.error().is_retryable);
    }
}

TEST_P(PlanContract, ARefusalIsUnderstoodWhateverItsBody) {
    for (const auto* body : {"", "{}", "[]", "null", "<html>", R"({"code":1})", R"({"code":"x"})",
                             R"({"code":-1121,"msg":"Invalid symbol."})", "{\"code\":-1121,"}) {
        for (const int status : {400, 401, 403, 404, 418, 429, 451, 500, 502, 503, 504}) {
            const auto event = exchange().rest_refusal(status, body);
            const bool is_limit = status == 429 || status == 418;
            EXPECT_EQ(event.kind, is_limit ? ControlKind::rate_limited : ControlKind::refused);
            EXPECT_FALSE(event.text.empty());
            if (is_limit) {
                EXPECT_TRUE(event.is_retryable);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Plans, PlanContract,
                         testing::ValuesIn(exchanges::registry().begin(),
                                           exchanges::registry().end()),
                         name_of);

}  // namespace
}  // namespace mdc::test
