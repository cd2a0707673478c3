#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/okx/okx.hpp"

// Names, streams and the texts that ask for them.

namespace mdc::exchanges::okx {

namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The part of a name behind that many dashes.
std::string_view part(std::string_view name, int dashes) noexcept {
    for (; dashes > 0; --dashes) {
        const auto dash = name.find('-');
        if (dash == name.npos) return {};
        name.remove_prefix(dash + 1);
    }
    return name.substr(0, name.find('-'));
}

bool is_date(std::string_view text) noexcept {
    return text.size() == 6 && std::all_of(text.begin(), text.end(), is_digit);
}

// BTC-USDT, BTC-USDT-SWAP, BTC-USD-261225, BTC-USD-261225-50000-C.
InstrumentType type_of(std::string_view ticker) noexcept {
    const auto dashes = std::count(ticker.begin(), ticker.end(), '-');
    if (!is_ticker(ticker)) return InstrumentType::other;
    if (dashes == 1) return InstrumentType::spot;
    if (dashes == 2 && ticker.ends_with("-SWAP")) return InstrumentType::perpetual;
    const bool is_dated = is_date(part(ticker, 2));
    if (dashes == 2 && is_dated) return InstrumentType::future;
    const bool is_right = ticker.ends_with("-C") || ticker.ends_with("-P");
    return dashes == 4 && is_dated && is_right ? InstrumentType::option : InstrumentType::other;
}

// What an option's summary is subscribed by: "BTC-USD" of "BTC-USD-261225-50000-C".
std::string_view family_of(std::string_view ticker) noexcept {
    const auto first = ticker.find('-');
    return first == ticker.npos ? ticker : ticker.substr(0, ticker.find('-', first + 1));
}

// {"channel":"books","instId":"BTC-USDT"} of "books:BTC-USDT".
std::string argument_of(const Stream& stream) {
    const std::string_view whole = stream.channel;
    const auto colon = whole.find(':');
    const bool is_shared = channel_of(market(), stream.kind).is_shared;
    return fmt::format(R"({{"channel":"{}","{}":"{}"}})", whole.substr(0, colon),
                       is_shared ? "instFamily" : "instId", whole.substr(colon + 1));
}

std::string operation_text(std::string_view operation, std::span<const Stream> streams,
                           std::int64_t request) {
    std::string arguments;
    for (const auto& stream : streams) {
        if (!arguments.empty()) arguments += ',';
        arguments += argument_of(stream);
    }
    return fmt::format(R"({{"id":"{}","op":"{}","args":[{}]}})", request, operation, arguments);
}

constexpr std::size_t kLongestTicker = 64;

}  // namespace

bool is_ticker(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kLongestTicker &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                      c == '_' || c == '.';
           });
}

Stream make_stream(const ChannelFacts& channel, std::string_view ticker) {
    Stream stream;
    stream.exchange = market().id;
    stream.feed = channel.feed;
    stream.kind = channel.kind;
    stream.rule = channel.rule;
    stream.ticker = ticker;
    stream.channel =
        fmt::format("{}:{}", channel.name, channel.is_shared ? family_of(ticker) : ticker);
    return stream;
}

// The index of a derivative is named after its pair: of "BTC-USD_UM-SWAP", as of "BTC-USD-SWAP", it
// is "BTC-USD".
Instrument Okx::instrument_of(std::string_view ticker) const {
    Instrument instrument;
    instrument.exchange = market().id;
    instrument.ticker = ticker;
    instrument.type = type_of(ticker);
    if (std::count(ticker.begin(), ticker.end(), '-') > 1) {
        const auto quote = part(ticker, 1);
        instrument.underlying =
            fmt::format("{}-{}", part(ticker, 0), quote.substr(0, quote.find('_')));
    }
    return instrument;
}

// What is no derivative is an index itself, if anything.
Result<Stream> Okx::stream_of(const ChannelFacts& channel, const Instrument& instrument) const {
    const bool is_of_index = channel.kind == static_cast<std::uint8_t>(Channel::index_tickers) &&
                             !instrument.underlying.empty();
    const auto& ticker = is_of_index ? instrument.underlying : instrument.ticker;
    if (is_ticker(instrument.ticker) && is_ticker(ticker)) return make_stream(channel, ticker);
    return fail(ErrorKind::unknown_symbol, fmt::format("{}: \"{}\" cannot be an instrument.",
                                                       to_string(market().id), instrument.ticker));
}

std::string Okx::subscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return operation_text("subscribe", streams, request);
}

std::string Okx::unsubscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return operation_text("unsubscribe", streams, request);
}

namespace {

// A passphrase may hold any character.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string signature(std::string_view secret, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text;
    unsigned size = 0;
    ::HMAC(::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
           &size);
    const auto length = ::EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {text.begin(), text.begin() + length};
}

}  // namespace

// Source: official page "Login": the sign is Base64(HMAC-SHA256(secret, timestamp + "GET" +
// "/users/self/verify")), the timestamp in whole seconds; it is good for 30 s.
std::string Okx::login_text(std::span<const std::string> credentials, UnixMicros now) const {
    if (credentials.size() != market().credentials.size()) return {};
    const auto seconds = std::to_string(now.value / kMicrosPerSecond);
    const auto sign = signature(credentials[1], seconds + "GET/users/self/verify");
    return fmt::format(
        R"({{"op":"login","args":[{{"apiKey":"{}","passphrase":"{}","timestamp":"{}","sign":"{}"}}]}})",
        escaped(credentials[0]), escaped(credentials[2]), seconds, sign);
}

namespace {

constexpr std::size_t kMostFamilies = 50;

Request list_request(std::string_view filter) {
    Request request;
    request.kind = Request::Kind::rest_instruments;
    request.target = fmt::format("/api/v5/public/instruments?instType={}", filter);
    return request;
}

}  // namespace

// There is a list of each type, and of options one of each family, of which only the well-known
// ones can be guessed. A name of no known shape, such as a pattern, may be of any type.
std::vector<Request> Okx::instruments_requests(std::span<const std::string> tickers) const {
    TypeSet wanted = tickers.empty() ? kAnyType : 0;
    std::vector<std::string_view> families;
    const auto add_family = [&](std::string_view family) {
        if (std::count(families.begin(), families.end(), family) == 0) families.push_back(family);
    };
    for (const auto& ticker : tickers) {
        const auto type = type_of(ticker);
        wanted |= type == InstrumentType::other ? kAnyType : types({type});
        if (type == InstrumentType::option) add_family(family_of(ticker));
    }
    if (wanted == kAnyType) {
        for (const auto* family : {"BTC-USD", "ETH-USD"}) add_family(family);
    }
    if (families.size() > kMostFamilies) families.resize(kMostFamilies);
    std::vector<Request> requests;
    const auto add = [&](InstrumentType type, std::string_view filter) {
        if ((wanted & types({type})) != 0) requests.push_back(list_request(filter));
    };
    add(InstrumentType::spot, "SPOT");
    add(InstrumentType::perpetual, "SWAP");
    add(InstrumentType::future, "FUTURES");
    for (const auto family : families) {
        requests.push_back(list_request(fmt::format("OPTION&instFamily={}", family)));
    }
    return requests;
}

}  // namespace mdc::exchanges::okx
