#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "mdc/core/decimal.hpp"

// A venue writes the keys of a channel always in the same order. Scanners read just that text; at
// the first byte that is otherwise they give up and the general parser decides, so they never
// refuse or invent anything: they are only the short way. Fuzz targets hold the two against each
// other.

namespace mdc::exchanges {

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
        std::uint64_t value = 0;
        const char* const stop = digits::read(at_, end_, value);
        const auto count = stop - at_;
        if (count == 0 || count > 18 || (*at_ == '0' && count > 1)) return false;
        out = static_cast<std::int64_t>(value);
        at_ = stop;
        return true;
    }
    /// Reads up to the next quote and steps over it; gives up on an escape and on what is not
    /// ASCII.
    bool text(std::string_view& out) noexcept {
        const char* stop = at_;
        while (end_ - stop >= 8) {
            const auto marks = marks_of_unusual(stop);
            if (marks == 0) {
                stop += 8;
                continue;
            }
            stop += __builtin_ctzll(marks) / 8;
            return ends_at(stop, out);
        }
        while (stop != end_ && !is_unusual(*stop)) ++stop;
        return stop != end_ && ends_at(stop, out);
    }
    /// Reads an unsigned decimal up to the next quote and steps over it.
    bool decimal(double& out) noexcept {
        const char* const stop = read_decimal(at_, end_, out);
        if (stop != nullptr && stop != end_ && *stop == '"') [[likely]] {
            at_ = stop + 1;
            return true;
        }
        std::string_view number;
        return text(number) && !number.starts_with('-') && parse_decimal(number, out);
    }
    /// The same with a sign.
    bool signed_decimal(double& out) noexcept {
        std::string_view number;
        return text(number) && parse_decimal(number, out);
    }
    /// Reads a bare number in any notation, up to what ends a JSON value.
    bool number(double& out) noexcept {
        const char* const stop = read_decimal(at_, end_, out);
        if (stop != nullptr && stop != end_ && ends_value(*stop)) [[likely]] {
            at_ = stop;
            return true;
        }
        const char* end = at_;
        while (end != end_ && !ends_value(*end)) ++end;
        if (!parse_decimal({at_, static_cast<std::size_t>(end - at_)}, out)) return false;
        at_ = end;
        return true;
    }
    /// Reads a whole number in quotes: the opening one was stepped over.
    bool quoted_integer(std::int64_t& out) noexcept { return integer(out) && literal("\""); }
    [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
    [[nodiscard]] std::string_view rest() const noexcept { return {at_, left()}; }

  private:
    // A quote, a backslash, a control character or part of a longer character.
    static bool is_unusual(char c) noexcept {
        return c == '"' || c == '\\' || static_cast<signed char>(c) < 0x20;
    }
    // The same for 8 bytes: the lowest mark stands in the first byte that is unusual (a borrow may
    // set false marks, but only above a true one).
    static std::uint64_t marks_of_unusual(const char* at) noexcept {
        constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, at, 8);
        const auto quote = bytes ^ (kOnes * '"');
        const auto backslash = bytes ^ (kOnes * '\\');
        const auto marks = ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
                           (bytes - kOnes * 0x20) | bytes;
        return marks & (kOnes * 0x80);
    }
    static bool ends_value(char c) noexcept { return c == ',' || c == ']' || c == '}'; }
    bool ends_at(const char* stop, std::string_view& out) noexcept {
        if (*stop != '"') return false;
        out = {at_, static_cast<std::size_t>(stop - at_)};
        at_ = stop + 1;
        return true;
    }

    const char* at_;
    const char* end_;
};

}  // namespace mdc::exchanges
