// Whatever a person gets wrong is answered in one clear sentence on stderr and by the exit code
// that docs/operations/configure.md promises; stdout stays empty.

#include <algorithm>
#include <fstream>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/listener.hpp"
#include "tests/integration/support/market.hpp"

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

TEST(BadCommandLine, AnUnknownFeedIsToldWithoutAskingTheExchangeTwice) {
    Market market;
    auto words = market.record({"-o", "null:"});
    words[2] = "binance_spot:BTCUSDT@trade";
    expect_refused(run(words), 2, {"no feed 'trade'", "Did you mean 'trades'?"});
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

TEST(BadEndpoint, ACertificateThatDoesNotVerifyEndsIt) {
    Market market;
    Market stranger;
    auto words = market.record({"-o", market.path("tables")});
    std::replace(words.begin(), words.end(), market.simulator().ca_file(),
                 stranger.simulator().ca_file());
    expect_refused(run(words), 4, {"certificate"});

    words = market.record({"-o", market.path("tables")});
    std::replace(words.begin(), words.end(), market.simulator().ca_file(), market.path("no.pem"));
    expect_refused(run(words), 2, {"no.pem"});
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
}

}  // namespace
}  // namespace mdc::test
