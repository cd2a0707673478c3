#pragma once

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges::deribit {

/// The forms of messages: the low four bits of ChannelFacts::kind. Above them stands the interval.
enum class Form : std::uint8_t { book, quote, trades, ticker };

constexpr Form form_of(std::uint8_t kind) noexcept { return static_cast<Form>(kind & 0xF); }

const MarketFacts& market() noexcept;

/// What the shape of a name says. A name of no known shape is a combination.
InstrumentType type_of(std::string_view ticker) noexcept;

/// "book.BTC-PERPETUAL.100ms" cut at its first and last dot; "quote.BTC-PERPETUAL" at its only one.
struct ChannelName {
    std::string_view feed, ticker, interval;
};
ChannelName split(std::string_view channel) noexcept;

/// Numbers of requests. The collector counts its own from 1 on each connection and never comes
/// near.
namespace request_id {
/// Added to the number of what unsubscribes: its answer is a list of channels like that of what
/// subscribes, and only the number tells them apart.
inline constexpr std::int64_t kLeaving = 1'000'000;
inline constexpr std::int64_t kOwn = 9'000'000;  ///< constant texts count from here
inline constexpr std::int64_t kLogin = kOwn + 4;
}  // namespace request_id

/// Deribit's JSON-RPC frames: one socket, one route for all products.
class Deribit final : public Exchange {
  public:
    [[nodiscard]] const MarketFacts& facts() const noexcept override { return market(); }
    [[nodiscard]] Instrument instrument_of(std::string_view ticker) const override;
    [[nodiscard]] Result<Stream> stream_of(const ChannelFacts&, const Instrument&) const override;
    [[nodiscard]] std::string subscribe_text(std::span<const Stream>, std::int64_t) const override;
    [[nodiscard]] std::string unsubscribe_text(std::span<const Stream>,
                                               std::int64_t) const override;
    [[nodiscard]] std::string login_text(std::span<const std::string>, UnixMicros) const override;
    [[nodiscard]] std::optional<Discovery> discover(const Frame& frame) const override;
    [[nodiscard]] FrameKey identify(const Frame& frame) const noexcept override;
    [[nodiscard]] ParseStatus parse(const Frame& frame, Output& out) const noexcept override;
    [[nodiscard]] std::vector<Request> instruments_requests(
        std::span<const std::string> tickers) const override;
    [[nodiscard]] Result<InstrumentPage> parse_instruments(const Request&,
                                                           std::string_view) const override;
    [[nodiscard]] ControlEvent rest_refusal(int status, std::string_view body) const override;
};

}  // namespace mdc::exchanges::deribit
