#include "mdc/sim/simulator.hpp"

#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <unistd.h>

#include <gtest/gtest.h>

#include "mdc/core/decimal.hpp"
#include "mdc/sim/server/certificate.hpp"

#include "tests/unit/sim/beast_client.hpp"
#include "tests/unit/sim/client_book.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::string_view kDepth = R"({"stream":"btcusdt@depth@100ms","data":)";
constexpr std::string_view kTrade = R"({"stream":"btcusdt@trade","data":)";

/// What stands behind a key, up to the next comma.
std::int64_t number(std::string_view json, std::string_view key) {
    const auto at = json.find(std::string("\"") + std::string(key) + "\":") + key.size() + 3;
    const auto end = json.find_first_of(",}", at);
    std::int64_t value = -1;
    EXPECT_TRUE(parse_integer(json.substr(at, end - at), value)) << json;
    return value;
}

class Simulation : public testing::Test {
  protected:
    void TearDown() override { fs::remove_all(folder_); }

    /// A small market that begins when somebody listens and runs as fast as it is read.
    static SimulatorOptions flat_out(std::uint64_t orders, std::size_t streams) {
        SimulatorOptions options;
        options.is_flat_out = true;
        options.max_orders = orders;
        options.wait_for_streams = streams;
        options.levels = 400;
        options.start_time = {1'795'620'000'000'000};
        return options;
    }
    static std::unique_ptr<Simulator> start(SimulatorOptions options,
                                            const std::vector<std::string>& faults = {}) {
        for (const auto& text : faults) options.faults.push_back(parse_fault(text).value());
        return Simulator::start(std::move(options)).value();
    }
    /// Everything that the client gets until the market is over and the simulator has closed.
    static std::vector<std::string> read_to_end(Simulator& simulator, BeastClient& client) {
        auto stopped = std::async(std::launch::async, [&] {
            EXPECT_TRUE(simulator.wait_finished(60s));
            EXPECT_TRUE(simulator.stop());
        });
        std::vector<std::string> texts;
        while (auto text = client.read()) texts.push_back(std::move(*text));
        stopped.get();
        EXPECT_FALSE(client.has_timed_out());
        return texts;
    }
    [[nodiscard]] std::string lines(const std::string& name) const {
        std::ifstream file(folder_ / name);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

    fs::path folder_ = fs::temp_directory_path() / ("mdc-sim-test-" + std::to_string(::getpid()));
};

TEST_F(Simulation, TheCertificateIsVerifiedByItsCaAlone) {
    const auto simulator = start({});
    EXPECT_EQ(https_get(*simulator, "/api/v3/ping").body, "{}");
    EXPECT_EQ(https_get(*simulator, "/api/v3/ping", make_identity().value().ca_pem).status, 0);
}

TEST_F(Simulation, PlainAndTlsShareThePort) {
    const auto simulator = start({});
    EXPECT_EQ(http_get(*simulator, "/api/v3/ping").body, "{}");
    const auto info = https_get(*simulator, "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%5D");
    EXPECT_EQ(info.status, 200);
    EXPECT_EQ(info.headers.at("x-mbx-used-weight-1m"), "21");
    EXPECT_EQ(simulator->summary().rest_refused, 0U);
}

TEST_F(Simulation, UrlsNameWhereItListens) {
    SimulatorOptions options;
    options.is_plain = true;
    const auto simulator = start(options);
    EXPECT_EQ(simulator->ws_url(), "ws://localhost:" + std::to_string(simulator->port()));
    EXPECT_EQ(simulator->rest_url(), "http://localhost:" + std::to_string(simulator->port()));
    EXPECT_TRUE(fs::exists(simulator->ca_file()));
}

TEST_F(Simulation, TheDocumentedProcedureMakesTheTrueBook) {
    auto options = flat_out(20'000, 1);
    options.truth_directory = folder_.string();
    const auto simulator = start(options);
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@depth@100ms&timeUnit=MICROSECOND"), 101);
    ClientBook book;
    const auto take = [&](std::string_view text) {
        ASSERT_TRUE(text.starts_with(kDepth));
        book.event(text.substr(kDepth.size(), text.size() - kDepth.size() - 1));
    };
    for (int frame = 0; frame < 5; ++frame) take(client.read().value());
    ASSERT_TRUE(
        book.snapshot(https_get(*simulator, "/api/v3/depth?symbol=BTCUSDT&limit=5000").body));
    for (const auto& text : read_to_end(*simulator, client)) take(text);
    EXPECT_EQ(book.gaps(), 0);
    EXPECT_GT(book.events_applied(), 50U);

    std::map<std::pair<char, std::string>, std::string> truth;
    std::ifstream file(folder_ / "orderbook_l2.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
        if (std::stoll(fields[2]) > book.id()) break;
        const std::pair level(fields[4] == "1" ? 'b' : 'a', fields[5] + "000000");
        if (fields[6] == "0.00000") {
            truth.erase(level);
        } else {
            truth[level] = fields[6] + "000";
        }
    }
    EXPECT_EQ(book.levels(), truth);
}

TEST_F(Simulation, EqualSeedsGiveEqualBytes) {
    const auto run = [](std::uint64_t seed) {
        auto options = flat_out(3000, 4);
        options.seed = seed;
        const auto simulator = start(options);
        BeastClient client(*simulator);
        EXPECT_EQ(client.connect("/stream?streams=btcusdt@depth@100ms/btcusdt@trade/"
                                 "btcusdt@bookTicker/btcusdt@ticker"),
                  101);
        return read_to_end(*simulator, client);
    };
    const auto first = run(1);
    EXPECT_GT(first.size(), 1000U);
    EXPECT_EQ(first, run(1));
    EXPECT_NE(first, run(2));
}

TEST_F(Simulation, ConnectionsOfOneVariantGetTheSameBytes) {
    const auto simulator = start(flat_out(3000, 4));
    BeastClient first(*simulator);
    BeastClient second(*simulator);
    const auto* target = "/stream?streams=btcusdt@trade/btcusdt@bookTicker";
    ASSERT_EQ(first.connect(target), 101);
    ASSERT_EQ(second.connect(target), 101);
    auto other = std::async(std::launch::async, [&] {
        std::vector<std::string> texts;
        while (auto text = second.read()) texts.push_back(std::move(*text));
        return texts;
    });
    EXPECT_EQ(read_to_end(*simulator, first), other.get());
}

TEST_F(Simulation, SubscriptionsOfALiveConnectionAreWrappedAndAcked) {
    const auto simulator = start({});
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream"), 101);
    client.send(R"({"method":"SUBSCRIBE","params":["btcusdt@bookTicker"],"id":7})");
    EXPECT_EQ(client.read_reply(), R"({"result":null,"id":7})");
    EXPECT_TRUE(
        client.read().value().starts_with(R"({"stream":"btcusdt@bookTicker","data":{"u":)"));
    client.send(R"({"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":8})");
    EXPECT_EQ(client.read_reply(), R"({"result":null,"id":8})");
    client.send(R"({"method":"LIST_SUBSCRIPTIONS","id":9})");
    EXPECT_EQ(client.read(), R"({"result":[],"id":9})") << "nothing after the ack";
}

TEST_F(Simulation, RawConnectionsGetBareFrames) {
    const auto simulator = start({});
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/ws/btcusdt@depth@100ms?timeUnit=MICROSECOND"), 101);
    const auto text = client.read().value();
    EXPECT_TRUE(text.starts_with(R"({"e":"depthUpdate","E":)")) << text;
    EXPECT_GT(number(text, "E"), 1'000'000'000'000'000);
}

TEST_F(Simulation, PingsComeAndClientsPingsAreAnswered) {
    SimulatorOptions options;
    options.limits.ping_every = 100ms;
    const auto simulator = start(options);
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@bookTicker"), 101);
    client.ping("hello");
    while (client.pings().size() < 2 || client.pongs().empty()) ASSERT_TRUE(client.read());
    EXPECT_EQ(client.pongs().front(), "hello");
    EXPECT_EQ(client.pings().front().size(), 13U) << "milliseconds";
}

TEST_F(Simulation, FasterThanFiveFramesASecondIsClosedWith1008) {
    const auto simulator = start({});
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@bookTicker"), 101);
    for (int frame = 0; frame < 8; ++frame) client.ping("x");
    while (client.read()) {
    }
    EXPECT_FALSE(client.has_timed_out());
    EXPECT_EQ(client.close_code(), 1008);
    EXPECT_EQ(client.close_reason(), "Too many requests");
}

TEST_F(Simulation, AConnectionEndsAfterItsLifetime) {
    SimulatorOptions options;
    options.limits.lifetime = 300ms;
    const auto simulator = start(options);
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@bookTicker"), 101);
    while (client.read()) {
    }
    EXPECT_EQ(client.close_code(), 1001);
}

TEST_F(Simulation, ACutHasNoCloseAndItsTruthIsWhatArrived) {
    SimulatorOptions options;
    options.truth_directory = folder_.string();
    const auto simulator = start(options, {"cut:after=500ms"});
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@bookTicker"), 101);
    std::int64_t last = 0;
    while (const auto text = client.read()) last = number(*text, "u");
    EXPECT_FALSE(client.has_timed_out());
    EXPECT_EQ(client.close_code(), 0);
    ASSERT_TRUE(simulator->stop());
    EXPECT_EQ(simulator->summary().faults, (std::vector<std::uint64_t>{1}));
    std::int64_t last_sent = 0;
    std::istringstream file(lines("deliveries.csv"));
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
        if (fields[4] == "sent") last_sent = std::stoll(fields[8]);
    }
    EXPECT_EQ(last, last_sent);
    EXPECT_NE(lines("connections.csv").find("server cut"), std::string::npos);
}

TEST_F(Simulation, ShutdownIsAnnouncedThenClosed) {
    const auto simulator = start({}, {"shutdown:after=200ms,for=200ms"});
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@bookTicker"), 101);
    bool was_announced = false;
    while (const auto text = client.read()) {
        was_announced |= text->starts_with(R"({"stream":"!serverShutdown")");
    }
    EXPECT_TRUE(was_announced);
    EXPECT_EQ(client.close_code(), 1001);
}

TEST_F(Simulation, DroppedFramesAreMissingAndSaidSo) {
    auto options = flat_out(5000, 1);
    options.truth_directory = folder_.string();
    const auto simulator = start(options, {"drop:stream=trade,every=50"});
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@trade"), 101);
    std::set<std::int64_t> got;
    for (const auto& text : read_to_end(*simulator, client)) got.insert(number(text, "t"));
    std::set<std::int64_t> dropped;
    std::istringstream file(lines("deliveries.csv"));
    std::string line;
    std::getline(file, line);
    std::size_t sent = 0;
    while (std::getline(file, line)) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
        for (auto id = std::stoll(fields[7]); id <= std::stoll(fields[8]); ++id) {
            if (fields[4] == "dropped") {
                dropped.insert(id);
            } else {
                EXPECT_TRUE(got.contains(id)) << id;
                ++sent;
            }
        }
    }
    EXPECT_EQ(sent, got.size());
    EXPECT_EQ(dropped.size(), (got.size() + dropped.size()) / 50);
    for (const auto id : dropped) EXPECT_FALSE(got.contains(id));
}

TEST_F(Simulation, RefusalsAtTheDoor) {
    const auto simulator =
        start({}, {"refuse:code=403", "rest:stream=time,code=418,retry_after=9s"});
    BeastClient refused(*simulator);
    EXPECT_EQ(refused.connect("/stream"), 403);
    BeastClient welcome(*simulator);
    EXPECT_EQ(welcome.connect("/stream"), 101);
    const auto banned = https_get(*simulator, "/api/v3/time");
    EXPECT_EQ(banned.status, 418);
    EXPECT_EQ(banned.headers.at("retry-after"), "9");
    EXPECT_EQ(https_get(*simulator, "/api/v3/time").status, 200);
}

TEST_F(Simulation, ACaptureIsReplayedByteForByte) {
    fs::create_directories(folder_);
    const std::vector<std::string> frames = {
        R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1700000000000,"t":1,"p":"1.5"}})",
        R"({"stream":"other@kline_1m","data":{"e":"kline","E":1700000000100}})",
        R"({"stream":"btcusdt@bookTicker","data":{"u":7,"s":"BTCUSDT"}})"};
    {
        std::ofstream file(folder_ / "capture.jsonl");
        file << frames[0] << '\n' << R"({"lastUpdateId":5,"bids":[],"asks":[]})" << '\n';
        file << frames[1] << '\n';
        file << R"({"rcv_timestamp":1,"kind":"ws","raw":"{\"stream\":\"btcusdt@bookTicker\",)"
             << R"(\"data\":{\"u\":7,\"s\":\"BTCUSDT\"}}"})" << '\n';
    }
    SimulatorOptions options;
    options.capture = (folder_ / "capture.jsonl").string();
    options.is_flat_out = true;
    options.wait_for_streams = 3;
    options.truth_directory = (folder_ / "truth").string();
    const auto simulator = start(options);
    BeastClient client(*simulator);
    ASSERT_EQ(client.connect("/stream?streams=btcusdt@trade/other@kline_1m/btcusdt@bookTicker"),
              101);
    EXPECT_EQ(read_to_end(*simulator, client), frames);
    EXPECT_EQ(lines("truth/frames.jsonl"), frames[0] + "\n" + frames[1] + "\n" + frames[2] + "\n");
}

