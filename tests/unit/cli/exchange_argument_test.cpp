#include "mdc/cli/exchange_argument.hpp"

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

namespace mdc::cli {
namespace {

TEST(ExchangeArgument, TheHelpNamesWhateverCanBeSaid) {
    const auto list = ", " + exchange_list() + ",";
    for (const auto* exchange : exchanges::registry()) {
        const auto name = std::string(to_string(exchange->facts().id));
        EXPECT_NE(list.find(", " + name + ","), std::string::npos) << name;
        EXPECT_EQ(&exchange_argument(name), exchange);
    }
}

TEST(ExchangeArgument, AnotherNameIsRefusedWithTheKnownOnes) {
    try {
        (void)exchange_argument("binance_sport");
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error.kind, ErrorKind::usage);
        EXPECT_NE(failure.error.message.find("bybit_option"), std::string::npos);
        EXPECT_NE(failure.error.message.find("'binance_spot'"), std::string::npos)
            << failure.error.message;
    }
}

}  // namespace
}  // namespace mdc::cli
