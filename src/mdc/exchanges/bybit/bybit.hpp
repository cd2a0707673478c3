#pragma once

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges::bybit {

/// The four markets: one connection carries one of them, since a message does not say its own.
enum class Category : std::uint8_t { spot, linear, inverse, option };

/// A market of Bybit: what differs between them is data, not code.
struct Market {
    MarketFacts facts;
    Category category{};
    std::string_view name;     ///< of the category, as REST requests write it
    std::int64_t product = 0;  ///< its number in notices of maintenance
};

/// All of them. Valid for ever.
std::span<const Market> markets() noexcept;

/// The forms of messages: the low bits of ChannelFacts::kind; the bits above tell variants apart.
enum class Form : std::uint8_t { book, bbo, trades, ticker };
constexpr std::uint8_t kind_of(Form form, unsigned variant = 0) noexcept {
    return static_cast<std::uint8_t>(static_cast<unsigned>(form) | variant << 4U);
}
constexpr Form form_of(std::uint8_t kind) noexcept { return static_cast<Form>(kind & 0x0FU); }

/// Symbols go into urls and JSON texts: letters, digits, "-_." and UTF-8, nothing else.
bool is_symbol(std::string_view text) noexcept;
/// The coin that all options of a family are of: "BTC" of "BTC-13FEB26-89000-P-USDT".
std::string_view coin_of(std::string_view ticker) noexcept;

/// Percent-encodes what may not stand in a query; '%' stays (cursors come encoded).
std::string encoded(std::string_view text);

/// What a topic ("orderbook.50.BTCUSDT") names. Within the topic's text.
struct Topic {
    const ChannelFacts* channel = nullptr;
    std::string_view symbol;  ///< of a shared channel the coin
};
/// Empty when the market has no such channel.
std::optional<Topic> find_topic(const Market& market, std::string_view topic) noexcept;

/// Bybit's frames: {"topic":…,"type":…,"ts":…,"data":…}, and answers.
class Bybit final : public Exchange {
  public:
    explicit Bybit(const Market& market) : market_(market) {}

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
    [[nodiscard]] std::vector<Request> instruments_requests(
        std::span<const std::string> tickers) const override;
    [[nodiscard]] Result<InstrumentPage> parse_instruments(const Request& request,
                                                           std::string_view body) const override;
    [[nodiscard]] ControlEvent rest_refusal(int status, std::string_view body) const override;

  private:
    const Market& market_;
};

}  // namespace mdc::exchanges::bybit
