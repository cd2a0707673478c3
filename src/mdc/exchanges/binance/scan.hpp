#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "mdc/core/decimal.hpp"

// Binance writes the keys of a stream always in the same order. The scanners read just that text;
// at the first byte that is otherwise they give up and the general parser decides, so they never
// refuse or invent anything: they are only the short way. A fuzz target holds the two against each
// other.

namespace mdc::exchanges::binance {

/// Reads expected text from the front of a frame.
class Scan {
  public:
    explicit Scan(std::string_view text) noexcept : at_(text.data()), end_(at_ + text.size()) {}

    /// Steps over `text` when it comes next.
    template <std::size_t N>
    bool literal(const char (&text)[N]) noexcept {
        constexpr auto kSize = N - 1;
        if (left() < kSize || std::memcmp(at_, text, kSize) != 0) return false;
        at_ += kSize;
        return true;
    }
    /// Reads digits, at most 18 of them; a leading zero only alone.
    bool integer(std::int64_t& out) noexcept {
        const char* const first = at_;
        std::int64_t value = 0;
        while (at_ != end_ && static_cast<unsigned char>(*at_ - '0') < 10) {
            value = value * 10 + (*at_++ - '0');
            if (at_ - first > 18) return false;
        }
        if (at_ == first || (*first == '0' && at_ - first > 1)) return false;
        out = value;
        return true;
    }
    /// Reads up to the next quote and steps over it; gives up on an escape.
    bool text(std::string_view& out) noexcept {
        const char* const first = at_;
        while (at_ != end_ && *at_ != '"') {
            if (*at_ == '\\' || static_cast<unsigned char>(*at_) < 0x20) return false;
            ++at_;
        }
        if (at_ == end_) return false;
        out = {first, static_cast<std::size_t>(at_ - first)};
        ++at_;
        return true;
    }
    /// Reads a decimal up to the next quote and steps over it.
    bool decimal(double& out) noexcept {
        std::string_view digits;
        return text(digits) && parse_decimal(digits, out);
    }
    [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
    [[nodiscard]] std::string_view rest() const noexcept { return {at_, left()}; }

  private:
    const char* at_;
    const char* end_;
};

}  // namespace mdc::exchanges::binance
