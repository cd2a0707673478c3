// Whatever a person gets wrong is answered in one clear sentence on stderr and by the exit code
// that docs/operations/configure.md promises; stdout stays empty.

#include <algorithm>
#include <fstream>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/market.hpp"
#include "tests/support/listener.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;

/// Lines that are the program's complaint, not its log or its plan.
std::vector<std::string> sentences(const std::string& err) {
    std::vector<std::string> found;
    std::size_t at = 0;
    while (at < err.size()) {
        const auto end = std::min(err.find('\n', at), err.size());
        const auto line = err.substr(at, end - at);
        if (line.starts_with("mdc: ")) found.push_back(line);
        at = end + 1;
    }
    return found;
}

/// `part`s that the one sentence must have, in any order.
void expect_refused(const Finished& finished, int code, std::initializer_list<const char*> parts) {
    EXPECT_EQ(finished.code, code) << finished.err;
    EXPECT_EQ(finished.out, "");
    const auto said = sentences(finished.err);
    ASSERT_EQ(said.size(), 1u) << finished.err;
    for (const auto* part : parts)
        EXPECT_NE(said[0].find(part), std::string::npos) << part << " in: " << said[0];
    EXPECT_EQ(finished.err.find("mistake of mdc's own"), std::string::npos);
}

Finished mdc_says(std::vector<std::string> arguments) { return run(mdc(std::move(arguments))); }

TEST(BadCommandLine, UnknownCommandsFlagsAndValues) {
    expect_refused(mdc_says({}), 2, {"mdc --help"});
    expect_refused(mdc_says({"recrod"}), 2, {"no command recrod", "Did you mean", "record"});
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT", "-o", "x/", "--bach", "5"}), 2,
                   {"no flag --bach", "Did you mean", "--batch"});
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT", "-o", "x/", "--for", "1 hour"}), 2,
                   {"'1 hour'", "200ms"});
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT", "-o", "x/", "--batch"}), 2,
                   {"--batch"});
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT", "-o", "x/", "--metrics", "99999"}),
                   2, {"99999"});
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT"}), 2, {"-o"});
    expect_refused(mdc_says({"record", "-o", "null:"}), 2, {"binance_spot:"});
}

TEST(BadCommandLine, UnknownExchangesFeedsAndTargets) {
    expect_refused(mdc_says({"record", "binance_spo:BTCUSDT", "-o", "null:"}), 2,
                   {"no exchange 'binance_spo'", "Did you mean 'binance_spot'?"});
    expect_refused(mdc_says({"record", "BTCUSDT", "-o", "null:"}), 2, {"BTCUSDT"});
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT", "-o", "jsnl:-"}), 2,
                   {"jsnl", "jsonl"});
    expect_refused(mdc_says({"parse", "binance_spo", "x.jsonl", "-o", "null:"}), 2,
                   {"Did you mean 'binance_spot'?"});
    expect_refused(mdc_says({"sim", "binance_sopt"}), 2, {"binance_spot"});
}

// A dry run touches no network and no target for any of these: there is no exchange at port 1.
TEST(BadCommandLine, ADryRunFindsWhatARunWouldFindTooLate) {
    const TemporaryFolder folder;
    const auto dry = [](std::vector<std::string> flags) {
        std::vector<std::string> words = {"record",     "--dry-run",
                                          "--ws-url",   "wss://localhost:1",
                                          "--rest-url", "https://localhost:1"};
        words.insert(words.end(), flags.begin(), flags.end());
        return mdc_says(words);
    };
    const auto target = (folder / "d").string();
    expect_refused(dry({"binance_spot:BTCUSDT", "-o", "josnl:-"}), 2, {"Did you mean 'jsonl'?"});
    expect_refused(dry({"binance_spot:BTCUSDT", "-o", target, "-o", target + "/"}), 2,
                   {"named twice"});
    expect_refused(dry({"binance_spot:BTCUSDT@trade", "-o", target}), 2,
                   {"no feed 'trade'", "Did you mean 'trades'?"});
    expect_refused(dry({"binance_spot:BTCUSDT", "-o", target, "--ca-file", "no.pem"}), 2,
                   {"no.pem", "cannot be read"});
    std::ofstream(folder / "mdc.toml")
        << "[[sink]]\ntarget = \"" << target << "\"\nstages = [\"sampel\"]\n";
    expect_refused(dry({"binance_spot:BTCUSDT", "-c", (folder / "mdc.toml").string()}), 2,
                   {"mdc.toml:3:11", "no stage 'sampel'", "Did you mean 'sample'?"});
    EXPECT_FALSE(fs::exists(folder / "d"));
}

TEST(BadCommandLine, AnUrlForAMarketThatIsNotSelectedIsRefused) {
    expect_refused(mdc_says({"record", "binance_spot:BTCUSDT", "-o", "null:", "--ws-url",
                             "binance_sopt=wss://localhost:1", "--rest-url",
                             "binance_spot=https://localhost:1"}),
                   2, {"'binance_sopt'", "Did you mean 'binance_spot'?"});
}

