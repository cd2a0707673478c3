#pragma once

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges::binance {

/// What a REST depth snapshot of up to so many levels a side costs of the weight budget.
struct DepthPrice {
    int levels = 0;
    int weight = 0;
};

/// A market of Binance: what differs between them is data, not code.
struct Market {
    MarketFacts facts;
    std::string_view depth_target;        ///< path of the depth snapshot
    std::string_view instruments_target;  ///< path of the instrument list
    int instruments_weight = 1;
    std::span<const DepthPrice> depth_prices;  ///< rising; the last is the deepest there is
    bool has_any_depth = false;                ///< else only the depths of the list
    bool is_futures = false;                   ///< books chain by `pu`, frames have more times
    bool is_coin_margined = false;             ///< futures: sizes are contracts of so much money
};

/// The forms of messages: the low bits of ChannelFacts::kind; which variant it is stands above.
enum class Form : std::uint8_t { depth, book_ticker, trade, ticker, agg_trade, mark_price };
constexpr std::uint8_t kind_of(Form form, unsigned variant = 0) noexcept {
    return static_cast<std::uint8_t>(static_cast<unsigned>(form) | variant << 4);
}
constexpr Form form_of(std::uint8_t kind) noexcept { return static_cast<Form>(kind & 15); }

/// All that mdc records. Valid for ever.
std::span<const Market> markets() noexcept;

/// Symbols go into urls and JSON texts: letters, digits, "-_." and UTF-8, nothing else.
bool is_symbol(std::string_view text) noexcept;
/// The stream of this channel for a symbol; ids are not assigned.
Stream make_stream(const Market& market, const ChannelFacts& channel, std::string_view symbol);

/// Binance's frames, in the combined form {"stream":…,"data":…} or raw.
class Binance final : public Exchange {
  public:
    explicit Binance(const Market& market) : market_(market) {}

    [[nodiscard]] const MarketFacts& facts() const noexcept override { return market_.facts; }
    [[nodiscard]] Instrument instrument_of(std::string_view ticker) const override;
    [[nodiscard]] Result<Stream> stream_of(const ChannelFacts& channel,
                                           const Instrument& instrument) const override;
    [[nodiscard]] std::string subscribe_text(std::span<const Stream> streams,
                                             std::int64_t request) const override;
    [[nodiscard]] std::string unsubscribe_text(std::span<const Stream> streams,
                                               std::int64_t request) const override;
    [[nodiscard]] std::optional<Discovery> discover(const Frame& frame) const override;
    [[nodiscard]] FrameKey identify(const Frame& frame) const noexcept override;
    [[nodiscard]] ParseStatus parse(const Frame& frame, Output& out) const noexcept override;
    [[nodiscard]] Request resync(const Stream& stream, int depth) const override;
    [[nodiscard]] std::vector<Request> instruments_requests(
        std::span<const std::string> tickers) const override;
    [[nodiscard]] Result<InstrumentPage> parse_instruments(const Request& request,
                                                           std::string_view body) const override;
    [[nodiscard]] ControlEvent rest_refusal(int status, std::string_view body) const override;

  private:
    [[nodiscard]] std::optional<Discovery> discover_reply(const Request& request) const;

    const Market& market_;
};

}  // namespace mdc::exchanges::binance
