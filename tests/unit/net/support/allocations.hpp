#pragma once

#include <cstddef>

namespace mdc::net::test {

/// Counts what the calling thread allocates while this lives.
class AllocationCount {
  public:
    AllocationCount() noexcept;
    ~AllocationCount();
    AllocationCount(const AllocationCount&) = delete;
    AllocationCount& operator=(const AllocationCount&) = delete;

    /// Calls of operator new.
    [[nodiscard]] std::size_t value() const noexcept;
    /// Calls of OpenSSL's allocator.
    [[nodiscard]] std::size_t openssl() const noexcept;
    /// Of these, what was not freed by this thread meanwhile.
    [[nodiscard]] long openssl_kept() const noexcept;
};

/// False when OpenSSL was used before this program could hook its allocator.
bool counts_openssl() noexcept;

}  // namespace mdc::net::test
