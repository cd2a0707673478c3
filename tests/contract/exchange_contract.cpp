#include "tests/contract/exchange_contract.hpp"

#include "tests/contract/allocations.hpp"

namespace mdc::test {

std::string name_of(const testing::TestParamInfo<const exchanges::Exchange*>& market) {
    return std::string(to_string(market.param->facts().id));
}

bool is_empty(const Output& out) {
    return out.key == FrameKey{} && out.books.empty() && out.levels.empty() && out.trades.empty() &&
           out.bbos.empty() && out.tickers.empty() && out.controls.empty();
}

ParseStatus check_frame(const exchanges::Exchange& exchange, const Frame& frame, Output& out) {
    static_assert(noexcept(exchange.identify(frame))&& noexcept(exchange.parse(frame, out)));
    out.clear();
    const auto key = exchange.identify(frame);
    const auto status = exchange.parse(frame, out);
    if (status == ParseStatus::malformed) {
        EXPECT_TRUE(is_empty(out)) << frame.payload;
    } else {
        EXPECT_EQ(key, out.key) << frame.payload;
    }
    out.clear();
    const auto before = allocations();
    const auto same_key = exchange.identify(frame);
    const auto same_status = exchange.parse(frame, out);
    EXPECT_EQ(allocations() - before, 0u) << frame.payload;
    EXPECT_EQ(same_key, key) << frame.payload;
    EXPECT_EQ(same_status, status) << frame.payload;
    return status;
}

}  // namespace mdc::test
