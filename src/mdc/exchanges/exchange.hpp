#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/exchanges/facts.hpp"
#include "mdc/model/instrument.hpp"
#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"
#include "mdc/model/wire/output.hpp"
#include "mdc/model/wire/stream.hpp"

namespace mdc::exchanges {

/// What an unplanned frame says about the connection it came over. Ids are not assigned. An empty
/// ticker: a book snapshot that says not whose it is.
struct Discovery {
    std::vector<Stream> streams;        ///< one; of a shared channel one per instrument
    std::optional<TimeUnit> time_unit;  ///< empty when the frame has no time
};

/// A part of an instrument list, and what asks for the rest.
struct InstrumentPage {
    std::vector<Instrument> instruments;
    std::optional<Request> next;
};

/// One market of a venue: translation and nothing else. No socket, clock, thread or file; stateless
/// and shared by all its connections; every method may be called from any thread. What all markets
/// have in common is made from their facts (choice.hpp, plan.hpp).
class Exchange {
  public:
    virtual ~Exchange() = default;

    [[nodiscard]] virtual const MarketFacts& facts() const noexcept = 0;
    /// What a ticker alone says: type and, where another name is derived from it, the underlying.
    [[nodiscard]] virtual Instrument instrument_of(std::string_view ticker) const = 0;
    /// The stream of this channel for an instrument. Its ticker is the instrument's, or that of
    /// what the channel is of (an index). Errors: unknown_symbol.
    [[nodiscard]] virtual Result<Stream> stream_of(const ChannelFacts&,
                                                   const Instrument&) const = 0;
    /// What asks for these streams, or gives them up. `request`: a number that the answer repeats.
    [[nodiscard]] virtual std::string subscribe_text(std::span<const Stream>,
                                                     std::int64_t request) const = 0;
    [[nodiscard]] virtual std::string unsubscribe_text(std::span<const Stream>,
                                                       std::int64_t request) const = 0;
    /// Logs in. `credentials`: as facts().credentials lists them; never logged.
    [[nodiscard]] virtual std::string login_text(std::span<const std::string> /*credentials*/,
                                                 UnixMicros /*now*/) const {
        return {};
    }
    /// The streams that a frame belongs to, for input that comes without a plan (mdc parse). Of a
    /// REST body (frame.reply_to) only the request's target is known and looked at.
    [[nodiscard]] virtual std::optional<Discovery> discover(const Frame&) const = 0;

    /// Stream, ids and time in some tens of nanoseconds.
    [[nodiscard]] virtual FrameKey identify(const Frame&) const noexcept = 0;
    /// The whole frame. `out` was cleared; out.key equals what identify() says.
    [[nodiscard]] virtual ParseStatus parse(const Frame&, Output& out) const noexcept = 0;

    /// What brings a book back that broke or never stood; `depth`: levels a side of a REST answer.
    [[nodiscard]] virtual Request resync(const Stream&, int depth) const;
    /// What asks for the instruments (none named: all), and what an answer says. Errors: malformed,
    /// refused, rate_limited.
    [[nodiscard]] virtual std::vector<Request> instruments_requests(
        std::span<const std::string> tickers) const = 0;
    [[nodiscard]] virtual Result<InstrumentPage> parse_instruments(const Request&,
                                                                   std::string_view body) const = 0;
    /// What a REST answer that is no success means. Retryable or not, and until when to wait.
    [[nodiscard]] virtual ControlEvent rest_refusal(int status, std::string_view body) const = 0;
};

}  // namespace mdc::exchanges
