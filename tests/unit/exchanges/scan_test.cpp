#include "mdc/exchanges/scan.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace mdc::exchanges {
namespace {

// Memory that ends where the text ends: the sanitizer sees every byte too far.
struct Exact {
    explicit Exact(std::string_view text)
        : bytes(std::make_unique<char[]>(text.size())), size(text.size()) {
        text.copy(bytes.get(), size);
    }
    [[nodiscard]] std::string_view view() const { return {bytes.get(), size}; }

    std::unique_ptr<char[]> bytes;
    std::size_t size;
};

TEST(BinanceScan, StepsOverALiteralOnlyWhenItIsThere) {
    Scan scan("{\"u\":5");
    EXPECT_FALSE(scan.literal("{\"U\":"));
    EXPECT_TRUE(scan.literal("{\"u\":"));
    EXPECT_FALSE(scan.literal("56"));
    EXPECT_TRUE(scan.literal("5"));
    EXPECT_EQ(scan.left(), 0u);
    EXPECT_FALSE(scan.literal("x"));
}

TEST(BinanceScan, ReadsIntegersThatEveryParserReads) {
    for (const std::string text :
         {"0", "7", "12345678", "123456789", "1795625247123456", "999999999999999999"}) {
        for (const auto* behind : {"", ",", "}", ",\"u\":1234567"}) {
            const Exact exact(text + behind);
            Scan scan(exact.view());
            std::int64_t value = -1;
            ASSERT_TRUE(scan.integer(value)) << text;
            EXPECT_EQ(value, std::stoll(text));
            EXPECT_EQ(scan.rest(), behind);
        }
    }
}

TEST(BinanceScan, GivesUpOnUnusualIntegers) {
    for (const std::string text : {"", "-1", "+1", "00", "01", "x", " 1", "1000000000000000000",
                                   "9223372036854775807", "99999999999999999999999"}) {
        Scan scan(text);
        std::int64_t value = -1;
        EXPECT_FALSE(scan.integer(value)) << text;
        EXPECT_EQ(value, -1);
    }
}

TEST(BinanceScan, ReadsTextOfEveryLengthUpToItsQuote) {
    for (std::size_t size = 0; size < 40; ++size) {
        const std::string text(size, 'x');
        for (const std::string behind : {"", "1234567", "\"\"\"\"\"\"\"\"\""}) {
            const Exact exact(text + '"' + behind);
            Scan scan(exact.view());
            std::string_view found;
            ASSERT_TRUE(scan.text(found)) << size;
            EXPECT_EQ(found, text);
            EXPECT_EQ(scan.rest(), behind);
        }
        const Exact open(text);
        Scan scan(open.view());
        std::string_view found;
        EXPECT_FALSE(scan.text(found)) << size;
    }
}

TEST(BinanceScan, GivesUpOnAnythingButPlainAsciiWhereverItStands) {
    for (int code = 0; code < 256; ++code) {
        const char c = static_cast<char>(code);
        const bool is_plain = code >= 0x20 && code < 0x80 && c != '"' && c != '\\';
        for (std::size_t at = 0; at < 20; ++at) {
            std::string text(20, '~');
            text[at] = c;
            const Exact exact(text + '"');
            Scan scan(exact.view());
            std::string_view found;
            EXPECT_EQ(scan.text(found), is_plain || c == '"') << code << ' ' << at;
            if (c == '"') {
                EXPECT_EQ(found.size(), at);
            }
        }
    }
}

TEST(BinanceScan, ReadsDecimalsUpToTheirQuote) {
    for (const std::string text : {"0.00000000", "86123.41000000", "1", "92233720368.54775807",
                                   "1234567890.00000000", "8.6e4", "007"}) {
        const Exact exact(text + "\",");
        Scan scan(exact.view());
        double value = -1;
        ASSERT_TRUE(scan.decimal(value)) << text;
        EXPECT_EQ(value, std::stod(text));
        EXPECT_EQ(scan.rest(), ",");
    }
}

TEST(BinanceScan, GivesUpOnWhatIsNoUnsignedDecimal) {
    for (const std::string text : {"\"", "-1\"", "-0.0\"", "1", "1.5", "1.\"", ".5\"", "1,\"",
                                   "1.2345678", "12345678", "1\\\"", "nan\"", "1 \"", "1e\"", ""}) {
        const Exact exact(text);
        Scan scan(exact.view());
        double value = -1;
        EXPECT_FALSE(scan.decimal(value)) << text;
    }
}

}  // namespace
}  // namespace mdc::exchanges
