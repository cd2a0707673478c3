#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mdc/exchanges/exchange.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/padded_text.hpp"

// Fixtures as frames of an exchange. Header only: for tests that link `exchanges`.

namespace mdc::test {

/// The streams that the fixtures of an exchange belong to, and frames over a connection that
/// carries all of them, in their wrapped and their bare form.
class VenueFrames {
  public:
    explicit VenueFrames(const exchanges::Exchange& exchange) : exchange_(exchange) {
        const auto all = fixtures(to_string(exchange.facts().id));
        for (const auto& each : all) {
            if (!each.is("other") && !each.is("rest")) add_stream_of(each);
        }
        plan_ = exchange.plan(streams_).front();
        for (const auto& [channel, ref] : channels_) plan_.table.insert(channel, ref);
        milliseconds_ = plan_;
        milliseconds_.time_unit = TimeUnit::milliseconds;
        for (const auto& stream : streams_) {
            if (stream.feed != Feed::orderbook_l2) continue;
            request_ = exchange.resync(stream, {});
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
    [[nodiscard]] const std::vector<Stream>& streams() const noexcept { return streams_; }
    [[nodiscard]] const ConnectionPlan& plan() const noexcept { return plan_; }
    [[nodiscard]] const Request& request() const noexcept { return request_; }

  private:
    void add_stream_of(const Fixture& fixture) {
        const PaddedText text(fixture.text);
        Frame frame;
        frame.payload = text.view();
        const auto found = exchange_.discover(frame);
        if (!found || found->stream.ticker.empty()) return;
        const auto& wanted = found->stream;
        const StreamRef ref = ref_of({wanted.exchange, wanted.ticker, wanted.feed});
        channels_.emplace_back(wanted.channel, ref);
    }
    StreamRef ref_of(const Subscription& wanted) {
        for (const auto& stream : streams_) {
            if (stream.ticker == wanted.ticker && stream.feed == wanted.feed) {
                return {stream.id, stream.instrument, stream.kind};
            }
        }
        auto stream = exchange_.streams(wanted).value().front();
        stream.id = StreamId{static_cast<std::uint32_t>(streams_.size())};
        stream.instrument = instrument_of(wanted.ticker);
        streams_.push_back(stream);
        return {stream.id, stream.instrument, stream.kind};
    }
    [[nodiscard]] InstrumentId instrument_of(std::string_view ticker) const {
        std::uint32_t next = 0;
        for (const auto& stream : streams_) {
            if (stream.ticker == ticker) return stream.instrument;
            next = std::max(next, index_of(stream.instrument) + 1);
        }
        return InstrumentId{next};
    }

    const exchanges::Exchange& exchange_;
    std::vector<Stream> streams_;
    std::vector<std::pair<std::string, StreamRef>> channels_;
    ConnectionPlan plan_, milliseconds_;
    Request request_;
};

}  // namespace mdc::test
