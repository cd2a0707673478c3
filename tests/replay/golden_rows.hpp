#pragma once

#include <string>
#include <vector>

#include "tests/support/venue_frames.hpp"

namespace mdc::test {

/// What an exchange makes of one fixture, as JSON lines: first the frame's name, its ParseStatus
/// and key, then a line for each row and control event. Levels come out as the message says them:
/// NEW in a snapshot, else quantity zero DELETE and anything else UPDATE.
std::vector<std::string> golden_lines(const exchanges::Exchange& exchange,
                                      const VenueFrames& frames, const Fixture& fixture);

}  // namespace mdc::test
