#pragma once

#include <string>
#include <string_view>

#include "mdc/model/wire/frame.hpp"

namespace mdc::test {

/// Text as the receive path hands it out: kFramePadding readable bytes stand behind it. They are
/// digits and quotes by default, so that whoever reads on by mistake finds something that fits.
class PaddedText {
  public:
    explicit PaddedText(std::string_view text, std::string_view filler = "9\"")
        : size_(text.size()) {
        bytes_.reserve(size_ + kFramePadding);
        bytes_ = text;
        while (bytes_.size() < size_ + kFramePadding) {
            bytes_ += filler[bytes_.size() % filler.size()];
        }
    }
    [[nodiscard]] std::string_view view() const noexcept {
        return std::string_view(bytes_).substr(0, size_);
    }

  private:
    std::size_t size_;
    std::string bytes_;
};

}  // namespace mdc::test
