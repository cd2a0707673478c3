#include "mdc/exchanges/okx/envelope.hpp"

#include <array>
#include <cstring>

#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::okx {

using json::is_key;

Envelope open_quickly(std::string_view payload) noexcept {
    Scan scan(payload);
    Envelope out;
    if (!scan.literal(R"({"arg":{"channel":")") || !scan.text(out.channel)) return {};
    if (!scan.literal(R"(,"instId":")") && !scan.literal(R"(,"instFamily":")")) return {};
    if (!scan.text(out.of)) return {};
    if (scan.literal(R"(},"action":"update","data":)")) {
        out.action = "update";
    } else if (scan.literal(R"(},"action":"snapshot","data":)")) {
        out.action = "snapshot";
    } else if (!scan.literal(R"(},"data":)")) {
        return {};
    }
    out.body = scan.rest();
    if (!out.body.starts_with("[{") || !out.body.ends_with("}]}")) return {};
    out.body.remove_suffix(1);
    out.kind = Envelope::Kind::data;
    return out;
}

namespace {

// Of what a frame is: {"channel":"books","instId":"BTC-USDT"}.
bool read_argument(json::Value value, Envelope& out) noexcept {
    json::Seen seen;
    std::string_view instrument, family, underlying;
    const bool is_good = json::each_field_of(value, [&](auto key, auto field) noexcept {
        if (is_key(key, "channel")) return seen.mark(0, json::text(field, out.channel));
        if (is_key(key, "instId")) return seen.mark(1, json::text(field, instrument));
        if (is_key(key, "instFamily")) return seen.mark(2, json::text(field, family));
        if (is_key(key, "uly")) return seen.mark(3, json::text(field, underlying));
        return true;
    });
    out.of = !instrument.empty() ? instrument : !family.empty() ? family : underlying;
    return is_good && seen.has(0);
}

bool read_array(json::Value value, std::string_view& body) noexcept {
    simdjson::ondemand::array array;
    return value.get_array().get(array) != simdjson::SUCCESS ||
           array.raw_json().get(body) == simdjson::SUCCESS;
}

}  // namespace

Envelope open_generally(std::string_view payload) noexcept {
    Envelope out;
    json::Seen seen;
    bool is_event = false;
    const bool is_good = json::each_field(payload, [&](auto key, auto value) noexcept {
        if (is_key(key, "event")) return is_event = true;
        if (is_key(key, "arg")) return seen.mark(0, read_argument(value, out));
        if (is_key(key, "action")) return seen.mark(1, json::text(value, out.action));
        if (is_key(key, "data")) return seen.mark(2, read_array(value, out.body));
        return true;
    });
    if (!is_good) return {};
    const bool is_data = seen.has(0) && seen.has(2);
    out.kind = is_event  ? Envelope::Kind::event
               : is_data ? Envelope::Kind::data
                         : Envelope::Kind::other;
    return out;
}

namespace {

constexpr std::size_t kLongestChannel = 16;
constexpr std::size_t kLongestOf = 64;

std::uint64_t word_at(const char* at) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) noexcept {
    hash = (hash ^ word) * 0x9E37'79B9'7F4A'7C15;
    return hash ^ (hash >> 32);
}

}  // namespace

// "books:BTC-USDT" is put together in words, the one at the seam in a register: it is read again at
// once, as words, and a processor waits for what it finds in two writes. At most the padding behind
// the frame is read, too.
const StreamRef* find_stream(const Frame& frame, std::string_view channel,
                             std::string_view of) noexcept {
    if (frame.plan == nullptr || channel.empty() || channel.size() > kLongestChannel ||
        of.empty() || of.size() > kLongestOf) {
        return nullptr;
    }
    std::array<char, kLongestChannel + 8 + kLongestOf> name;
    char* to = name.data();
    const char* from = channel.data();
    auto left = channel.size();
    for (; left >= 8; left -= 8, from += 8, to += 8) std::memcpy(to, from, 8);
    auto seam = (word_at(from) & ~(~std::uint64_t{0} << 8 * left)) | std::uint64_t{':'} << 8 * left;
    if (left < 7) seam |= word_at(of.data()) << 8 * (left + 1);
    std::memcpy(to, &seam, 8);
    std::memcpy(to + 8, of.data() + 7 - left, kLongestOf / 2);
    if (of.size() > kLongestOf / 2) std::memcpy(to + left + 1, of.data(), kLongestOf);
    return frame.plan->table.find({name.data(), channel.size() + 1 + of.size()});
}

std::uint64_t fingerprint_of(std::string_view body) noexcept {
    std::uint64_t a = 1, b = 2, c = 3, d = 4;
    const char* at = body.data();
    auto left = body.size();
    for (; left >= 32; at += 32, left -= 32) {
        a = mix(a, word_at(at));
        b = mix(b, word_at(at + 8));
        c = mix(c, word_at(at + 16));
        d = mix(d, word_at(at + 24));
    }
    std::array<char, 32> rest{};
    if (left != 0) std::memcpy(rest.data(), at, left);
    auto hash = mix(mix(mix(mix(body.size(), a), b), c), d);
    for (std::size_t i = 0; i < rest.size(); i += 8) hash = mix(hash, word_at(rest.data() + i));
    return hash == 0 ? 1 : hash;
}

}  // namespace mdc::exchanges::okx
