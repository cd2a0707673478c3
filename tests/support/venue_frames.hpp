#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mdc/exchanges/exchange.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/padded_text.hpp"

// Fixtures as frames of an exchange. Header only: for tests that link `exchanges`.

namespace mdc::test {

/// The streams that the fixtures of an exchange belong to, and frames over a connection that
/// carries all of them, in their wrapped and their bare form.
class VenueFrames {
  public:
    explicit VenueFrames(const exchanges::Exchange& exchange) : exchange_(exchange) {
        plan_.exchange = exchange.facts().id;
        plan_.time_unit = exchange.facts().time_unit;
        const auto all = fixtures(to_string(exchange.facts().id));
        for (const auto& each : all) {
            if (!each.is("other") && !each.is("rest")) add_streams_of(each);
        }
        for (const auto& stream : set_.streams()) exchanges::carry(plan_, stream);
        for (const auto& [channel, id] : channels_) {
            const auto& stream = set_.streams()[index_of(id)];
            plan_.table.insert(channel, {stream.id, stream.instrument, stream.kind});
        }
        milliseconds_ = plan_;
        milliseconds_.time_unit = TimeUnit::milliseconds;
        for (const auto& stream : set_.streams()) {
            if (stream.feed != Feed::orderbook_l2) continue;
            request_ = exchange.resync(stream, 1000);
            break;
        }
    }

    /// The frame of a fixture. `text` holds its bytes and must outlive it.
    [[nodiscard]] Frame frame(const Fixture& fixture, const PaddedText& text) const {
        Frame frame;
        frame.payload = text.view();
        frame.plan = fixture.is("ms") ? &milliseconds_ : &plan_;
        if (fixture.is("rest")) frame.reply_to = &request_;
        return frame;
    }
    [[nodiscard]] const std::vector<Stream>& streams() const noexcept { return set_.streams(); }
    [[nodiscard]] const std::vector<Instrument>& instruments() const noexcept {
        return set_.instruments();
    }
    [[nodiscard]] const ConnectionPlan& plan() const noexcept { return plan_; }
    [[nodiscard]] const Request& request() const noexcept { return request_; }

  private:
    // A frame may spell its channel in another way than we subscribe to it: both lead there.
    void add_streams_of(const Fixture& fixture) {
        const PaddedText text(fixture.text);
        Frame frame;
        frame.payload = text.view();
        const auto found = exchange_.discover(frame);
        if (!found) return;
        for (const auto& each : found->streams) {
            if (each.ticker.empty()) continue;
            const auto instrument = exchange_.instrument_of(each.ticker);
            const auto& channel = channel_of(exchange_.facts(), each.kind);
            const auto id =
                set_.add(exchange_, exchange_.stream_of(channel, instrument).value(), instrument);
            const auto& stream = set_.streams()[index_of(id)];
            channels_.emplace_back(each.channel, stream.is_member() ? stream.carrier : id);
        }
    }

    const exchanges::Exchange& exchange_;
    exchanges::StreamSet set_;
    std::vector<std::pair<std::string, StreamId>> channels_;
    ConnectionPlan plan_, milliseconds_;
    Request request_;
};

}  // namespace mdc::test
