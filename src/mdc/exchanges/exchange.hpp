#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/exchanges/facts.hpp"
#include "mdc/model/instrument.hpp"
#include "mdc/model/wire/connection_plan.hpp"
#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"
#include "mdc/model/wire/output.hpp"
#include "mdc/model/wire/stream.hpp"

namespace mdc::exchanges {

/// What the user may choose about a venue's channels.
struct PlanOptions {
    int snapshot_depth = 1000;  ///< levels a side that a REST snapshot asks for
};

/// What an unplanned frame says about the connection it came over.
struct Discovery {
    Stream stream;                      ///< ids are not assigned
    std::optional<TimeUnit> time_unit;  ///< empty when the frame has no time
};

/// One market of a venue: translation and nothing else. No socket, clock, thread or file; stateless
/// and shared by all its connections; every method may be called from any thread.
class Exchange {
  public:
    virtual ~Exchange() = default;

    [[nodiscard]] virtual const MarketFacts& facts() const noexcept = 0;
    /// The streams that a subscription needs. Errors: usage, when the market has no such feed.
    [[nodiscard]] virtual Result<std::vector<Stream>> streams(const Subscription&) const = 0;
    /// Spreads streams (ids assigned) over as few connections as the limits allow.
    [[nodiscard]] virtual std::vector<ConnectionPlan> plan(std::span<const Stream>) const = 0;
    /// The stream that a frame belongs to, for input that comes without a plan (mdc parse). Of a
    /// REST body (frame.reply_to) only the request's target is known and looked at. An empty
    /// ticker: a book snapshot that says not whose it is.
    [[nodiscard]] virtual std::optional<Discovery> discover(const Frame&) const = 0;

    /// Stream, ids and time in some tens of nanoseconds.
    [[nodiscard]] virtual FrameKey identify(const Frame&) const noexcept = 0;
    /// The whole frame. `out` was cleared; out.key equals what identify() says.
    [[nodiscard]] virtual ParseStatus parse(const Frame&, Output& out) const noexcept = 0;

    /// What brings a book back that broke or never stood.
    [[nodiscard]] virtual Request resync(const Stream&, const PlanOptions&) const = 0;
    /// Where the instruments are listed, and what the answer says. Errors: malformed.
    [[nodiscard]] virtual Request instruments_request(
        std::span<const std::string> tickers) const = 0;
    [[nodiscard]] virtual Result<std::vector<Instrument>> parse_instruments(
        std::string_view body) const = 0;
    /// What a REST answer that is no success means. Retryable or not, and until when to wait.
    [[nodiscard]] virtual ControlEvent rest_refusal(int status, std::string_view body) const = 0;
};

}  // namespace mdc::exchanges