TEST_F(Simulation, EndsByItself) {
    SimulatorOptions options;
    options.duration = 200ms;
    const auto simulator = start(options);
    EXPECT_TRUE(simulator->wait_finished(30s));
    EXPECT_GT(simulator->summary().orders, 20U);
    EXPECT_TRUE(simulator->stop());
    EXPECT_TRUE(simulator->stop()) << "twice is once";
    EXPECT_FALSE(fs::exists(simulator->ca_file())) << "a file of its own is taken away";
}

TEST_F(Simulation, WrongOptionsAreSaidAllAtOnce) {
    SimulatorOptions options;
    options.symbols = {"btcusdt"};
    options.levels = 1;
    options.variants = 3;
    const auto simulator = Simulator::start(options);
    ASSERT_FALSE(simulator);
    EXPECT_EQ(simulator.error().kind, ErrorKind::usage);
    EXPECT_EQ(
        simulator.error().message,
        "'btcusdt' is no symbol, write it like BTCUSDT; levels must be between 100 and 20000; "
        "variants must be 1, 2, 4, 5, 8 or 10");
}

TEST_F(Simulation, WhatCannotBeUsedIsRefused) {
    const auto kind_of = [](SimulatorOptions options) {
        const auto simulator = Simulator::start(std::move(options));
        return simulator ? ErrorKind::internal : simulator.error().kind;
    };
    SimulatorOptions venue;
    venue.venue = "nowhere";
    EXPECT_EQ(kind_of(venue), ErrorKind::usage);
    SimulatorOptions capture;
    capture.capture = "/no/such/file";
    EXPECT_EQ(kind_of(capture), ErrorKind::usage);
    SimulatorOptions truth;
    truth.truth_directory = "/proc/no";
    EXPECT_EQ(kind_of(truth), ErrorKind::target);
    SimulatorOptions ca;
    ca.ca_file = "/no/such/folder/ca.pem";
    EXPECT_EQ(kind_of(ca), ErrorKind::target);
    const auto first = start({});
    SimulatorOptions port;
    port.port = first->port();
    EXPECT_EQ(kind_of(port), ErrorKind::network);
}

}  // namespace
}  // namespace mdc::sim
