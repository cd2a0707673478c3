#include "mdc/sim/venues/bybit/bybit.hpp"

#include "mdc/sim/venues/budget.hpp"
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
                limits_.rest_weight_per_minute / kWindowsPerMinute),
          connects_(static_cast<std::size_t>(limits_.connects_per_5_minutes), kConnectWindow) {}

    [[nodiscard]] MarketListener& listener() noexcept override { return streams_; }
    [[nodiscard]] std::chrono::microseconds pulse() const noexcept override {
        return std::chrono::milliseconds(10);
    }
    [[nodiscard]] int forms() const noexcept override { return 1; }
    [[nodiscard]] const std::vector<Topic>& topics() const noexcept override {
        return streams_.topics();
    }
    HttpReply http(const HttpRequest& request, UnixMicros now) override {
        return rest_.answer(request, now);
    }
    [[nodiscard]] std::uint64_t resets_max() const noexcept override { return 1; }
    void reset(std::string_view stream, UnixMicros time) override { streams_.reset(stream, time); }
    HttpReply refusal(const Fault& fault, UnixMicros now) override {
        return rest_.refusal(fault, now);
    }
    Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) override {
        if (!connects_.take(std::string(request.address), now)) return HttpReply{429, "", {}};
        const bool is_status = request.path == kStatusPath;
        if (!is_status && request.path != path_) return HttpReply{404, "", {}};
        return std::make_unique<ClientSession>(
            ClientSession::Setting{market_, streams_, limits_, connection, is_status}, peer, now);
    }

  private:
    const MarketFacts& market_;
    VenueLimits limits_;
    std::string path_;
    Streams streams_;
    Rest rest_;
    Budget connects_;  ///< of an address
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
