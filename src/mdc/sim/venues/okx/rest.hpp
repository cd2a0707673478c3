#pragma once

#include <string>
#include <string_view>

#include "mdc/sim/venues/budget.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::okx {

/// REST: instruments (by type, options by family), time, status; 20 requests of a kind in 2 s, then
/// HTTP 429 with code 50011 and no word on how long.
class Rest {
  public:
    /// `per_minute`: requests of a kind; 0: the venue's own figure.
    Rest(const World& world, int per_minute);

    HttpReply answer(const HttpRequest& request, UnixMicros now);
    static HttpReply refusal(const Fault& fault);

  private:
    [[nodiscard]] HttpReply instruments(const HttpRequest& request) const;

    const World& world_;
    Budget budget_;
};

}  // namespace mdc::sim::okx
