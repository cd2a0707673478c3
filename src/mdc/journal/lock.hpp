#pragma once

#include <filesystem>

#include "mdc/core/result.hpp"
#include "mdc/journal/descriptor.hpp"

namespace mdc::journal {

/// An flock that ends with the object, or with the process however it ends.
class Lock {
  public:
    [[nodiscard]] bool holds() const noexcept { return descriptor_.is_open(); }

    /// Makes the journal folder's `lock` ours and writes our pid into it.
    /// When the process of that pid is gone and yet the lock is held, tries again for a second: its
    /// converter may not have begun.
    /// Errors: `target` naming the pid when another process records there; or not writable.
    [[nodiscard]] static Result<Lock> of_target(const std::filesystem::path& journals);

    /// Locks an existing file without waiting; holds() is false when another process has it, or it
    /// is gone. Whoever writes a journal, a temporary, or converts one holds its lock.
    [[nodiscard]] static Lock try_file(const std::filesystem::path& path);

    /// Locks a directory, waiting for it (state updates, milliseconds).
    [[nodiscard]] static Result<Lock> of_directory(const std::filesystem::path& path);

  private:
    Descriptor descriptor_;
};

}  // namespace mdc::journal
