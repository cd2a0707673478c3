#pragma once

#include <cstdint>
#include <string>

namespace mdc::test {

/// Counts the calls of operator new that one thread of this process makes, known by its name. One
/// count at a time.
class ThreadAllocations {
  public:
    /// From now on the thread called `name` is counted ("mdc-io").
    explicit ThreadAllocations(const char* name);
    ~ThreadAllocations();
    ThreadAllocations(const ThreadAllocations&) = delete;
    ThreadAllocations& operator=(const ThreadAllocations&) = delete;

    [[nodiscard]] std::uint64_t count() const noexcept;
    /// Where the first of them came from, as symbols; "" when there was none.
    [[nodiscard]] std::string first_place() const;
};

}  // namespace mdc::test
