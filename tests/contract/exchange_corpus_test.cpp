// The same promises for every message that a corpus of real captures holds, and what only real
// messages can show: that none of them is malformed.

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/corpus.hpp"
#include "tests/contract/exchange_contract.hpp"

namespace mdc::test {
namespace {

// Frames of a file come without a plan: it grows by each stream that is met, as in `mdc parse`.
class GrowingPlan {
  public:
    explicit GrowingPlan(const exchanges::Exchange& exchange) : exchange_(exchange) {
        plan_.exchange = exchange.facts().id;
        snapshot_.stream = StreamId{0};
    }

    Frame frame(const PaddedText& text) {
        Frame frame;
        frame.payload = text.view();
        const auto found = exchange_.discover(frame);
        frame.plan = &plan_;
        if (!found) return frame;
        if (found->time_unit) plan_.time_unit = *found->time_unit;
        for (const auto& each : found->streams) {
            if (each.ticker.empty()) {
                frame.reply_to = &snapshot_;
                continue;
            }
            const auto id = set_.add(exchange_, each, exchange_.instrument_of(each.ticker));
            auto stream = set_.streams()[index_of(id)];
            if (stream.is_member())
                exchanges::carry(plan_, set_.streams()[index_of(stream.carrier)]);
            stream.channel = each.channel;
            exchanges::carry(plan_, stream);
        }
        return frame;
    }

  private:
    const exchanges::Exchange& exchange_;
    exchanges::StreamSet set_;
    ConnectionPlan plan_;
    Request snapshot_;
};

class CorpusContract : public ExchangeContract {};

// Samples are other people's single messages, of other markets among them, some broken on purpose.
bool is_of_this_market(const std::filesystem::path& file) {
    return file.filename() != "samples.jsonl";
}

TEST_P(CorpusContract, EveryCapturedMessageKeepsThePromises) {
    const auto files = captures(name());
    if (files.empty()) GTEST_SKIP() << "no captures of " << name();
    Output out;
    for (const auto& file : files) {
        SCOPED_TRACE(file.filename().string());
        GrowingPlan plan(exchange());
        std::array<std::size_t, kParseStatusNames.size()> counts{};
        for_each_line(file, [&](std::string_view line) {
            const PaddedText text(line);
            const auto status = check_frame(exchange(), plan.frame(text), out);
            ++counts[static_cast<std::size_t>(status)];
        });
        const auto count = [&](ParseStatus status) {
            return counts[static_cast<std::size_t>(status)];
        };
        if (is_of_this_market(file)) {
            EXPECT_EQ(count(ParseStatus::malformed), 0u);
        }
        if (file.filename().string().starts_with("capture_")) {
            EXPECT_EQ(count(ParseStatus::unknown), 0u);
            EXPECT_GT(count(ParseStatus::rows), 0u);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Corpus, CorpusContract,
                         testing::ValuesIn(exchanges::registry().begin(),
                                           exchanges::registry().end()),
                         name_of);

}  // namespace
}  // namespace mdc::test
