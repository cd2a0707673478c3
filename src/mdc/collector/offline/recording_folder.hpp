#pragma once

#include <cstddef>
#include <filesystem>

// What can be seen of a recording from outside, without opening it.

namespace mdc::collector {

/// Whether a recording left anything of its own in this target of -o: tables, journals, a lock.
bool has_been_recorded_into(const std::filesystem::path& target);

/// How many journals wait there for `mdc recover`; none while a recorder is at work, which converts
/// them itself.
std::size_t waiting_journals(const std::filesystem::path& target);

}  // namespace mdc::collector
