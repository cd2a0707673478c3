#include "mdc/sim/venues/okx/okx.hpp"

#include "mdc/sim/venues/budget.hpp"
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
    [[nodiscard]] std::uint64_t resets_max() const noexcept override {
        return okx::Streams::kResetsMax;
    }
    void reset(std::string_view stream, UnixMicros) override { streams_.reset(stream); }
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

  private:
    VenueLimits limits_;
    okx::Streams streams_;
    okx::Rest rest_;
    Budget connects_;
};

}  // namespace

std::unique_ptr<Venue> make_okx(const VenueSetting& setting) {
    return std::make_unique<Okx>(setting);
}

}  // namespace mdc::sim
