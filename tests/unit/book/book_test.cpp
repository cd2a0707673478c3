#include "mdc/book/book.hpp"

#include <gtest/gtest.h>

#include "book_run.hpp"

namespace mdc::book {
namespace {

class BookTest : public testing::Test {
  protected:
    LevelPool pool_;
    Book book_{pool_};
};

TEST_F(BookTest, WhatALevelWasDecidesTheAction) {
    EXPECT_EQ(text_of(book_.apply({100, 1, Side::bid})), "+b100:1");
    EXPECT_EQ(text_of(book_.apply({100, 2, Side::bid})), "=b100:2");
    EXPECT_EQ(text_of(book_.apply({100, 2, Side::bid})), "=b100:2");  // changes nothing, is said
    EXPECT_EQ(text_of(book_.apply({100, 2, Side::ask})), "+a100:2");  // sides are apart
    EXPECT_EQ(text_of(book_.apply({100, 0, Side::bid})), "-b100");
    EXPECT_EQ(text_of(book_.apply({100, 0, Side::bid})), "-b100");  // unknown, is said
    EXPECT_EQ(text_of(book_.apply({100, 3, Side::bid})), "+b100:3");
}

TEST_F(BookTest, PruningDeletesWhatLiesBeyondTheDepth) {
    for (const double price : {100, 99, 98, 97}) book_.apply({price, 1, Side::bid});
    for (const double price : {101, 102}) book_.apply({price, 1, Side::ask});
    std::vector<LevelChange> changes;
    book_.prune(2, changes);
    EXPECT_EQ(text_of(changes), "-b97 -b98");
    EXPECT_EQ(book_.bids().size(), 2U);
    EXPECT_EQ(book_.asks().size(), 2U);
}

TEST_F(BookTest, TheDifferenceTurnsOneBookIntoTheOther) {
    Book to(pool_);
    for (const double price : {100, 99, 97}) book_.apply({price, 1, Side::bid});
    for (const double price : {101, 103}) book_.apply({price, 1, Side::ask});
    for (const double price : {100, 98, 97}) to.apply({price, 2, Side::bid});
    for (const double price : {102, 103, 104}) to.apply({price, 2, Side::ask});
    std::vector<LevelChange> changes;
    difference(book_, to, changes);
    EXPECT_EQ(text_of(changes), "-b99 -a101 =b100:2 +b98:2 =b97:2 +a102:2 =a103:2 +a104:2");
}

TEST_F(BookTest, TheDifferenceFromNothingIsTheBook) {
    book_.apply({100, 1, Side::bid});
    book_.apply({99, 1, Side::bid});
    book_.apply({101, 3, Side::ask});
    const Book nothing(pool_);
    std::vector<LevelChange> changes;
    difference(nothing, book_, changes);
    EXPECT_EQ(text_of(changes), "+b100:1 +b99:1 +a101:3");
    changes.clear();
    difference(book_, nothing, changes);
    EXPECT_EQ(text_of(changes), "-b100 -b99 -a101");
}

TEST_F(BookTest, EqualDecimalsAreOneLevel) {
    book_.apply({0.1 + 0.2 - 0.2, 1, Side::bid});  // not the nearest double of 0.1
    book_.apply({0.1, 1, Side::bid});
    EXPECT_EQ(book_.bids().size(), 2U);
    EXPECT_EQ(text_of(book_.apply({1e-1, 2, Side::bid})), "=b0.1:2");
}

}  // namespace
}  // namespace mdc::book
