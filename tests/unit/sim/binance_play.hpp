#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "mdc/sim/source.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// A market of Binance over a generated one, without connections: the frames that an audience
/// hears. Spot, when the options name no other.
class BinancePlay final : public Audience {
  public:
    struct Frame {
        std::string stream;
        int form;
        std::string payload;
        std::int64_t first_id;
        std::int64_t last_id;
    };
    static constexpr UnixMicros kStart{1'795'620'000'000'000};

    explicit BinancePlay(SimulatorOptions options = small(), Truth* truth = nullptr)
        : options_(std::move(options)), source_(options_) {
        venue_ =
            make_venue(options_.venue, {source_, *this, options_.limits, options_.variants, {}});
        source_.begin(*venue_, *this, truth, kStart);
        source_.step(kStart);  // opens the market
    }
    static SimulatorOptions small() {
        SimulatorOptions options;
        options.symbols = {"BTCUSDT", "ETHUSDT"};
        options.start_time = kStart;
        options.levels = 400;
        return options;
    }

    /// Listens to a stream in a form (Binance: 2 x variant, plus 1 for microseconds).
    void listen(const std::string& stream, int form = 1) { wanted_.emplace(stream, form); }
    /// Lets so much time pass.
    void run(std::chrono::microseconds span) {
        now_ = now_ + span;
        while (source_.step(now_)) {
        }
    }
    [[nodiscard]] std::vector<Frame> frames(const std::string& stream, int form = 1) const {
        std::vector<Frame> chosen;
        for (const auto& frame : frames_) {
            if (frame.stream == stream && frame.form == form) chosen.push_back(frame);
        }
        return chosen;
    }
    [[nodiscard]] HttpReply get(std::string_view path,
                                std::vector<std::pair<std::string, std::string>> query = {}) {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.query = std::move(query);
        request.address = "127.0.0.1";
        return venue_->http(request, now_);
    }
    Venue& venue() { return *venue_; }
    MarketSource& source() { return source_; }
    [[nodiscard]] UnixMicros now() const { return now_; }

    [[nodiscard]] bool wants(TopicId topic, int form) const noexcept override {
        return wanted_.contains({venue_->topics()[topic].name, form});
    }
    void publish(const StreamFrame& frame) override {
        frames_.push_back({venue_->topics()[frame.topic].name, frame.form,
                           std::string(frame.payload), frame.first_id, frame.last_id});
    }

  private:
    SimulatorOptions options_;
    MarketSource source_;
    std::unique_ptr<Venue> venue_;
    std::set<std::pair<std::string, int>> wanted_;
    std::vector<Frame> frames_;
    UnixMicros now_ = kStart;
};

}  // namespace mdc::sim
