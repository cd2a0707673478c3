#include "mdc/net/url.hpp"

#include <array>
#include <cctype>
#include <charconv>

namespace mdc::net {

namespace {

struct Scheme {
    std::string_view name;
    std::uint16_t port;
};
constexpr std::array<Scheme, 4> kSchemes = {
    {{"ws", 80}, {"wss", 443}, {"http", 80}, {"https", 443}}};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

Error bad_url(std::string_view url, std::string_view why) {
    return fail(ErrorKind::usage, "the address '" + std::string(url) + "' " + std::string(why));
}

const Scheme* find_scheme(std::string_view name) {
    for (const auto& scheme : kSchemes) {
        if (scheme.name == name) return &scheme;
    }
    return nullptr;
}

/// Splits "host", "host:port", "[v6]" or "[v6]:port"; says what is wrong, or nothing.
std::string_view split_authority(std::string_view authority, Url& out) {
    std::size_t host_end = authority.find(':');
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos) return "has no ']' behind its IPv6 host";
        out.host = lower(authority.substr(1, close - 1));
        host_end = close + 1;
    } else {
        out.host = lower(authority.substr(0, host_end));
    }
    if (out.host.empty()) return "has no host";
    if (host_end >= authority.size()) return {};
    const auto digits = authority.substr(host_end + 1);
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, out.port);
    const bool is_port = authority[host_end] == ':' && parsed.ec == std::errc{} &&
                         parsed.ptr == end && out.port != 0;
    return is_port ? std::string_view{} : std::string_view{"has a port that is none"};
}

std::string encode_target(std::string_view target) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out = target.starts_with('/') ? "" : "/";
    for (const char c : target) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += {'%', kHex[byte >> 4U], kHex[byte & 0xFU]};
        }
    }
    return out;
}

}  // namespace

std::string Url::authority() const {
    std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
    const Scheme* known = find_scheme(scheme);
    if (known == nullptr || known->port != port) out += ":" + std::to_string(port);
    return out;
}

std::string Url::text() const { return scheme + "://" + authority() + target; }

Result<Url> parse_url(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return bad_url(text, "does not begin like wss://host");
    Url url;
    url.scheme = lower(text.substr(0, colon));
    const Scheme* scheme = find_scheme(url.scheme);
    if (scheme == nullptr) return bad_url(text, "is none of ws, wss, http, https");
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F) {
            return bad_url(text, "has a space or control character");
        }
    }
    if (text.find('#') != std::string_view::npos) return bad_url(text, "has a fragment ('#')");
    const auto rest = text.substr(colon + 3);
    const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
    const auto authority = rest.substr(0, authority_end);
    if (authority.find('@') != std::string_view::npos)
        return bad_url(text, "has a user name ('@')");
    url.port = scheme->port;
    if (const auto wrong = split_authority(authority, url); !wrong.empty()) {
        return bad_url(text, wrong);
    }
    url.target = encode_target(rest.substr(authority_end));
    return url;
}

std::string join_url(std::string_view base, std::string_view target) {
    const std::size_t base_query = std::min(base.find('?'), base.size());
    const std::size_t query = std::min(target.find('?'), target.size());
    auto path = base.substr(0, base_query);
    while (path.ends_with('/')) path.remove_suffix(1);
    std::string out(path);
    if (query > 0 && target.front() != '/') out += '/';
    out += target.substr(0, query);
    char separator = '?';
    for (const auto part : {base.substr(base_query), target.substr(query)}) {
        if (part.size() < 2) continue;
        out += separator;
        out += part.substr(1);
        separator = '&';
    }
    return out;
}

}  // namespace mdc::net
