#include "mdc/net/byte_queue.hpp"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

namespace mdc::net {
namespace {

void append(ByteQueue& queue, std::string_view text) {
    char* room = queue.reserve(text.size());
    ASSERT_NE(room, nullptr);
    ASSERT_GE(queue.room(), text.size());
    std::memcpy(room, text.data(), text.size());
    queue.commit(text.size());
}

TEST(ByteQueue, BytesComeOutInOrder) {
    ByteQueue queue(8, 8);
    append(queue, "abc");
    append(queue, "def");
    EXPECT_EQ(queue.unread(), "abcdef");
    queue.consume(2);
    EXPECT_EQ(queue.unread(), "cdef");
    queue.consume(4);
    EXPECT_TRUE(queue.empty());
}

TEST(ByteQueue, UnreadBytesMoveToTheFrontWhenTheRoomIsTooSmall) {
    ByteQueue queue(8, 8);
    append(queue, "abcdefg");
    queue.consume(6);
    append(queue, "hijklmn");
    EXPECT_EQ(queue.unread(), "ghijklmn");
}

TEST(ByteQueue, ItGrowsToItsLimitAndNoFurther) {
    ByteQueue queue(4, 20);
    append(queue, "abc");
    append(queue, "defghij");
    EXPECT_EQ(queue.unread(), "abcdefghij");
    EXPECT_EQ(queue.reserve(11), nullptr);
    append(queue, "0123456789");
    EXPECT_EQ(queue.unread(), "abcdefghij0123456789");
    EXPECT_EQ(queue.reserve(1), nullptr);
    queue.consume(1);
    EXPECT_NE(queue.reserve(1), nullptr);
}

TEST(ByteQueue, PaddingBehindTheLastByteIsReadable) {
    ByteQueue queue(16, 64);
    for (const auto* text : {"0123456789abcdef", "0123456789abcdef0123456789abcdef"}) {
        append(queue, text);
        const auto unread = queue.unread();
        const std::string copy(unread.data(), unread.size() + kReadablePadding);  // ASan judges
        EXPECT_TRUE(copy.starts_with(unread));
    }
}

TEST(ByteQueue, AnEmptyOneMayStartWithoutRoom) {
    ByteQueue queue(0, 4);
    EXPECT_TRUE(queue.unread().empty());
    append(queue, "abcd");
    EXPECT_EQ(queue.unread(), "abcd");
}

}  // namespace
}  // namespace mdc::net
