#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace mdc {

/// Text of at most N bytes inside a fixed-layout row: no pointer, no allocation, trivially
/// copyable. Longer text is cut; whoever must not cut (trade ids) asks fits() first.
template <std::size_t N>
class ShortText {
    static_assert(N < 256);

  public:
    ShortText() noexcept = default;
    ShortText(std::string_view text) noexcept {  // NOLINT(google-explicit-constructor)
        size_ = static_cast<std::uint8_t>(std::min(text.size(), N));
        if (size_ != 0) std::memcpy(bytes_, text.data(), size_);
    }

    ShortText(const std::string& text) noexcept  // NOLINT(google-explicit-constructor)
        : ShortText(std::string_view(text)) {}

    static constexpr bool fits(std::string_view text) noexcept { return text.size() <= N; }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_, size_}; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    friend bool operator==(const ShortText& a, const ShortText& b) noexcept {
        return a.view() == b.view();
    }

  private:
    std::uint8_t size_ = 0;
    char bytes_[N] = {};
};

}  // namespace mdc