TEST(BadConfiguration, TomlMistakesAreToldWithTheirPlace) {
    const TemporaryFolder folder;
    const auto file = folder / "mdc.toml";
    std::ofstream(file) << "select = [\"binance_spot:BTCUSDT\"]\nsotrage = 1\n";
    const auto finished = mdc_says({"record", "-c", file.string()});
    EXPECT_EQ(finished.code, 2);
    EXPECT_NE(finished.err.find("mdc.toml:2:1"), std::string::npos) << finished.err;
    EXPECT_NE(finished.err.find("Did you mean 'storage'"), std::string::npos) << finished.err;
    EXPECT_EQ(finished.out, "");

    std::ofstream(file) << "select = [\"binance_spot:BTCUSDT\"\n";
    expect_refused(mdc_says({"record", "-c", file.string()}), 2, {"mdc.toml:"});
    expect_refused(mdc_says({"record", "-c", (folder / "no.toml").string()}), 2, {"no.toml"});
}

TEST(BadSymbol, OneThatDoesNotExistIsRefusedWithTheOneThatWasMeant) {
    Market market;
    auto words = market.record({"-o", market.path("tables")});
    words[2] = "binance_spot:BTCUSDT,ETHUSD";
    expect_refused(run(words), 3, {"'ETHUSD'", "Did you mean 'ETHUSDT'?"});
    words[2] = "binance_spot:DOGE*";
    expect_refused(run(words), 3, {"'DOGE*'"});
    EXPECT_FALSE(fs::exists(market.path("tables"))) << "nothing was touched";
}

TEST(BadTarget, UnwritableInUseOrAlreadyThere) {
    Market market;
    const auto plain_file = market.path("file");
    std::ofstream(plain_file) << "not a folder\n";
    expect_refused(run(market.record({"-o", plain_file + "/tables"})), 3, {plain_file.c_str()});
    expect_refused(run(market.record({"-o", "/proc/tables"})), 3, {"/proc/tables"});

    const auto single = market.path("all.parquet");
    std::ofstream(market.path("all.trades.parquet")) << "precious\n";
    expect_refused(run(market.record({"-o", single})), 3, {"all.trades.parquet"});
    std::ifstream kept(market.path("all.trades.parquet"));
    std::string text;
    std::getline(kept, text);
    EXPECT_EQ(text, "precious");
}

TEST(BadTarget, ParseNeverAddsToARecording) {
    const TemporaryFolder folder;
    const auto frames = (folder / "frames.jsonl").string();
    std::ofstream(frames)
        << R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1795608000200000,"s":"BTCUSDT",)"
        << R"("t":77,"p":"60000.1","q":"0.5","T":1795608000199000,"m":true,"M":true}})"
        << "\n";
    const auto tables = (folder / "tables").string();
    const std::vector<std::string> words = {"parse", "binance_spot", frames, "-o", tables};
    const auto first = mdc_says(words);
    ASSERT_EQ(first.code, 0) << first.err;
    expect_refused(mdc_says(words), 3, {tables.c_str(), "choose another directory"});
}

TEST(BadInput, OfAnotherExchangeIsNoSuccess) {
    const TemporaryFolder folder;
    const auto frames = (folder / "frames.jsonl").string();
    std::ofstream(frames)
        << R"({"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT",)"
        << R"("tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1795608000200"}]})"
        << "\n";
    expect_refused(mdc_says({"parse", "binance_spot", frames, "-o", "null:"}), 1, {"binance_spot"});
}

TEST(BadInput, AKilledRecordingIsToBeRecoveredFirst) {
    Market market;
    const auto tables = market.path("tables");
    {
        Program killed(market.record({"-o", tables, "--raw"}));
        ASSERT_TRUE(market.has_played(500)) << killed.err();
        killed.signal(SIGKILL);
        EXPECT_EQ(killed.wait(), 128 + SIGKILL);
    }
    const std::vector<std::string> parse = {"parse", "binance_spot", tables, "-o", "null:"};
    const auto advice = "mdc recover " + tables;
    expect_refused(mdc_says(parse), 3, {advice.c_str()});
    const auto recovered = mdc_says({"recover", tables});
    EXPECT_LE(recovered.code, 1) << recovered.err;
    EXPECT_EQ(mdc_says(parse).code, 0);
}

TEST(BadTarget, ASecondRecorderIsToldWhoIsThere) {
    Market market;
    Program first(market.record({"-o", market.path("tables")}));
    ASSERT_TRUE(market.has_played(10)) << first.err();
    const auto pid = std::to_string(first.pid());
    expect_refused(run(market.record({"-o", market.path("tables")})), 3, {"tables", pid.c_str()});
    EXPECT_TRUE(first.is_running());
}

