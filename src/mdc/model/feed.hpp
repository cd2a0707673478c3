#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mdc {

/// What a user subscribes to; each fills the table of the same name.
enum class Feed : std::uint8_t { orderbook_l2, bbo, trades, tickers };

inline constexpr std::array<std::string_view, 4> kFeedNames = {"orderbook_l2", "bbo", "trades",
                                                               "tickers"};
inline constexpr std::array<Feed, 4> kAllFeeds = {Feed::orderbook_l2, Feed::bbo, Feed::trades,
                                                  Feed::tickers};

constexpr std::string_view to_string(Feed feed) noexcept {
    return kFeedNames[static_cast<std::size_t>(feed)];
}
constexpr std::optional<Feed> parse_feed(std::string_view name) noexcept {
    for (const auto feed : kAllFeeds) {
        if (to_string(feed) == name) return feed;
    }
    return std::nullopt;
}

/// How the race decides over a feed's frames (docs/decisions/0001-arrival-rules.md).
enum class ArrivalRule : std::uint8_t { chain, newest, seen, per_leg, leader };

inline constexpr std::array<std::string_view, 5> kArrivalRuleNames = {"chain", "newest", "seen",
                                                                      "per_leg", "leader"};

constexpr std::string_view to_string(ArrivalRule rule) noexcept {
    return kArrivalRuleNames[static_cast<std::size_t>(rule)];
}

}  // namespace mdc
