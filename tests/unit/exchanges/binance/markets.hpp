#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/venue_frames.hpp"

namespace mdc::test {

/// A market of Binance with a connection that carries the streams of all its fixtures.
class Market {
  public:
    struct Parsed {
        ParseStatus status{};
        Output out;
    };

    explicit Market(ExchangeId id) : exchange_(*exchanges::find(id)) {}

    [[nodiscard]] const exchanges::Exchange& exchange() const { return exchange_; }
    [[nodiscard]] const VenueFrames& frames() const { return frames_; }

    /// A message of the stream; `part` ("ms", "rest") says over what connection, as in a fixture.
    [[nodiscard]] Parsed parse(std::string_view text, std::string_view part = "") const {
        const PaddedText padded(text);
        Parsed parsed;
        parsed.status = exchange_.parse(frames_.frame({std::string(part), ""}, padded), parsed.out);
        return parsed;
    }
    [[nodiscard]] FrameKey identify(std::string_view text, std::string_view part = "") const {
        const PaddedText padded(text);
        return exchange_.identify(frames_.frame({std::string(part), ""}, padded));
    }
    [[nodiscard]] std::string text_of(std::string_view name) const {
        return fixture(to_string(exchange_.facts().id), name);
    }
    [[nodiscard]] Parsed parse_fixture(std::string_view name) const {
        return parse(text_of(name), name);
    }
    [[nodiscard]] FrameKey identify_fixture(std::string_view name) const {
        return identify(text_of(name), name);
    }
    [[nodiscard]] const Stream& stream(std::string_view channel) const {
        for (const auto& each : frames_.streams()) {
            if (each.channel == channel) return each;
        }
        throw std::runtime_error("no stream " + std::string(channel));
    }

  private:
    const exchanges::Exchange& exchange_;
    VenueFrames frames_{exchange_};
};

struct Spot : Market {
    Spot() : Market(ExchangeId::binance_spot) {}
};

struct Usdm : Market {
    Usdm() : Market(ExchangeId::binance_usdm) {}
};

}  // namespace mdc::test
