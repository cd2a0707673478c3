#include "mdc/collector/path/path_stats.hpp"

#include <tuple>

namespace mdc::collector {

namespace {

void add_one(Counter& to, const Counter& from) noexcept { to.add(from.value()); }
void add_one(Histogram& to, const Histogram& from) noexcept { to.add(from); }

template <class Each, std::size_t kCount>
void add_one(std::array<Each, kCount>& to, const std::array<Each, kCount>& from) noexcept {
    for (std::size_t i = 0; i < kCount; ++i) add_one(to[i], from[i]);
}

constexpr auto kAll = std::tuple{&PathStats::frames_by_status,
                                 &PathStats::rows_by_feed,
                                 &PathStats::frames,
                                 &PathStats::bytes,
                                 &PathStats::local_timestamps,
                                 &PathStats::early_timestamps,
                                 &PathStats::gaps,
                                 &PathStats::overflows,
                                 &PathStats::race_mismatches,
                                 &PathStats::snapshots_asked,
                                 &PathStats::clock_steps,
                                 &PathStats::kernel_to_read,
                                 &PathStats::read_to_frame,
                                 &PathStats::frame_to_parsed,
                                 &PathStats::parsed_to_ring,
                                 &PathStats::read_to_ring,
                                 &PathStats::exchange_to_receive};

// All of its members are in the list.
template <class... Members>
constexpr std::size_t size_of(const std::tuple<Members PathStats::*...>&) {
    return (sizeof(Members) + ...);
}
static_assert(size_of(kAll) == sizeof(PathStats));

}  // namespace

void PathStats::add(const PathStats& other) noexcept {
    std::apply([&](auto... member) { (add_one(this->*member, other.*member), ...); }, kAll);
}

}  // namespace mdc::collector
