// What every market promises about plans, names, requests and lists.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/choice.hpp"

#include "tests/contract/exchange_contract.hpp"

namespace mdc::test {
namespace {

std::vector<Instrument> listed(const exchanges::Exchange& exchange) {
    const auto name = std::string(to_string(exchange.facts().id));
    const auto request = exchange.instruments_requests({}).front();
    return exchange.parse_instruments(request, fixture(name, "instruments.list"))
        .value()
        .instruments;
}

// The promises are about instruments: without any, most would be kept by saying nothing.
class PlanContract : public ExchangeContract {
  protected:
    void SetUp() override {
        ASSERT_FALSE(listed(exchange()).empty())
            << "tests/data/" << name() << "/instruments.list.json has no instrument of this market";
    }
};

// "BTC-USDT-SWAP", 7 → "BTC7-USDT-SWAP": an instrument of the same type that is made up.
Instrument numbered(Instrument instrument, std::uint32_t number) {
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto end =
        std::find_if_not(instrument.ticker.begin(), instrument.ticker.end(), is_letter);
    instrument.ticker.insert(static_cast<std::size_t>(end - instrument.ticker.begin()),
                             std::to_string(number));
    return instrument;
}

// At least `count` streams over all feeds and types, with ids.
exchanges::StreamSet many_streams(const exchanges::Exchange& exchange, std::uint32_t count) {
    exchanges::StreamSet set;
    for (std::uint32_t i = 0; set.streams().size() < count; ++i) {
        for (const auto& each : listed(exchange)) {
            const auto instrument = numbered(each, i);
            for (const auto feed : exchanges::feeds_of(exchange.facts(), instrument.type)) {
                for (auto& stream : choose_streams(exchange, instrument, feed).value()) {
                    set.add(exchange, std::move(stream), instrument);
                }
            }
        }
    }
    return set;
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
        EXPECT_TRUE(!channel.needs_login || !facts.credentials.empty()) << channel.name;
        EXPECT_TRUE(!channel.is_delta || channel.feed == Feed::tickers) << channel.name;
    }
    EXPECT_FALSE(kinds.empty());
    EXPECT_EQ(facts.limits.keep_alive.empty(), facts.limits.keep_alive_every.count() == 0);
    EXPECT_EQ(facts.status_route.empty(), facts.status_greeting.empty());
}

TEST_P(PlanContract, MarketsAreFoundByTheirCode) {
    EXPECT_EQ(exchanges::find(exchange().facts().id), &exchange());
    EXPECT_EQ(exchanges::find(ExchangeId{0}), nullptr);
}

TEST_P(PlanContract, AStreamSaysWhoseItIs) {
    const auto& facts = exchange().facts();
    std::set<std::pair<std::string, std::string>> names;
    for (const auto& instrument : listed(exchange())) {
        for (const auto feed : exchanges::feeds_of(facts, instrument.type)) {
            const auto streams = choose_streams(exchange(), instrument, feed);
            ASSERT_TRUE(streams) << streams.error().message;
            ASSERT_FALSE(streams->empty()) << to_string(feed);
            for (const auto& stream : *streams) {
                EXPECT_EQ(stream.exchange, facts.id);
                EXPECT_EQ(stream.feed, feed);
                EXPECT_EQ(stream.rule, channel_of(facts, stream.kind).rule);
                if (stream.ticker != instrument.ticker) {
                    EXPECT_EQ(stream.ticker, instrument.underlying);
                    continue;
                }
                EXPECT_TRUE(names.insert({stream.channel, stream.ticker}).second) << stream.channel;
            }
        }
    }
}

// What the list says and what the name says must not lead to different channels.
TEST_P(PlanContract, ATickerSaysItsTypeByItself) {
    for (const auto& instrument : listed(exchange())) {
        const auto guessed = exchange().instrument_of(instrument.ticker);
        EXPECT_EQ(guessed.exchange, instrument.exchange);
        EXPECT_EQ(guessed.ticker, instrument.ticker);
        EXPECT_EQ(to_string(guessed.type), to_string(instrument.type)) << instrument.ticker;
    }
}

TEST_P(PlanContract, WhatCannotBeASymbolIsRefusedInOneSentence) {
    for (const std::string ticker : {"", "A B", "A\"B", "A\\B", "A/B?c=d&e", "A\nB", "BTC*"}) {
        for (const auto& channel : exchange().facts().channels) {
            const auto stream = exchange().stream_of(channel, exchange().instrument_of(ticker));
            ASSERT_FALSE(stream) << ticker;
            EXPECT_EQ(stream.error().kind, ErrorKind::unknown_symbol) << ticker;
            EXPECT_FALSE(stream.error().is_retryable) << ticker;
            EXPECT_TRUE(stream.error().message.ends_with(".")) << ticker;
        }
    }
}

TEST_P(PlanContract, EveryVariantCanBeChosenOrSaysWhatItNeeds) {
    const auto& facts = exchange().facts();
    for (const auto& channel : facts.channels) {
        if (channel.variant.empty()) continue;
        exchanges::ChannelChoice choice;
        choice.by_feed[static_cast<std::size_t>(channel.feed)] = {std::string(channel.variant)};
        for (const auto& instrument : listed(exchange())) {
            if (!channel.is_for(instrument.type)) continue;
            for (const bool can_log_in : {false, true}) {
                choice.can_log_in = can_log_in;
                const auto streams = choose_streams(exchange(), instrument, channel.feed, choice);
                const bool is_possible = can_log_in || !channel.needs_login;
                ASSERT_EQ(streams.has_value(), is_possible) << channel.variant;
                if (!streams) {
                    EXPECT_NE(streams.error().message.find(facts.credentials.front()),
                              std::string::npos);
                    continue;
                }
                EXPECT_TRUE(std::any_of(streams->begin(), streams->end(), [&](const auto& each) {
                    return each.kind == channel.kind;
                }));
            }
        }
    }
}

TEST_P(PlanContract, AnUnknownVariantIsAnErrorThatNamesTheKnownOnes) {
    exchanges::ChannelChoice choice;
    const auto& channel = exchange().facts().channels.front();
    choice.by_feed[static_cast<std::size_t>(channel.feed)] = {"nonsense"};
    const auto streams =
        choose_streams(exchange(), listed(exchange()).front(), channel.feed, choice);
    ASSERT_FALSE(streams);
    EXPECT_EQ(streams.error().kind, ErrorKind::usage);
    EXPECT_NE(streams.error().message.find("'nonsense'"), std::string::npos);
}

TEST_P(PlanContract, EveryStreamIsCarriedOnceWithinTheLimits) {
    const auto& limits = exchange().facts().limits;
    const auto set = many_streams(exchange(), 2500);
    const auto& streams = set.streams();
    std::map<std::uint32_t, int> carried;
    const auto within = [](std::size_t value, int limit) {
        return limit == 0 || value <= static_cast<std::size_t>(limit);
    };
    for (const auto& plan : plan_connections(exchange(), streams)) {
        EXPECT_EQ(plan.exchange, exchange().facts().id);
        EXPECT_FALSE(plan.streams.empty());
        std::size_t bytes = 0;
        std::size_t books = 0;
        for (const auto id : plan.streams) {
            const auto& stream = streams[index_of(id)];
            const auto& channel = channel_of(exchange().facts(), stream.kind);
            EXPECT_FALSE(stream.is_member());
            EXPECT_EQ(channel.route, plan.target);
            EXPECT_EQ(channel.needs_login, plan.needs_login);
            ++carried[index_of(id)];
            bytes += stream.channel.size();
            if (stream.feed == Feed::orderbook_l2) ++books;
            const auto* ref = plan.table.find(stream.channel);
            ASSERT_NE(ref, nullptr) << stream.channel;
            EXPECT_EQ(ref->stream, id);
            EXPECT_EQ(ref->instrument, stream.instrument);
            EXPECT_EQ(ref->kind, stream.kind);
        }
        for (const auto& member : streams) {
            if (!member.is_member()) continue;
            if (std::count(plan.streams.begin(), plan.streams.end(), member.carrier) == 0) continue;
            const auto* ref = plan.table.find(member.ticker);
            ASSERT_NE(ref, nullptr) << member.ticker;
            EXPECT_EQ(ref->stream, member.id);
            ++carried[index_of(member.id)];
        }
        EXPECT_TRUE(within(plan.streams.size(), limits.streams_per_connection));
        EXPECT_TRUE(within(bytes, limits.bytes_per_connection));
        EXPECT_TRUE(within(books, limits.books_per_connection));
    }
    EXPECT_EQ(carried.size(), streams.size());
    for (const auto& [id, times] : carried) EXPECT_EQ(times, 1) << streams[id].channel;
}

TEST_P(PlanContract, RequestsNameTheirStreamsAndTheirNumber) {
    const auto set = many_streams(exchange(), 3);
    for (const auto& stream : set.streams()) {
        if (stream.is_member()) continue;
        const auto join = exchange().subscribe_text(std::span(&stream, 1), 4711);
        const auto leave = exchange().unsubscribe_text(std::span(&stream, 1), 4712);
        EXPECT_NE(join.find("4711"), join.npos) << join;
        EXPECT_NE(leave.find("4712"), leave.npos) << leave;
        EXPECT_NE(join, leave);
    }
}

TEST_P(PlanContract, NothingToCarryNeedsNoConnection) {
    EXPECT_TRUE(plan_connections(exchange(), {}).empty());
}

// From a frame alone to its streams, from the streams to a plan, and by the plan back to them.
TEST_P(PlanContract, SymbolsComeBackThroughDiscoverAndPlan) {
    std::set<std::uint8_t> kinds;
    for (const auto& fixture : fixtures(name())) {
        if (fixture.is("bad") || fixture.is("other") || fixture.is("rest")) continue;
        SCOPED_TRACE(fixture.name);
        const PaddedText text(fixture.text);
        Frame frame;
        frame.payload = text.view();
        const auto found = exchange().discover(frame);
        if (!found) continue;
        exchanges::StreamSet set;
        ConnectionPlan plan;
        plan.exchange = exchange().facts().id;
        plan.time_unit = found->time_unit.value_or(exchange().facts().time_unit);
        for (const auto& each : found->streams) {
            const auto instrument = exchange().instrument_of(each.ticker);
            const auto& channel = channel_of(exchange().facts(), each.kind);
            const auto same = exchange().stream_of(channel, instrument).value();
            EXPECT_EQ(same.ticker, each.ticker);
            EXPECT_EQ(same.feed, each.feed);
            EXPECT_EQ(same.rule, each.rule);
            set.add(exchange(), each, instrument);
            kinds.insert(each.kind);
        }
        for (const auto& stream : set.streams()) exchanges::carry(plan, stream);
        frame.plan = &plan;
        EXPECT_EQ(exchange().identify(frame).stream, plan.streams.front());
    }
    EXPECT_EQ(kinds.size(), exchange().facts().channels.size()) << "channels without a fixture";
}

TEST_P(PlanContract, ASnapshotRequestNamesItsBookAndKeepsToTheBudget) {
    const auto& facts = exchange().facts();
    const auto set = many_streams(exchange(), 1);
    for (const auto& stream : set.streams()) {
        if (stream.feed != Feed::orderbook_l2) continue;
        const auto& channel = channel_of(facts, stream.kind);
        for (const int depth : {-1, 1, 100, 1000, 5000, 1'000'000}) {
            const auto request = exchange().resync(stream, depth);
            EXPECT_EQ(request.stream, stream.id);
            EXPECT_EQ(request.instrument, stream.instrument);
            EXPECT_GT(request.weight, 0);
            EXPECT_LE(request.weight, facts.limits.rest_weight_per_minute);
            if (channel.snapshot != exchanges::SnapshotRule::rest) {
                EXPECT_EQ(request.kind, Request::Kind::resubscribe);
                continue;
            }
            EXPECT_EQ(request.kind, Request::Kind::rest_snapshot);
            Frame frame;
            frame.reply_to = &request;
            const auto found = exchange().discover(frame);
            ASSERT_TRUE(found) << request.target;
            EXPECT_EQ(found->streams.front().ticker, stream.ticker);
            EXPECT_EQ(found->streams.front().feed, Feed::orderbook_l2);
        }
    }
}

TEST_P(PlanContract, TheInstrumentListIsAskedForWithinTheBudget) {
    std::vector<std::string> tickers;
    for (std::uint32_t i = 0; tickers.size() < 2000; ++i) {
        for (const auto& each : listed(exchange())) tickers.push_back(numbered(each, i).ticker);
    }
    for (const std::size_t count : {0, 1, 2, 50, 2000}) {
        const auto requests = exchange().instruments_requests(std::span(tickers).first(count));
        EXPECT_FALSE(requests.empty());
        int weight = 0;
        for (const auto& request : requests) {
            EXPECT_EQ(request.kind, Request::Kind::rest_instruments);
            EXPECT_TRUE(request.target.starts_with("/"));
            EXPECT_LT(request.target.size(), 8000u);
            EXPECT_GT(request.weight, 0);
            weight += request.weight;
        }
        EXPECT_LE(weight, exchange().facts().limits.rest_weight_per_minute);
    }
}

TEST_P(PlanContract, ACutInstrumentListIsAnErrorThatMayPass) {
    const auto whole = fixture(name(), "instruments.list");
    const auto request = exchange().instruments_requests({}).front();
    const auto all = exchange().parse_instruments(request, whole);
    ASSERT_TRUE(all);
    for (const auto& instrument : all->instruments) {
        EXPECT_EQ(instrument.exchange, exchange().facts().id);
        EXPECT_FALSE(instrument.ticker.empty());
    }
    EXPECT_FALSE(all->instruments.empty());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto cut =
            exchange().parse_instruments(request, std::string_view(whole).substr(0, size));
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
