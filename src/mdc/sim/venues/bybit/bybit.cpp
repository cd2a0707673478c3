#include "mdc/sim/venues/bybit/bybit.hpp"

#include <deque>
#include <unordered_map>

#include "mdc/sim/venues/bybit/rest.hpp"
#include "mdc/sim/venues/bybit/session.hpp"
#include "mdc/sim/venues/bybit/streams.hpp"

namespace mdc::sim {
namespace {

using bybit::ClientSession;
using bybit::MarketFacts;
using bybit::Rest;
using bybit::Streams;

constexpr std::string_view kStatusPath = "/v5/public/misc/status";
constexpr std::chrono::minutes kConnectWindow{5};
constexpr std::chrono::minutes kIdle{10};
constexpr int kConnects = 500;
constexpr int kRequests = 600;  ///< in five seconds
constexpr int kWindowsPerMinute = 12;

VenueLimits completed(VenueLimits limits, const MarketFacts& market) {
    if (limits.pong_within.count() == 0) limits.pong_within = kIdle;
    if (limits.connects_per_5_minutes == 0) limits.connects_per_5_minutes = kConnects;
    if (limits.rest_weight_per_minute == 0) {
        limits.rest_weight_per_minute = kRequests * kWindowsPerMinute;
    }
    if (limits.streams_per_connection == 0) {
        limits.streams_per_connection = market.args_per_connection;
    }
    return limits;
}

class Bybit final : public Venue {
  public:
    Bybit(const MarketFacts& market, const VenueSetting& setting)
        : market_(market),
          limits_(completed(setting.limits, market)),
          path_(std::string("/v5/public/").append(market.name)),
          streams_(market, setting),
          rest_(market, setting.world, streams_,
                limits_.rest_weight_per_minute / kWindowsPerMinute) {}

    [[nodiscard]] std::chrono::microseconds pulse() const noexcept override {
        return std::chrono::milliseconds(10);
    }
    [[nodiscard]] int forms() const noexcept override { return 1; }
    [[nodiscard]] const std::vector<Topic>& topics() const noexcept override {
        return streams_.topics();
    }
    [[nodiscard]] std::pair<std::string_view, std::string_view> wrapper(
        TopicId) const noexcept override {
        return {};
    }
    std::string_view recorded(std::string_view payload, int, std::string&) const override {
        return payload;
    }
    HttpReply http(const HttpRequest& request, UnixMicros now) override {
        return rest_.answer(request, now);
    }
    HttpReply refusal(const Fault& fault, UnixMicros now) override {
        return rest_.refusal(fault, now);
    }
    Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) override {
        if (!may_connect(request.address, now)) return HttpReply{429, "", {}};
        const bool is_status = request.path == kStatusPath;
        if (!is_status && request.path != path_) return HttpReply{404, "", {}};
        return std::make_unique<ClientSession>(
            ClientSession::Setting{market_, streams_, limits_, connection, is_status}, peer, now);
    }

    void on_change(const BookChange& change) override { streams_.on_change(change); }
    void on_trade(const Trade& trade) override { streams_.on_trade(trade); }
    void on_aggregate(const AggregateTrade& trade) override { streams_.on_aggregate(trade); }
    void on_top(const TopOfBook& top) override { streams_.on_top(top); }
    void on_statistics(const DayStatistics& day) override { streams_.on_statistics(day); }
    void on_mark(const MarkPrice& mark) override { streams_.on_mark(mark); }
    void on_pulse(const Pulse& pulse) override { streams_.on_pulse(pulse); }

  private:
    /// Counts an attempt; false when the address has used up those of five minutes.
    bool may_connect(std::string_view address, UnixMicros now) {
        auto& attempts = attempts_[std::string(address)];
        while (!attempts.empty() && now - attempts.front() > kConnectWindow) attempts.pop_front();
        if (attempts.size() >= static_cast<std::size_t>(limits_.connects_per_5_minutes)) {
            return false;
        }
        attempts.push_back(now);
        return true;
    }

    const MarketFacts& market_;
    VenueLimits limits_;
    std::string path_;
    Streams streams_;
    Rest rest_;
    std::unordered_map<std::string, std::deque<UnixMicros>> attempts_;
};

}  // namespace

std::unique_ptr<Venue> make_bybit_spot(const VenueSetting& setting) {
    return std::make_unique<Bybit>(bybit::spot(), setting);
}

std::unique_ptr<Venue> make_bybit_linear(const VenueSetting& setting) {
    return std::make_unique<Bybit>(bybit::linear(), setting);
}

std::unique_ptr<Venue> make_bybit_inverse(const VenueSetting& setting) {
    return std::make_unique<Bybit>(bybit::inverse(), setting);
}

std::unique_ptr<Venue> make_bybit_option(const VenueSetting& setting) {
    return std::make_unique<Bybit>(bybit::option(), setting);
}

}  // namespace mdc::sim
