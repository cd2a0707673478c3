#include "mdc/sim/venues/okx/okx.hpp"

#include "mdc/sim/venues/okx/budget.hpp"
#include "mdc/sim/venues/okx/rest.hpp"
#include "mdc/sim/venues/okx/session.hpp"
#include "mdc/sim/venues/okx/streams.hpp"

namespace mdc::sim {
namespace {

constexpr std::size_t kConnects = 3;

class Okx final : public Venue {
  public:
    explicit Okx(const VenueSetting& setting)
        : limits_(setting.limits),
          streams_(setting),
          rest_(setting.world, limits_.rest_weight_per_minute),
          connects_(limits_.connects_per_5_minutes > 0
                        ? static_cast<std::size_t>(limits_.connects_per_5_minutes)
                        : kConnects,
                    limits_.connects_per_5_minutes > 0 ? std::chrono::seconds(300)
                                                       : std::chrono::seconds(1)) {}

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
    HttpReply refusal(const Fault& fault, UnixMicros) override { return okx::Rest::refusal(fault); }
    Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) override {
        if (!connects_.take(std::string(request.address), now)) return HttpReply{429, "", {}};
        const bool is_public = request.path == okx::kPublic;
        if (!is_public && request.path != okx::kBusiness) return HttpReply{404, "", {}};
        return std::make_unique<okx::ClientSession>(
            okx::ClientSession::Setting{streams_, limits_,
                                        is_public ? okx::kPublic : okx::kBusiness, connection},
            peer, now);
    }

    void on_change(const BookChange& change) override { streams_.on_change(change); }
    void on_trade(const Trade& trade) override { streams_.on_trade(trade); }
    void on_aggregate(const AggregateTrade& trade) override { streams_.on_aggregate(trade); }
    void on_top(const TopOfBook& top) override { streams_.on_top(top); }
    void on_statistics(const DayStatistics& day) override { streams_.on_statistics(day); }
    void on_mark(const MarkPrice& mark) override { streams_.on_mark(mark); }
    void on_pulse(const Pulse& pulse) override { streams_.on_pulse(pulse); }

  private:
    VenueLimits limits_;
    okx::Streams streams_;
    okx::Rest rest_;
    okx::Budget connects_;
};

}  // namespace

std::unique_ptr<Venue> make_okx(const VenueSetting& setting) {
    return std::make_unique<Okx>(setting);
}

}  // namespace mdc::sim
