#include "mdc/sim/venues/binance_spot/binance_spot.hpp"

#include <deque>

#include "mdc/sim/venues/binance_spot/rest.hpp"
#include "mdc/sim/venues/binance_spot/session.hpp"
#include "mdc/sim/venues/binance_spot/streams.hpp"

namespace mdc::sim {
namespace {

using binance_spot::Rest;
using binance_spot::SpotSession;
using binance_spot::Streams;

constexpr std::chrono::milliseconds kDepthCadence{100};
constexpr std::chrono::minutes kConnectWindow{5};

template <class Limit>
void fill_in(Limit& limit, Limit own) {
    if (limit == Limit{}) limit = own;
}

VenueLimits with_own_limits(VenueLimits limits) {
    using namespace std::chrono_literals;
    fill_in(limits.ping_every, std::chrono::milliseconds(20s));
    fill_in(limits.pong_within, std::chrono::milliseconds(60s));
    fill_in(limits.lifetime, std::chrono::milliseconds(24h));
    fill_in(limits.client_frames_per_second, 5);
    fill_in(limits.streams_per_connection, std::size_t{1024});
    fill_in(limits.connects_per_5_minutes, 300);
    fill_in(limits.rest_weight_per_minute, 6000);
    return limits;
}

std::vector<std::string_view> split_streams(std::string_view text) {
    std::vector<std::string_view> names;
    while (!text.empty()) {
        const auto slash = text.find('/');
        if (const auto name = text.substr(0, slash); !name.empty()) names.push_back(name);
        text = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
    }
    return names;
}

class BinanceSpot final : public Venue {
  public:
    explicit BinanceSpot(const VenueSetting& setting)
        : limits_(with_own_limits(setting.limits)),
          variants_(setting.variants),
          streams_(setting.world, setting.audience, setting.variants, setting.capture_streams),
          rest_(setting.world, limits_.rest_weight_per_minute) {}

    [[nodiscard]] std::chrono::microseconds pulse() const noexcept override {
        return kDepthCadence / variants_;
    }
    [[nodiscard]] int forms() const noexcept override { return 2 * variants_; }
    [[nodiscard]] const std::vector<Topic>& topics() const noexcept override {
        return streams_.topics();
    }
    [[nodiscard]] std::pair<std::string_view, std::string_view> wrapper(
        TopicId topic) const noexcept override {
        return {streams_.prefix(topic), "}"};
    }

    std::string_view recorded(std::string_view payload, int form,
                              std::string& scratch) const override {
        return binance_spot::in_unit(payload, form % 2 == 1, scratch);
    }
    HttpReply http(const HttpRequest& request, UnixMicros now) override {
        return rest_.answer(request, now);
    }
    HttpReply refusal(const Fault& fault, UnixMicros now) override {
        return rest_.refusal(fault, now);
    }
    Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) override;

    void on_change(const BookChange& change) override { streams_.on_change(change); }
    void on_trade(const Trade& trade) override { streams_.on_trade(trade); }
    void on_aggregate(const AggregateTrade& trade) override { streams_.on_aggregate(trade); }
    void on_top(const TopOfBook& top) override { streams_.on_top(top); }
    void on_statistics(const DayStatistics& day) override { streams_.on_statistics(day); }
    void on_pulse(const Pulse& pulse) override { streams_.on_pulse(pulse); }

  private:
    /// Counts an attempt; false when the address has used up its 300 in five minutes.
    bool may_connect(std::string_view address, UnixMicros now);

    VenueLimits limits_;
    int variants_;
    Streams streams_;
    Rest rest_;
    std::unordered_map<std::string, std::deque<UnixMicros>> attempts_;
};

bool BinanceSpot::may_connect(std::string_view address, UnixMicros now) {
    auto& attempts = attempts_[std::string(address)];
    while (!attempts.empty() && now - attempts.front() > kConnectWindow) attempts.pop_front();
    if (attempts.size() >= static_cast<std::size_t>(limits_.connects_per_5_minutes)) return false;
    attempts.push_back(now);
    return true;
}

Opened BinanceSpot::open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) {
    if (!may_connect(request.address, now)) return HttpReply{429, "", {{"Retry-After", "300"}}};
    std::string_view names;
    const bool is_combined = request.path == "/stream";
    if (request.path.starts_with("/ws/")) {
        names = request.path.substr(4);
    } else if (request.path != "/ws" && !is_combined) {
        return HttpReply{404, "", {}};
    }
    bool is_micros = false;
    for (const auto& [key, value] : request.query) {
        if (key == "streams" && is_combined) names = value;
        if (key != "timeUnit") continue;
        is_micros = value == "MICROSECOND" || value == "microsecond";
        if (!is_micros && value != "MILLISECOND" && value != "millisecond") {
            return HttpReply{400, "", {}};
        }
    }
    const auto streams = split_streams(names);
    if (streams.size() > limits_.streams_per_connection) return HttpReply{400, "", {}};
    const int form = binance_spot::form_of((connection - 1) % variants_, is_micros);
    auto session = std::make_unique<SpotSession>(
        SpotSession::Setting{streams_, limits_, form, is_combined}, peer, now);
    for (const auto stream : streams) session->subscribe(stream);
    return session;
}

}  // namespace

std::unique_ptr<Venue> make_binance_spot(const VenueSetting& setting) {
    return std::make_unique<BinanceSpot>(setting);
}

}  // namespace mdc::sim
