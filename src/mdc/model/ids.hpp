#pragma once

#include <cstdint>

namespace mdc {

/// Index of an instrument within one run; rows carry it, tables carry the ticker.
enum class InstrumentId : std::uint32_t {};
inline constexpr InstrumentId kNoInstrument{0xFFFF'FFFF};

/// Index of a stream (one channel of one instrument) within one run.
enum class StreamId : std::uint32_t {};
inline constexpr StreamId kNoStream{0xFFFF'FFFF};

constexpr std::uint32_t index_of(InstrumentId id) noexcept {
    return static_cast<std::uint32_t>(id);
}
constexpr std::uint32_t index_of(StreamId id) noexcept { return static_cast<std::uint32_t>(id); }

}  // namespace mdc
