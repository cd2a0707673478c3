#pragma once

#include <span>

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges {

/// All markets that mdc can record, in the order of their codes. Valid for ever.
std::span<const Exchange* const> registry() noexcept;

/// nullptr when this build does not know it.
const Exchange* find(ExchangeId id) noexcept;

/// The channel that a stream is of; its market is known.
const ChannelFacts& channel_of(const Stream& stream) noexcept;

}  // namespace mdc::exchanges
