#pragma once

#include <array>
#include <cstdint>

#include "mdc/core/counter.hpp"
#include "mdc/core/histogram.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/wire/output.hpp"

namespace mdc::collector {

/// What the message path counts. Written by its thread, read by any.
struct PathStats {
    /// Takes in what another counted, which may go on counting.
    void add(const PathStats& other) noexcept;

    std::array<Counter, kParseStatusNames.size()> frames_by_status;
    std::array<Counter, kFeedNames.size()> rows_by_feed;
    Counter frames;            ///< offered, all legs
    Counter bytes;             ///< of their payloads
    Counter local_timestamps;  ///< rows whose exchange time was absent or unusable
    Counter early_timestamps;  ///< exchange times behind our own clock: it is slow
    Counter gaps;              ///< holes in the ledger but start and stop
    Counter overflows;         ///< frames whose rows did not fit into the ring
    Counter race_mismatches;
    Counter snapshots_asked;
    Counter clock_steps;  ///< jumps of our UTC clock

    // Stages of our own code, ns; recorded only with a clock (PathOptions::ticks).
    Histogram kernel_to_read;   ///< kernel receive stamp → read returned, UTC clock
    Histogram read_to_frame;    ///< read returned → frame handed on (earlier frames included)
    Histogram frame_to_parsed;  ///< identify, race and parse
    Histogram parsed_to_ring;   ///< book and rows
    Histogram read_to_ring;     ///< the whole of it
    std::array<Histogram, kFeedNames.size()> exchange_to_receive;  ///< clock error included
};

}  // namespace mdc::collector
