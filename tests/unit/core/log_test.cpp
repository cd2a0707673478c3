#include "mdc/core/log.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/core/result.hpp"

namespace mdc {
namespace {

TEST(Log, LevelsHaveNames) {
    auto level = log::Level::debug;
    for (const auto& [name, expected] : {std::pair{"debug", log::Level::debug},
                                         {"info", log::Level::info},
                                         {"warning", log::Level::warning},
                                         {"error", log::Level::error},
                                         {"off", log::Level::off}}) {
        EXPECT_TRUE(log::parse_level(name, level));
        EXPECT_EQ(level, expected);
    }
    EXPECT_FALSE(log::parse_level("warn", level));
    EXPECT_FALSE(log::parse_level("", level));
    EXPECT_EQ(level, log::Level::off);
}

TEST(Log, AnObserverHearsEveryLine) {
    std::vector<std::string> heard;
    log::observe([&](log::Level, std::string_view component, std::string_view message) {
        heard.push_back(std::string(component) + "|" + std::string(message));
    });
    log::debug("net", "{} of {}", 1, 2);
    log::debug("net", "braces {{}} stay");
    log::observe({});
    log::debug("net", "unheard");
    EXPECT_EQ(heard, (std::vector<std::string>{"net|1 of 2", "net|braces {} stay"}));
}

TEST(Log, WhatStrangersSentCannotCommandATerminal) {
    EXPECT_EQ(log::printable("plain, \u20ac \U0001F600 and \u00e4"),
              "plain, \u20ac \U0001F600 and \u00e4");
    EXPECT_EQ(log::printable("\x1b[31m\r\n\x7f"), "\\x1b[31m\\x0d\\x0a\\x7f");
    EXPECT_EQ(log::printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(log::printable("\xc2\x9b"), "\\xc2\\x9b") << "a control sequence introducer";
    EXPECT_EQ(log::printable("\xc0\xaf \xed\xa0\x80"), "\\xc0\\xaf \\xed\\xa0\\x80");
    std::string heard;
    log::observe([&](log::Level, std::string_view, std::string_view text) { heard = text; });
    log::debug("net", "{}", "a\nb");
    log::observe({});
    EXPECT_EQ(heard, "a\\x0ab");
}

TEST(Log, AFileThatCannotBeOpenedIsAFailureOfTheTarget) {
    try {
        log::set_up({.file = "/dev/null/no/such/folder/mdc.log"});
        FAIL() << "no failure";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error.kind, ErrorKind::target);
        EXPECT_NE(failure.error.message.find("log file"), std::string::npos);
    }
}

TEST(Result, AnErrorAskedForItsValueIsAFailure) {
    const Result<int> good = 5;
    const Result<int> bad = fail_for_now(ErrorKind::network, "The peer is gone.");
    EXPECT_EQ(good.value(), 5);
    EXPECT_TRUE(bad.error().is_retryable);
    EXPECT_THROW((void)bad.value(), Failure);
    EXPECT_EQ(to_string(ErrorKind::usage), "usage");
    EXPECT_EQ(to_string(ErrorKind::internal), "internal");
}

}  // namespace
}  // namespace mdc
