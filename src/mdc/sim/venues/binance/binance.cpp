#include "mdc/sim/venues/binance/binance.hpp"

#include "mdc/sim/venues/binance/rest.hpp"
#include "mdc/sim/venues/binance/session.hpp"
#include "mdc/sim/venues/binance/streams.hpp"
#include "mdc/sim/venues/budget.hpp"

namespace mdc::sim {
namespace {

using binance::ClientSession;
using binance::Market;
using binance::Rest;
using binance::Streams;

constexpr std::chrono::minutes kConnectWindow{5};

template <class Limit>
void fill_in(Limit& limit, Limit own) {
    if (limit == Limit{}) limit = own;
}

VenueLimits completed(VenueLimits limits, const VenueLimits& own) {
    fill_in(limits.ping_every, own.ping_every);
    fill_in(limits.pong_within, own.pong_within);
    fill_in(limits.lifetime, own.lifetime);
    fill_in(limits.client_frames_per_second, own.client_frames_per_second);
    fill_in(limits.streams_per_connection, own.streams_per_connection);
    fill_in(limits.connects_per_5_minutes, own.connects_per_5_minutes);
    fill_in(limits.rest_weight_per_minute, own.rest_weight_per_minute);
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

class Binance final : public Venue {
  public:
    Binance(const Market& market, const VenueSetting& setting)
        : market_(market.facts()),
          limits_(completed(setting.limits, market_.limits)),
          variants_(setting.variants),
          streams_(market, setting),
          rest_(market, setting.world, limits_.rest_weight_per_minute),
          connects_(static_cast<std::size_t>(limits_.connects_per_5_minutes), kConnectWindow) {}

    [[nodiscard]] MarketListener& listener() noexcept override { return streams_; }
    [[nodiscard]] std::chrono::microseconds pulse() const noexcept override {
        return market_.beat / variants_;
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
        return binance::in_unit(payload, form % 2 == 1, scratch);
    }
    HttpReply http(const HttpRequest& request, UnixMicros now) override {
        return rest_.answer(request, now);
    }
    HttpReply refusal(const Fault& fault, UnixMicros now) override {
        return rest_.refusal(fault, now);
    }
    Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) override;

  private:
    /// The route that a path begins with, cut off the path; nothing: none of the market's.
    std::optional<std::string_view> take_route(std::string_view& path) const;

    const binance::MarketFacts& market_;
    VenueLimits limits_;
    int variants_;
    Streams streams_;
    Rest rest_;
    Budget connects_;  ///< of an address
};

std::optional<std::string_view> Binance::take_route(std::string_view& path) const {
    for (const auto route : market_.routes) {
        if (!path.starts_with(route)) continue;
        path.remove_prefix(route.size());
        return route;
    }
    return std::nullopt;
}

Opened Binance::open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) {
    if (!connects_.take(std::string(request.address), now))
        return HttpReply{429, "", {{"Retry-After", "300"}}};
    std::string_view names;
    auto path = request.path;
    const auto route = take_route(path);
    const bool is_combined = path == "/stream";
    if (!route) return HttpReply{404, "", {}};
    if (path.starts_with("/ws/")) {
        names = path.substr(4);
    } else if (path != "/ws" && !is_combined) {
        return HttpReply{404, "", {}};
    }
    bool is_micros = false;
    for (const auto& [key, value] : request.query) {
        if (key == "streams" && is_combined) names = value;
        if (key != "timeUnit") continue;
        is_micros = value == "MICROSECOND" || value == "microsecond";
        const bool is_known = is_micros || value == "MILLISECOND" || value == "millisecond";
        if (!is_known || !market_.has_microseconds) return HttpReply{400, "", {}};
    }
    const auto streams = split_streams(names);
    if (streams.size() > limits_.streams_per_connection) return HttpReply{400, "", {}};
    const int form = binance::form_of((connection - 1) % variants_, is_micros);
    auto session = std::make_unique<ClientSession>(
        ClientSession::Setting{market_, streams_, limits_, *route, form, is_combined}, peer, now);
    for (const auto stream : streams) session->subscribe(stream);
    return session;
}

}  // namespace

std::unique_ptr<Venue> make_binance_spot(const VenueSetting& setting) {
    return std::make_unique<Binance>(binance::spot(), setting);
}

std::unique_ptr<Venue> make_binance_usdm(const VenueSetting& setting) {
    return std::make_unique<Binance>(binance::usdm(), setting);
}

}  // namespace mdc::sim
