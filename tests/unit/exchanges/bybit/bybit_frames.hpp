#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "mdc/exchanges/bybit/bybit.hpp"

#include "tests/support/venue_frames.hpp"

namespace mdc::test {

inline const exchanges::bybit::Market& bybit_market(exchanges::bybit::Category category) {
    for (const auto& market : exchanges::bybit::markets()) {
        if (market.category == category) return market;
    }
    throw std::runtime_error("no market of this category");
}

/// A market of Bybit with a connection that carries the streams of all its fixtures.
class BybitFrames {
  public:
    explicit BybitFrames(const exchanges::bybit::Market& market)
        : exchange_(market), frames_(exchange_), name_(to_string(market.facts.id)) {}

    struct Parsed {
        ParseStatus status{};
        Output out;
    };

    [[nodiscard]] const exchanges::bybit::Bybit& exchange() const { return exchange_; }
    [[nodiscard]] const VenueFrames& frames() const { return frames_; }
    [[nodiscard]] const std::string& name() const { return name_; }

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
    [[nodiscard]] std::string text(std::string_view fixture_name) const {
        return fixture(name_, fixture_name);
    }
    [[nodiscard]] Parsed parse_fixture(std::string_view fixture_name) const {
        return parse(text(fixture_name));
    }
    [[nodiscard]] FrameKey identify_fixture(std::string_view fixture_name) const {
        return identify(text(fixture_name));
    }
    [[nodiscard]] const Stream& stream(std::string_view channel) const {
        for (const auto& each : frames_.streams()) {
            if (each.channel == channel) return each;
        }
        throw std::runtime_error("no stream " + std::string(channel));
    }

  private:
    exchanges::bybit::Bybit exchange_;
    VenueFrames frames_;
    std::string name_;
};

inline const BybitFrames& bybit_spot() {
    static const BybitFrames frames(bybit_market(exchanges::bybit::Category::spot));
    return frames;
}
inline const BybitFrames& bybit_linear() {
    static const BybitFrames frames(bybit_market(exchanges::bybit::Category::linear));
    return frames;
}
inline const BybitFrames& bybit_inverse() {
    static const BybitFrames frames(bybit_market(exchanges::bybit::Category::inverse));
    return frames;
}
inline const BybitFrames& bybit_option() {
    static const BybitFrames frames(bybit_market(exchanges::bybit::Category::option));
    return frames;
}

/// `text` with the first `from` replaced. Throws when it is not there.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == text.npos) throw std::runtime_error("no " + std::string(from));
    return text.replace(at, from.size(), to);
}

}  // namespace mdc::test
