#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mdc::race {

/// What the race did with a frame.
enum class Verdict : std::uint8_t {
    accept,      ///< published
    duplicate,   ///< another connection brought it already
    superseded,  ///< older than what was published, on a feed where only the newest counts
    standby,     ///< another connection leads this stream
    held,        ///< ahead of its turn: kept until what is missing comes or is given up
    repeat,      ///< says nothing new; shows that the stream lives
    compare,     ///< a duplicate to be compared: parse it, then call Race::compare_content()
};
inline constexpr std::array<std::string_view, 7> kVerdictNames = {
    "accept", "duplicate", "superseded", "standby", "held", "repeat", "compare"};

constexpr std::string_view to_string(Verdict verdict) noexcept {
    return kVerdictNames[static_cast<std::size_t>(verdict)];
}

}  // namespace mdc::race
