#pragma once

#include <stdexcept>
#include <string_view>

#include "mdc/exchanges/okx/okx.hpp"

#include "tests/support/venue_frames.hpp"

namespace mdc::test {

/// OKX with a connection that carries the streams of all fixtures.
class OkxVenue {
  public:
    struct Parsed {
        ParseStatus status{};
        Output out;
    };

    [[nodiscard]] const exchanges::okx::Okx& exchange() const { return exchange_; }
    [[nodiscard]] const VenueFrames& frames() const { return frames_; }

    [[nodiscard]] Parsed parse(std::string_view text) const {
        const PaddedText padded(text);
        Parsed parsed;
        parsed.status = exchange_.parse(frames_.frame({"", ""}, padded), parsed.out);
        return parsed;
    }
    [[nodiscard]] FrameKey identify(std::string_view text) const {
        const PaddedText padded(text);
        return exchange_.identify(frames_.frame({"", ""}, padded));
    }
    [[nodiscard]] Parsed parse_fixture(std::string_view name) const {
        return parse(fixture("okx", name));
    }
    [[nodiscard]] FrameKey identify_fixture(std::string_view name) const {
        return identify(fixture("okx", name));
    }
    /// The only control event of a fixture.
    [[nodiscard]] ControlEvent control(std::string_view name) const {
        const auto parsed = parse_fixture(name);
        if (parsed.status != ParseStatus::control || parsed.out.controls.size() != 1) {
            throw std::runtime_error("no control event in " + std::string(name));
        }
        return parsed.out.controls.front();
    }
    [[nodiscard]] const Stream& stream(std::string_view channel) const {
        for (const auto& each : frames_.streams()) {
            if (each.channel == channel && !each.is_member()) return each;
        }
        throw std::runtime_error("no stream " + std::string(channel));
    }
    [[nodiscard]] std::string_view ticker_of(InstrumentId id) const {
        return frames_.instruments()[index_of(id)].ticker;
    }

  private:
    const exchanges::okx::Okx exchange_;
    VenueFrames frames_{exchange_};
};

}  // namespace mdc::test
