#include "mdc/exchanges/registry.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"
#include "mdc/exchanges/okx/okx.hpp"

namespace mdc::exchanges {

namespace {

using All = std::vector<std::unique_ptr<const Exchange>>;

template <class Venue, class Market>
void add(All& all, std::span<const Market> markets) {
    for (const auto& market : markets) all.push_back(std::make_unique<Venue>(market));
}

All make_all() {
    All all;
    add<binance::Binance>(all, binance::markets());
    all.push_back(std::make_unique<deribit::Deribit>());
    all.push_back(std::make_unique<okx::Okx>());
    add<bybit::Bybit>(all, bybit::markets());
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a->facts().id < b->facts().id; });
    return all;
}

}  // namespace

std::span<const Exchange* const> registry() noexcept {
    static const auto all = [] {
        static const auto owned = make_all();
        std::vector<const Exchange*> pointers;
        for (const auto& exchange : owned) pointers.push_back(exchange.get());
        return pointers;
    }();
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
