// What a user may choose: a channel that needs a login, the exchange's other hosts. A choice that
// cannot be had is answered in one sentence, and secrets are never shown.

#include <gtest/gtest.h>

#include "mdc/sim/simulator.hpp"

#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/program.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;

/// One exchange with a book channel for everybody and one for those who log in.
struct Behind {
    std::string market, symbol, open_channel, closed_channel;
    std::vector<std::string> right, wrong;  ///< environments
    std::string variable;                   ///< one that is asked for
};

void PrintTo(const Behind& behind, std::ostream* out) { *out << behind.market; }

class Login : public testing::TestWithParam<Behind> {
  protected:
    void SetUp() override {
        sim::SimulatorOptions options;
        options.venue = GetParam().market;
        options.symbols = {GetParam().symbol};
        options.levels = 300;
        options.ca_file = folder_ / "ca.pem";
        simulator_ = sim::Simulator::start(options).value();
    }
    [[nodiscard]] Finished record(const std::vector<std::string>& environment,
                                  const std::string& channels) const {
        std::vector<std::string> words = {"env", "XDG_STATE_HOME=" + (folder_ / "state").string()};
        words.insert(words.end(), environment.begin(), environment.end());
        const auto program =
            mdc({"record", GetParam().market + ":" + GetParam().symbol, "--channel",
                 GetParam().market + ":orderbook_l2=" + channels, "-o", "jsonl:" + rows_.string(),
                 "--for", "2s", "--ws-url", simulator_->ws_url(), "--rest-url",
                 simulator_->rest_url(), "--ca-file", simulator_->ca_file()});
        words.insert(words.end(), program.begin(), program.end());
        return run(words);
    }
    [[nodiscard]] bool has_book_of(const std::string& channel) const {
        for (const auto& gap : rows_of_file(rows_ / "gaps.jsonl")) {
            if (gap.at("feed") == "orderbook_l2" &&
                gap.at("channel").find(channel) != gap.text().npos)
                return fs::file_size(rows_ / "orderbook_l2.jsonl") > 10'000;
        }
        return false;
    }

    TemporaryFolder folder_;
    fs::path rows_ = folder_ / "rows";
    std::unique_ptr<sim::Simulator> simulator_;
};

TEST_P(Login, BringsTheChannelThatNeedsIt) {
    const auto done = record(GetParam().right, GetParam().closed_channel);
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_TRUE(has_book_of(GetParam().closed_channel)) << done.err;
    EXPECT_EQ(done.err.find("secret"), std::string::npos) << done.err;
}

TEST_P(Login, ThatIsMissingIsNamedAndNothingFallsBackByItself) {
    const auto done = record({}, GetParam().closed_channel);
    EXPECT_EQ(done.code, 2) << done.err;
    EXPECT_NE(done.err.find(GetParam().variable), std::string::npos) << done.err;
    EXPECT_FALSE(fs::exists(rows_));
}

TEST_P(Login, ThatIsMissingFallsBackWhereTheUserSaysSo) {
    const auto done = record({}, GetParam().closed_channel + "," + GetParam().open_channel);
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_TRUE(has_book_of(GetParam().open_channel)) << done.err;
}

TEST_P(Login, ThatIsRefusedEndsTheRun) {
    const auto done = record(GetParam().wrong, GetParam().closed_channel);
    EXPECT_EQ(done.code, 4) << done.err;
    EXPECT_EQ(done.err.find("wrong-word"), std::string::npos) << done.err;
}

const Behind kOkx = {"okx",
                     "BTC-USDT",
                     "books",
                     "books-l2-tbt",
                     {"MDC_OKX_KEY=key", "MDC_OKX_SECRET=secret", "MDC_OKX_PASSPHRASE=pass"},
                     {"MDC_OKX_KEY=key", "MDC_OKX_SECRET=wrong-word", "MDC_OKX_PASSPHRASE=pass"},
                     "MDC_OKX_SECRET"};
const Behind kDeribit = {"deribit",
                         "BTC-PERPETUAL",
                         "100ms",
                         "raw",
                         {"MDC_DERIBIT_CLIENT_ID=key", "MDC_DERIBIT_CLIENT_SECRET=secret"},
                         {"MDC_DERIBIT_CLIENT_ID=key", "MDC_DERIBIT_CLIENT_SECRET=wrong-word"},
                         "MDC_DERIBIT_CLIENT_SECRET"};

INSTANTIATE_TEST_SUITE_P(Venues, Login, testing::Values(kOkx, kDeribit),
                         [](const auto& tested) { return tested.param.market; });

TEST(Hosts, ThatAnExchangeDoesNotHaveAreNamed) {
    const auto done = run(mdc({"record", "okx:BTC-USDT", "--host", "okx=mars", "-o", "null:"}));
    EXPECT_EQ(done.code, 2) << done.err;
    EXPECT_NE(done.err.find("okx has no hosts under the name 'mars'"), std::string::npos)
        << done.err;
    EXPECT_NE(done.err.find("eea"), std::string::npos) << done.err;
}

}  // namespace
}  // namespace mdc::test
