#include "mdc/config/parse_text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"

namespace mdc::config {

namespace {

template <class... Args>
Error usage(fmt::format_string<Args...> text, Args&&... args) {
    return fail(ErrorKind::usage, fmt::format(text, std::forward<Args>(args)...));
}

template <class Integer>
std::optional<Integer> whole(std::string_view text) {
    Integer value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Unit {
    std::string_view name;
    std::int64_t size;
};

/// A whole number and one of `units`, as a multiple of the smallest; nullopt: it is neither.
template <std::size_t N>
std::optional<std::int64_t> measured(std::string_view text, const std::array<Unit, N>& units) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = whole<std::int64_t>(text.substr(0, digits));
    const auto unit = text.substr(digits);
    const auto found = std::find_if(units.begin(), units.end(),
                                    [&](const Unit& each) { return each.name == unit; });
    std::int64_t product = 0;
    if (!number || found == units.end()) return std::nullopt;
    if (__builtin_mul_overflow(*number, found->size, &product)) return std::nullopt;
    return product;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

bool any_empty(const std::vector<std::string>& parts) {
    return std::any_of(parts.begin(), parts.end(), [](const auto& each) { return each.empty(); });
}

bool is_word(std::string_view text) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return !text.empty() && text.find_first_not_of(kLetters) == std::string_view::npos;
}

bool is_ip(const std::string& text) {
    in6_addr address{};
    return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

/// "venue=url" or "url": the exchange is set, the url is returned.
Result<std::string> split_venue(std::string_view text, std::string_view secure,
                                std::string_view plain, VenueUrls& out) {
    auto url = text;
    if (const auto equals = text.find('='); is_word(text.substr(0, equals))) {
        out.exchange = text.substr(0, equals);
        url = equals == std::string_view::npos ? "" : text.substr(equals + 1);
    }
    const auto begins = [&](std::string_view scheme) {
        return url.starts_with(scheme) && url.size() > scheme.size();
    };
    if (!begins(secure) && !begins(plain)) {
        return usage("'{}' is no base url; write {}HOST:PORT or MARKET={}HOST:PORT.", text, secure,
                     secure);
    }
    while (url.ends_with('/')) url.remove_suffix(1);
    return std::string(url);
}

struct SpanAndBytes {
    std::optional<std::chrono::seconds> span;
    std::optional<std::uint64_t> bytes;
};

/// A duration, a size, or both in any order; nullopt: something else, or one of them twice.
std::optional<SpanAndBytes> span_and_bytes(std::string_view text) {
    SpanAndBytes out;
    for (const auto& part : split(text, ',')) {
        const auto span = parse_duration(part);
        const auto bytes = parse_bytes(part);
        if (span && !out.span) {
            out.span = std::chrono::duration_cast<std::chrono::seconds>(*span);
        } else if (bytes && !out.bytes) {
            out.bytes = *bytes;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

}  // namespace

Result<std::chrono::microseconds> parse_duration(std::string_view text) {
    static constexpr std::array<Unit, 6> kUnits = {{{"us", 1},
                                                    {"ms", 1000},
                                                    {"s", 1'000'000},
                                                    {"m", 60'000'000},
                                                    {"h", 3'600'000'000},
                                                    {"d", 86'400'000'000}}};
    if (const auto micros = measured(text, kUnits)) return std::chrono::microseconds(*micros);
    return usage(
        "'{}' is no duration; write a whole number with a unit (us, ms, s, m, h, d), like 200ms or "
        "1h.",
        text);
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
    static constexpr std::array<Unit, 9> kUnits = {{{"B", 1},
                                                    {"KB", 1000},
                                                    {"MB", 1'000'000},
                                                    {"GB", 1'000'000'000},
                                                    {"TB", 1'000'000'000'000},
                                                    {"KiB", 1 << 10},
                                                    {"MiB", 1 << 20},
                                                    {"GiB", 1 << 30},
                                                    {"TiB", std::int64_t{1} << 40}}};
    if (const auto bytes = measured(text, kUnits)) return static_cast<std::uint64_t>(*bytes);
    return usage(
        "'{}' is no size; write a whole number with a unit (B, KB, MB, GB, KiB, MiB, GiB), like "
        "256MB.",
        text);
}

Result<std::int64_t> parse_number(std::string_view text, std::int64_t least, std::int64_t most) {
    const auto number = whole<std::int64_t>(text);
    if (number && *number >= least && *number <= most) return *number;
    return usage("'{}' is no whole number from {} to {}.", text, least, most);
}

Result<Selection> parse_selector(std::string_view text) {
    constexpr std::string_view kShape = "EXCHANGE:TICKER,…@FEED,…";
    const auto colon = text.find(':');
    const auto exchange = text.substr(0, colon);
    if (colon == std::string_view::npos || !is_word(exchange)) {
        return usage("'{}' is no selector; write {}, like binance_spot:BTCUSDT.", text, kShape);
    }
    Selection out;
    out.exchange = exchange;
    const auto rest = text.substr(colon + 1);
    const auto at = rest.rfind('@');
    out.tickers = split(rest.substr(0, at), ',');
    if (any_empty(out.tickers)) {
        return usage("Selector '{}' has an empty ticker; write {}.", text, kShape);
    }
    if (at == std::string_view::npos) return out;
    out.feeds = split(rest.substr(at + 1), ',');
    if (any_empty(out.feeds)) {
        return usage("Selector '{}' has an empty feed; write {}.", text, kShape);
    }
    return out;
}

std::vector<Selection> merge_selections(const std::vector<Selection>& selections) {
    std::vector<Selection> merged;
    std::map<std::pair<std::string, std::string>, std::size_t> position;
    for (const auto& selection : selections) {
        if (selection.tickers.empty()) merged.push_back(selection);  // validate() refuses it
        for (const auto& ticker : selection.tickers) {
            const auto [found, is_new] =
                position.try_emplace({selection.exchange, ticker}, merged.size());
            if (is_new) {
                merged.push_back({selection.exchange, {ticker}, {}, selection.where});
                merged.back().feeds = selection.feeds;
                continue;
            }
            auto& feeds = merged[found->second].feeds;
            if (feeds.empty() || selection.feeds.empty()) {  // one of them wants all
                feeds.clear();
                continue;
            }
            for (const auto& feed : selection.feeds) {
                if (std::find(feeds.begin(), feeds.end(), feed) == feeds.end()) {
                    feeds.push_back(feed);
                }
            }
        }
    }
    return merged;
}

Result<SinkConfig> parse_target(std::string_view text) {
    SinkConfig out;
    out.target = text;
    if (const auto colon = text.find(':');
        colon != std::string_view::npos && is_word(text.substr(0, colon))) {
        out.kind = text.substr(0, colon);
        out.target = text.substr(colon + 1);
    }
    if (out.target.empty() && out.kind != "null") {
        return usage("Target '{}' names no place; write data/, FILE.parquet, jsonl:- or csv:DIR.",
                     text);
    }
    if (out.kind != "recording") return out;
    for (const std::string_view kind : {"jsonl", "csv"}) {
        if (out.target.ends_with(fmt::format(".{}", kind))) {
            return usage("Target '{}' would be a recording; for {} write {}:DIR.", text, kind,
                         kind);
        }
    }
    if (out.target == "-") {
        return usage("A recording cannot go to standard output; write jsonl:-.");
    }
    return out;
}

Result<StageConfig> parse_batch(std::string_view text) {
    StageConfig out;
    out.name = "batch";
    for (auto& part : split(text, ',')) {
        const auto option = whole<std::int64_t>(part) ? "rows" : "time";
        const bool is_readable = whole<std::int64_t>(part) || parse_duration(part);
        if (!is_readable || !out.options.try_emplace(option, 1, part).second) {
            return usage("'{}' is no batch; write ROWS,TIME, like 5000,200ms.", text);
        }
    }
    return out;
}

Result<Rotation> parse_rotation(std::string_view text) {
    const auto parts = span_and_bytes(text);
    if (!parts) return usage("'{}' is no rotation; write TIME,SIZE, like 1h,256MB.", text);
    Rotation out;
    out.span = parts->span.value_or(out.span);
    out.bytes = parts->bytes.value_or(out.bytes);
    return out;
}

Result<Keep> parse_keep(std::string_view text) {
    const auto parts = span_and_bytes(text);
    if (!parts || parts->span == std::chrono::seconds(0) || parts->bytes == 0) {
        return usage("'{}' does not say what to keep; write AGE, SIZE or both, like 30d,500GB.",
                     text);
    }
    return Keep{parts->span.value_or(std::chrono::seconds(0)), parts->bytes.value_or(0)};
}

Result<VenueUrls> parse_ws_url(std::string_view text) {
    VenueUrls out;
    auto url = split_venue(text, "wss://", "ws://", out);
    if (!url) return url.error();
    out.ws_url = std::move(*url);
    return out;
}

Result<VenueUrls> parse_rest_url(std::string_view text) {
    VenueUrls out;
    auto url = split_venue(text, "https://", "http://", out);
    if (!url) return url.error();
    out.rest_url = std::move(*url);
    return out;
}

Result<VenueUrls> parse_preset(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
        return usage("'{}' names no hosts; write EXCHANGE=NAME, like okx=eea.", text);
    }
    VenueUrls out;
    out.exchange = text.substr(0, equals);
    out.preset = text.substr(equals + 1);
    return out;
}

Result<ChannelsConfig> parse_channels(std::string_view text) {
    const auto colon = text.find(':');
    const auto equals = text.find('=');
    if (colon == 0 || colon == text.npos || equals == text.npos || equals < colon + 2) {
        return usage(
            "'{}' chooses no channel; write EXCHANGE:FEED=CHANNEL[,CHANNEL], like "
            "okx:orderbook_l2=books-l2-tbt,books.",
            text);
    }
    ChannelsConfig out;
    out.exchange = text.substr(0, colon);
    out.feed = text.substr(colon + 1, equals - colon - 1);
    out.variants = split(text.substr(equals + 1), ',');
    for (const auto& each : out.variants) {
        if (each.empty()) return usage("A channel in '{}' has no name.", text);
    }
    return out;
}

Result<Resolve> parse_resolve(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
        return usage("'{}' resolves nothing; write HOST=IP,IP.", text);
    }
    Resolve out{std::string(text.substr(0, equals)), split(text.substr(equals + 1), ',')};
    for (const auto& ip : out.ips) {
        if (!is_ip(ip)) return usage("'{}' in '{}' is no IP address.", ip, text);
    }
    return out;
}

Result<Listen> parse_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string_view::npos
                          ? std::nullopt
                          : whole<std::uint16_t>(text.substr(colon + 1));
    if (!port) {
        return usage("'{}' is no address to listen on; write :PORT or IP:PORT, like :9100.", text);
    }
    Listen out{colon == 0 ? "0.0.0.0" : std::string(text.substr(0, colon)), *port};
    if (out.host.starts_with('[') && out.host.ends_with(']')) {
        out.host = out.host.substr(1, out.host.size() - 2);
    }
    if (!is_ip(out.host)) return usage("'{}' in '{}' is no IP address.", out.host, text);
    return out;
}

Result<log::Options> parse_log(std::string_view text) {
    static constexpr std::array<std::string_view, 5> kLevels = {"debug", "info", "warning", "error",
                                                                "off"};
    log::Options out;
    const auto comma = text.find(',');
    const auto level = text.substr(0, comma);
    if (!log::parse_level(level, out.level)) {
        return usage("'{}' is no log level; there are {}.{}", level, listed(kLevels),
                     did_you_mean(level, kLevels));
    }
    if (comma != std::string_view::npos) out.file = text.substr(comma + 1);
    return out;
}

}  // namespace mdc::config
