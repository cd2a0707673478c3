#include <algorithm>

#include "mdc/core/decimal.hpp"
#include "mdc/core/log.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"

namespace mdc::exchanges::deribit {

namespace {

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

// Names go into JSON texts and channels. Case matters: decimal strikes have a small 'd'.
bool is_ticker(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return digits::is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
}

// "25DEC26", "9MAY25".
bool is_date(std::string_view text) noexcept {
    if (text.size() == 7 && digits::is_digit(text.front())) text.remove_prefix(1);
    return text.size() == 6 && digits::is_digit(text[0]) && is_upper(text[1]) &&
           is_upper(text[2]) && is_upper(text[3]) && digits::is_digit(text[4]) &&
           digits::is_digit(text[5]);
}

// "100000-C", "0d625-P".
bool is_strike(std::string_view text) noexcept {
    if (!text.ends_with("-C") && !text.ends_with("-P")) return false;
    text.remove_suffix(2);
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return digits::is_digit(c) || c == 'd'; });
}

std::string method_text(std::string_view method, std::span<const Stream> streams,
                        std::int64_t request) {
    std::string channels;
    for (const auto& stream : streams) {
        channels += fmt::format("{}\"{}\"", channels.empty() ? "" : ",", stream.channel);
    }
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{{"channels":[{}]}}}})",
                       request, method, channels);
}

// Whatever a credential holds, the request stays one JSON object.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace

InstrumentType type_of(std::string_view ticker) noexcept {
    const auto dash = ticker.find('-');
    if (dash == ticker.npos) return InstrumentType::spot;
    const auto rest = ticker.substr(dash + 1);
    if (rest == "PERPETUAL") return InstrumentType::perpetual;
    const auto next = rest.find('-');
    if (!is_date(rest.substr(0, next))) return InstrumentType::other;
    if (next == rest.npos) return InstrumentType::future;
    return is_strike(rest.substr(next + 1)) ? InstrumentType::option : InstrumentType::other;
}

ChannelName split(std::string_view channel) noexcept {
    const auto first = channel.find('.');
    if (first == channel.npos) return {channel, {}, {}};
    const auto last = channel.rfind('.');
    if (last == first) return {channel.substr(0, first), channel.substr(first + 1), {}};
    return {channel.substr(0, first), channel.substr(first + 1, last - first - 1),
            channel.substr(last + 1)};
}

// The index that an instrument is priced by (price_index) does not stand in its name.
Instrument Deribit::instrument_of(std::string_view ticker) const {
    Instrument instrument;
    instrument.exchange = market().id;
    instrument.ticker = ticker;
    instrument.type = type_of(ticker);
    return instrument;
}

Result<Stream> Deribit::stream_of(const ChannelFacts& channel, const Instrument& instrument) const {
    if (!is_ticker(instrument.ticker)) {
        return fail(ErrorKind::unknown_symbol,
                    fmt::format("{}: \"{}\" cannot be the name of an instrument.",
                                to_string(market().id), instrument.ticker));
    }
    Stream stream;
    stream.exchange = market().id;
    stream.feed = channel.feed;
    stream.kind = channel.kind;
    stream.rule = channel.rule;
    stream.ticker = instrument.ticker;
    stream.channel = fmt::format("{}.{}", split(channel.name).feed, instrument.ticker);
    if (!channel.variant.empty()) stream.channel += fmt::format(".{}", channel.variant);
    return stream;
}

std::string Deribit::subscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return method_text("public/subscribe", streams, request);
}

std::string Deribit::unsubscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return method_text("public/unsubscribe", streams, request + request_id::kLeaving);
}

std::string Deribit::login_text(std::span<const std::string> credentials, UnixMicros) const {
    if (credentials.size() != market().credentials.size()) return {};
    return fmt::format(
        R"({{"jsonrpc":"2.0","id":{},"method":"public/auth","params":{{"grant_type":"client_credentials","client_id":{},"client_secret":{}}}}})",
        request_id::kLogin, quoted(credentials[0]), quoted(credentials[1]));
}

}  // namespace mdc::exchanges::deribit
