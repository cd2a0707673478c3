#pragma once

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges::okx {

/// The channels that are recorded: ChannelFacts::kind.
enum class Channel : std::uint8_t {
    books,
    books50_l2_tbt,
    books_l2_tbt,
    bbo_tbt,
    trades,
    trades_all,
    tickers,  // from here on, channels that fill `tickers`
    mark_price,
    index_tickers,
    funding_rate,
    open_interest,
    opt_summary,
};

const MarketFacts& market() noexcept;

/// Instrument ids go into JSON texts and urls: letters, digits, "-_.", at most 64 of them.
bool is_ticker(std::string_view text) noexcept;
/// The stream of this channel for an instrument id or index; ids are not assigned.
Stream make_stream(const ChannelFacts& channel, std::string_view ticker);

/// OKX: spot, perpetuals, dated futures and options, all over the same connections.
class Okx final : public Exchange {
  public:
    [[nodiscard]] const MarketFacts& facts() const noexcept override { return market(); }
    [[nodiscard]] Instrument instrument_of(std::string_view ticker) const override;
    [[nodiscard]] Result<Stream> stream_of(const ChannelFacts& channel,
                                           const Instrument& instrument) const override;
    [[nodiscard]] std::string subscribe_text(std::span<const Stream> streams,
                                             std::int64_t request) const override;
    [[nodiscard]] std::string unsubscribe_text(std::span<const Stream> streams,
                                               std::int64_t request) const override;
    [[nodiscard]] std::string login_text(std::span<const std::string> credentials,
                                         UnixMicros now) const override;
    [[nodiscard]] std::optional<Discovery> discover(const Frame& frame) const override;
    [[nodiscard]] FrameKey identify(const Frame& frame) const noexcept override;
    [[nodiscard]] ParseStatus parse(const Frame& frame, Output& out) const noexcept override;
    [[nodiscard]] std::vector<Request> instruments_requests(
        std::span<const std::string> tickers) const override;
    [[nodiscard]] Result<InstrumentPage> parse_instruments(const Request& request,
                                                           std::string_view body) const override;
    [[nodiscard]] ControlEvent rest_refusal(int status, std::string_view body) const override;
};

}  // namespace mdc::exchanges::okx
