#pragma once

#include <unistd.h>
#include <utility>

namespace mdc::journal {

/// Closes a file descriptor; -1 is none.
class Descriptor {
  public:
    Descriptor() noexcept = default;
    explicit Descriptor(int value) noexcept : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor() { reset(); }

    void reset() noexcept {
        if (value_ >= 0) ::close(std::exchange(value_, -1));
    }
    [[nodiscard]] int get() const noexcept { return value_; }
    [[nodiscard]] bool is_open() const noexcept { return value_ >= 0; }

  private:
    int value_ = -1;
};

}  // namespace mdc::journal
