#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mdc/sim/market/instrument.hpp"

/// What OKX's channels are, and what its names say.
namespace mdc::sim::okx {

inline constexpr std::string_view kPublic = "/ws/v5/public";
inline constexpr std::string_view kBusiness = "/ws/v5/business";

enum class Kind : unsigned char {
    quote,     ///< the best level of each side
    book,      ///< a picture, then differences
    picture,   ///< the whole window each time
    trade,     ///< what one order took at one price
    match,     ///< one of its fills
    ticker,    ///< figures, as are all that follow
    mark,      ///< price of a derivative
    index,     ///< by the pair that it prices
    funding,   ///< of perpetuals
    interest,  ///< open contracts
    summary,   ///< options of a family, all in one message
};

struct Channel {
    Kind kind;
    std::string_view name;
    std::string_view feed;
    std::string_view types = "spfo";  ///< letters of those that have it
    std::string_view route = kPublic;
    int every = 1;           ///< books: beats of 10 ms; figures: seconds
    std::size_t levels = 0;  ///< a side of a book
    bool needs_login = false;
};

/// In the order in which messages of one moment are sent.
std::span<const Channel> channels() noexcept;
/// Of instruments of this type.
bool has(const Channel& channel, Type type) noexcept;
/// The route of a channel that is known but has nothing to say; nothing: there is none.
std::optional<std::string_view> silent_route(std::string_view channel) noexcept;

/// "BTC-USD" of "BTC-USD-SWAP", "BTC-USD_UM-SWAP" and "BTC-USD-261225-70000-C".
std::string index_of(std::string_view symbol);
/// "BTC-USD_UM" of "BTC-USD_UM-SWAP".
std::string family_of(std::string_view symbol);

}  // namespace mdc::sim::okx