TEST(BadTarget, ThePortForMetricsIsTaken) {
    Market market;
    const Listener taken;
    const auto address = "127.0.0.1:" + std::to_string(taken.port());
    expect_refused(run(market.record({"-o", market.path("tables"), "--metrics", address})), 3,
                   {std::to_string(taken.port()).c_str()});
}

TEST(BadEndpoint, ARefusalForGoodEndsIt) {
    for (const auto* code : {"401", "451"}) {
        sim::SimulatorOptions options;
        options.faults = {sim::parse_fault(std::string("refuse:count=0,code=") + code).value()};
        Market market(options);
        expect_refused(run(market.record({"-o", market.path("tables")})), 4, {code});
    }
}

/// A ban is remembered by address, and another test may get the same port: with a memory of its
/// own.
std::vector<std::string> with_own_memory(const Market& market, std::vector<std::string> words) {
    words.insert(words.begin(), {"env", "XDG_STATE_HOME=" + market.path("state")});
    return words;
}

TEST(BadEndpoint, AFirewallIsWaitedForAndItSaysSo) {
    sim::SimulatorOptions options;
    options.faults = {sim::parse_fault("refuse:count=0,code=403").value()};
    Market market(options);
    Program record(with_own_memory(market, market.record({"-o", market.path("tables")})));
    ASSERT_TRUE(eventually([&] { return record.err().find("again in 6") != std::string::npos; }))
        << record.err();
    EXPECT_TRUE(record.is_running());
    EXPECT_NE(record.err().find("403 is a firewall's"), std::string::npos) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
    EXPECT_NE(record.err().find("Nothing was received: "), std::string::npos) << record.err();
    EXPECT_EQ(record.err().find("Nothing is missing"), std::string::npos) << record.err();
}

TEST(BadEndpoint, AFirewallBeforeRestIsWaitedForToo) {
    sim::SimulatorOptions options;
    options.faults = {sim::parse_fault("rest:count=0,code=403").value()};
    Market market(options);
    Program record(with_own_memory(market, market.record({"-o", market.path("tables")})));
    ASSERT_TRUE(eventually([&] {
        return record.err().find("nothing is asked of it for 60 s") != std::string::npos;
    })) << record.err();
    ASSERT_TRUE(eventually([&] { return fs::exists(market.path("tables")); })) << record.err();
    EXPECT_NE(record.err().find("the instrument list could not be had"), std::string::npos);
    EXPECT_EQ(market.simulator().summary().connections_opened, 0u) << "the ban holds for both";
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
}

TEST(BadEndpoint, ACertificateThatDoesNotVerifyEndsIt) {
    Market market;
    Market stranger;
    auto words = market.record({"-o", market.path("tables")});
    std::replace(words.begin(), words.end(), market.simulator().ca_file(),
                 stranger.simulator().ca_file());
    expect_refused(run(words), 4, {"certificate"});

    words = market.record({"-o", market.path("tables")});
    std::replace(words.begin(), words.end(), market.simulator().ca_file(), market.path("no.pem"));
    std::filesystem::remove_all(market.path("tables"));
    expect_refused(run(words), 2, {"no.pem", "cannot be read"});
    EXPECT_FALSE(fs::exists(market.path("tables")));
}

TEST(BadEndpoint, ANameThatIsNotTheCertificatesEndsIt) {
    Market market;
    const auto port = std::to_string(market.simulator().port());
    auto words = market.record({"-o", market.path("tables")});
    for (auto& word : words) {
        const auto at = word.find("localhost");
        if (at != word.npos) word.replace(at, 9, "elsewhere.example");
    }
    words.insert(words.end(), {"--resolve", "elsewhere.example=127.0.0.1"});
    expect_refused(run(words), 4, {"certificate"});
}

TEST(BadEndpoint, WhereNobodyListensItKeepsTryingAndSaysSo) {
    std::uint16_t port = 0;
    { port = Listener().port(); }
    const TemporaryFolder folder;
    const auto url = "localhost:" + std::to_string(port);
    Program record(mdc({"record", "binance_spot:BTCUSDT", "-o", (folder / "tables").string(),
                        "--ws-url", "wss://" + url, "--rest-url", "https://" + url}));
    ASSERT_TRUE(eventually([&] {
        const auto said = record.err();
        const auto first = said.find("Connection refused");
        return first != said.npos && said.find("Connection refused", first + 1) != said.npos;
    })) << record.err();
    EXPECT_TRUE(record.is_running());
    EXPECT_NE(record.err().find("the instrument list could not be had"), std::string::npos);
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();
    const auto verdict = record.err().find("Nothing was received: ");
    ASSERT_NE(verdict, std::string::npos) << record.err();
    EXPECT_NE(record.err().find("Connection refused", verdict), std::string::npos) << record.err();
    EXPECT_EQ(record.err().find("Nothing is missing"), std::string::npos) << record.err();
}

}  // namespace
}  // namespace mdc::test
