#include "mdc/sinks/jsonl/json_text.hpp"

#include <cstddef>

namespace mdc::sinks {

namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// Bytes of the UTF-8 sequence at `at`, 0 when there is no valid one (RFC 3629: no overlong forms,
/// no surrogates, nothing above U+10FFFF).
std::size_t sequence_size(std::string_view text, std::size_t at) {
    const auto first = byte_at(text, at), second = byte_at(text, at + 1);
    const auto follows = [&](std::size_t n) { return (byte_at(text, at + n) & 0xC0) == 0x80; };
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool is_odd = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F);
        return follows(1) && follows(2) && !is_odd ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool is_odd = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
        return follows(1) && follows(2) && follows(3) && !is_odd ? 4 : 0;
    }
    return 0;
}

/// The two bytes that stand for a character, or what `\u` writes.
void append_escaped(std::string& out, unsigned char character) {
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (character) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += kHex[character >> 4];
            out += kHex[character & 0xF];
    }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain = 0;  // where the run that needs nothing began
    std::size_t at = 0;
    while (at < text.size()) {
        const auto character = byte_at(text, at);
        if (character >= 0x20 && character < 0x80 && character != '"' && character != '\\') {
            ++at;
            continue;
        }
        if (const auto size = character >= 0x80 ? sequence_size(text, at) : 0; size != 0) {
            at += size;
            continue;
        }
        out += text.substr(plain, at - plain);
        if (character >= 0x80) {
            out += "\\ufffd";
        } else {
            append_escaped(out, character);
        }
        plain = ++at;
    }
    out += text.substr(plain);
    out += '"';
}

}  // namespace mdc::sinks
