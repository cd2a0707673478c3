#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "mdc/exchanges/deribit/deribit.hpp"

#include "tests/support/venue_frames.hpp"

namespace mdc::test {

/// Deribit with a connection that carries the streams of all fixtures.
class Venue {
  public:
    struct Parsed {
        ParseStatus status{};
        Output out;
    };

    [[nodiscard]] const exchanges::deribit::Deribit& exchange() const { return exchange_; }
    [[nodiscard]] const VenueFrames& frames() const { return frames_; }

    [[nodiscard]] Parsed parse(std::string_view text) const {
        const PaddedText padded(text);
        Parsed parsed;
        parsed.status = exchange_.parse(frames_.frame({}, padded), parsed.out);
        return parsed;
    }
    [[nodiscard]] FrameKey identify(std::string_view text) const {
        const PaddedText padded(text);
        return exchange_.identify(frames_.frame({}, padded));
    }
    [[nodiscard]] Parsed parse_fixture(std::string_view name) const {
        return parse(fixture("deribit", name));
    }
    [[nodiscard]] FrameKey identify_fixture(std::string_view name) const {
        return identify(fixture("deribit", name));
    }
    [[nodiscard]] const Stream& stream(std::string_view channel) const {
        for (const auto& each : frames_.streams()) {
            if (each.channel == channel) return each;
        }
        throw std::runtime_error("no stream " + std::string(channel));
    }

  private:
    exchanges::deribit::Deribit exchange_;
    VenueFrames frames_{exchange_};
};

}  // namespace mdc::test
