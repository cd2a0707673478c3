#include "mdc/cli/verdict.hpp"

#include <gtest/gtest.h>

namespace mdc::cli {
namespace {

collector::Status with(std::uint64_t messages, std::uint64_t gaps, std::uint64_t rows_dropped) {
    collector::Status status;
    status.messages = messages;
    status.gaps = gaps;
    status.rows_dropped = rows_dropped;
    return status;
}

TEST(Verdict, ARunWithoutAMessageSaysWhy) {
    EXPECT_EQ(verdict(with(0, 0, 0), "localhost:1: Connection refused"),
              "Nothing was received: localhost:1: Connection refused.\n");
    EXPECT_EQ(verdict(with(0, 0, 0), "It is closed."), "Nothing was received: It is closed.\n");
    EXPECT_EQ(verdict(with(0, 2, 0), ""),
              "Nothing was received: no message came before the end.\n");
}

TEST(Verdict, AWholeRunIsWhole) {
    EXPECT_EQ(verdict(with(5, 0, 0), ""), "Nothing is missing between start and stop.\n");
}

TEST(Verdict, WhatIsMissingIsCounted) {
    EXPECT_EQ(verdict(with(5, 2, 0), ""),
              "2 gaps are in the ledger (table gaps); 0 rows were lost here.\n");
    EXPECT_EQ(verdict(with(5, 1, 1), ""),
              "1 gap is in the ledger (table gaps); 1 row was lost here.\n");
    EXPECT_EQ(verdict(with(5, 0, 1234), ""),
              "0 gaps are in the ledger (table gaps); 1,234 rows were lost here.\n");
}

}  // namespace
}  // namespace mdc::cli
