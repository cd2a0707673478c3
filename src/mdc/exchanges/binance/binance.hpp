#pragma once

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges::binance {

/// A market of Binance: what differs between them is data, not code.
struct Market {
    MarketFacts facts;
    std::string_view depth_target;        ///< path of the depth snapshot
    std::string_view instruments_target;  ///< path of the instrument list
    TimeUnit time_unit{};
};

/// The forms of messages: ChannelFacts::kind.
enum class Form : std::uint8_t { depth, book_ticker, trade, ticker };

const Market& spot() noexcept;

/// Symbols go into urls and JSON texts: letters, digits, "-_." and UTF-8, nothing else.
bool is_symbol(std::string_view text) noexcept;
/// The stream of this channel for a symbol; ids are not assigned.
Stream stream_of(const Market& market, const ChannelFacts& channel, std::string_view symbol);

/// What a REST depth snapshot of `levels` a side costs of the weight budget.
int depth_weight(int levels) noexcept;

/// Binance's frames, in the combined form {"stream":…,"data":…} or raw.
class Binance final : public Exchange {
  public:
    explicit Binance(const Market& market) : market_(market) {}

    [[nodiscard]] const MarketFacts& facts() const noexcept override { return market_.facts; }
    [[nodiscard]] Result<std::vector<Stream>> streams(const Subscription& wanted) const override;
    [[nodiscard]] std::vector<ConnectionPlan> plan(std::span<const Stream> streams) const override;
    [[nodiscard]] std::optional<Discovery> discover(const Frame& frame) const override;
    [[nodiscard]] FrameKey identify(const Frame& frame) const noexcept override;
    [[nodiscard]] ParseStatus parse(const Frame& frame, Output& out) const noexcept override;
    [[nodiscard]] Request resync(const Stream& stream, const PlanOptions& options) const override;
    [[nodiscard]] Request instruments_request(std::span<const std::string> tickers) const override;
    [[nodiscard]] Result<std::vector<Instrument>> parse_instruments(
        std::string_view body) const override;
    [[nodiscard]] ControlEvent rest_refusal(int status, std::string_view body) const override;

  private:
    [[nodiscard]] std::optional<Discovery> discover_reply(const Request& request) const;

    const Market& market_;
};

}  // namespace mdc::exchanges::binance
