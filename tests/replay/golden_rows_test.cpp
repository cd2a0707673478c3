// Frames to rows, exactly: every fixture of tests/data/<exchange>/ against <group>.golden.jsonl
// beside it. After a change that is meant, look at the difference that this makes:
//
//     mdc_replay_test --update-golden && git diff tests/data

#include "tests/replay/golden_rows.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

namespace mdc::test {
namespace {

bool is_updating() {
    const auto arguments = testing::internal::GetArgvs();
    return std::find(arguments.begin(), arguments.end(), "--update-golden") != arguments.end();
}

std::string golden_path(std::string_view exchange, const std::string& group) {
    return "tests/data/" + std::string(exchange) + "/" + group + ".golden.jsonl";
}

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

void write(const std::string& path, const std::vector<std::string>& lines) {
    std::ofstream file(path);
    for (const auto& line : lines) file << line << '\n';
    ASSERT_TRUE(file.flush()) << path;
}

class GoldenRows : public testing::TestWithParam<const exchanges::Exchange*> {
  protected:
    [[nodiscard]] static std::string exchange_name() {
        return std::string(to_string(GetParam()->facts().id));
    }
};

TEST_P(GoldenRows, EveryFixtureGivesItsRows) {
    const VenueFrames frames(*GetParam());
    std::map<std::string, std::vector<std::string>> groups;
    for (const auto& fixture : fixtures(exchange_name())) {
        auto& lines = groups[std::string(fixture.group())];
        for (auto& line : golden_lines(*GetParam(), frames, fixture)) {
            lines.push_back(std::move(line));
        }
    }
    for (const auto& [group, lines] : groups) {
        const auto path = golden_path(exchange_name(), group);
        if (is_updating()) {
            write(path, lines);
            continue;
        }
        const auto expected = lines_of(path);
        ASSERT_EQ(lines.size(), expected.size()) << path;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            EXPECT_EQ(lines[i], expected[i]) << path << ':' << i + 1;
        }
    }
}

// Each feed that a market has shows what its plainest message becomes, and what odd and bad ones.
TEST_P(GoldenRows, EveryFeedHasAnUpdateAnOddAndABadFrame) {
    const VenueFrames frames(*GetParam());
    std::map<Feed, std::set<std::string>> seen;
    for (const auto& fixture : fixtures(exchange_name())) {
        const PaddedText text(fixture.text);
        const auto found = GetParam()->discover(frames.frame(fixture, text));
        if (!found || fixture.is("other")) continue;
        for (const auto* kind : {"odd", "bad", "rest"}) {
            if (fixture.is(kind)) seen[found->streams.front().feed].insert(kind);
        }
        if (!fixture.is("odd") && !fixture.is("bad"))
            seen[found->streams.front().feed].insert("update");
    }
    for (const auto& feed : GetParam()->facts().channels) {
        for (const auto* kind : {"update", "odd", "bad"}) {
            EXPECT_TRUE(seen[feed.feed].contains(kind)) << to_string(feed.feed) << ' ' << kind;
        }
        if (feed.snapshot == exchanges::SnapshotRule::rest) {
            EXPECT_TRUE(seen[feed.feed].contains("rest")) << to_string(feed.feed);
        }
    }
}

// The name of a fixture is a promise.
TEST_P(GoldenRows, WhatIsCalledBadIsMalformedOrUnknownAndNothingElseIsMalformed) {
    const VenueFrames frames(*GetParam());
    for (const auto& fixture : fixtures(exchange_name())) {
        const PaddedText text(fixture.text);
        Output out;
        const auto status = GetParam()->parse(frames.frame(fixture, text), out);
        const bool is_good = status != ParseStatus::malformed && status != ParseStatus::unknown;
        if (fixture.is("bad")) {
            EXPECT_FALSE(is_good) << fixture.name;
        } else {
            EXPECT_NE(status, ParseStatus::malformed) << fixture.name;
        }
        auto promised = ParseStatus::rows;
        if (fixture.is("repeat")) promised = ParseStatus::repeat;
        if (fixture.is("unchained")) promised = ParseStatus::unchained;
        if (!fixture.is("bad") && !fixture.is("other") && fixture.group() != "control") {
            EXPECT_EQ(status, promised) << fixture.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Registry, GoldenRows,
                         testing::ValuesIn(exchanges::registry().begin(),
                                           exchanges::registry().end()),
                         [](const auto& each) {
                             return std::string(to_string(each.param->facts().id));
                         });

}  // namespace
}  // namespace mdc::test
