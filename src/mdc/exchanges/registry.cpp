#include "mdc/exchanges/registry.hpp"

#include "mdc/exchanges/binance/binance.hpp"

namespace mdc::exchanges {

std::span<const Exchange* const> registry() noexcept {
    static const binance::Binance binance_spot(binance::spot());
    static const binance::Binance binance_usdm(binance::usdm());
    static const Exchange* const all[] = {&binance_spot, &binance_usdm};
    return all;
}

const Exchange* find(ExchangeId id) noexcept {
    for (const auto* exchange : registry()) {
        if (exchange->facts().id == id) return exchange;
    }
    return nullptr;
}

}  // namespace mdc::exchanges
