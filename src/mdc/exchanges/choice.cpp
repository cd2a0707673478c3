#include "mdc/exchanges/choice.hpp"

#include <algorithm>

#include "mdc/core/log.hpp"

namespace mdc::exchanges {

namespace {

std::string joined(std::span<const std::string_view> names) {
    std::string text;
    for (const auto name : names) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
    return text;
}

Error no_such_feed(const MarketFacts& market, const Instrument& instrument, Feed feed) {
    return fail(ErrorKind::usage,
                fmt::format("{} has no feed {} for {}, which is of type {}.", to_string(market.id),
                            to_string(feed), instrument.ticker, to_string(instrument.type)));
}

Error no_such_variant(const MarketFacts& market, Feed feed, const std::string& wanted) {
    std::vector<std::string_view> known;
    for (const auto& channel : market.channels) {
        if (channel.feed == feed && !channel.variant.empty()) known.push_back(channel.variant);
    }
    const auto of =
        known.empty() ? std::string("there is no choice") : "there are " + joined(known);
    return fail(ErrorKind::usage, fmt::format("{} has no channel '{}' for {}; {}.",
                                              to_string(market.id), wanted, to_string(feed), of));
}

Error needs_login(const MarketFacts& market, Feed feed, const ChannelFacts& channel) {
    return fail(ErrorKind::usage,
                fmt::format("{}: channel '{}' of {} needs a login: set {}, or name a channel to "
                            "fall back to behind it.",
                            to_string(market.id), channel.variant, to_string(feed),
                            joined(market.credentials)));
}

}  // namespace

Result<std::vector<Stream>> choose_streams(const Exchange& exchange, const Instrument& instrument,
                                           Feed feed, const ChannelChoice& choice) {
    const auto& market = exchange.facts();
    const auto& wanted = choice.by_feed[static_cast<std::size_t>(feed)];
    const auto find = [&](std::string_view variant) -> const ChannelFacts* {
        const auto found = std::find_if(
            market.channels.begin(), market.channels.end(), [&](const ChannelFacts& channel) {
                return channel.feed == feed && channel.is_for(instrument.type) &&
                       !channel.variant.empty() && (variant.empty() || channel.variant == variant);
            });
        return found == market.channels.end() ? nullptr : &*found;
    };
    const ChannelFacts* chosen = wanted.empty() ? find({}) : nullptr;
    const ChannelFacts* out_of_reach = nullptr;
    for (const auto& variant : wanted) {
        const bool is_known =
            std::any_of(market.channels.begin(), market.channels.end(), [&](const auto& channel) {
                return channel.feed == feed && channel.variant == variant;
            });
        if (variant.empty() || !is_known) return no_such_variant(market, feed, variant);
        const auto* found = find(variant);
        if (found == nullptr || chosen != nullptr) continue;
        if (found->needs_login && !choice.can_log_in) {
            if (out_of_reach == nullptr) out_of_reach = found;
        } else {
            chosen = found;
        }
    }
    if (chosen == nullptr && out_of_reach != nullptr) {
        return needs_login(market, feed, *out_of_reach);
    }
    std::vector<Stream> streams;
    for (const auto& channel : market.channels) {
        if (channel.feed != feed || !channel.is_for(instrument.type)) continue;
        if (!channel.variant.empty() && &channel != chosen) continue;
        auto stream = exchange.stream_of(channel, instrument);
        if (!stream) return stream.error();
        streams.push_back(std::move(*stream));
    }
    if (streams.empty()) return no_such_feed(market, instrument, feed);
    return streams;
}

std::vector<Feed> feeds_of(const MarketFacts& market, InstrumentType type) {
    std::vector<Feed> feeds;
    for (const auto feed : kAllFeeds) {
        const bool has_it = std::any_of(
            market.channels.begin(), market.channels.end(),
            [&](const auto& channel) { return channel.feed == feed && channel.is_for(type); });
        if (has_it) feeds.push_back(feed);
    }
    return feeds;
}

}  // namespace mdc::exchanges
