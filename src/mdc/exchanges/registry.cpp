#include "mdc/exchanges/registry.hpp"

#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"
#include "mdc/exchanges/okx/okx.hpp"

namespace mdc::exchanges {

std::span<const Exchange* const> registry() noexcept {
    static const binance::Binance binance_spot(binance::spot());
    static const binance::Binance binance_usdm(binance::usdm());
    static const deribit::Deribit deribit;
    static const okx::Okx okx;
    static const bybit::Bybit bybit_spot(bybit::spot());
    static const bybit::Bybit bybit_linear(bybit::linear());
    static const bybit::Bybit bybit_inverse(bybit::inverse());
    static const bybit::Bybit bybit_option(bybit::option());
    static const Exchange* const all[] = {&binance_spot,  &binance_usdm, &deribit,
                                          &okx,           &bybit_spot,   &bybit_linear,
                                          &bybit_inverse, &bybit_option};
    return all;
}

const Exchange* find(ExchangeId id) noexcept {
    for (const auto* exchange : registry()) {
        if (exchange->facts().id == id) return exchange;
    }
    return nullptr;
}

const ChannelFacts& channel_of(const Stream& stream) noexcept {
    return channel_of(find(stream.exchange)->facts(), stream.kind);
}

}  // namespace mdc::exchanges
