#include "mdc/sim/venues/deribit/deribit.hpp"

#include <unordered_map>

#include "mdc/sim/venues/deribit/api.hpp"
#include "mdc/sim/venues/deribit/session.hpp"
#include "mdc/sim/venues/deribit/streams.hpp"

namespace mdc::sim {
namespace {

constexpr int kConnectionsMax = 32;
constexpr std::chrono::milliseconds kWindow{100};

class Deribit final : public Venue {
  public:
    explicit Deribit(const VenueSetting& setting)
        : limits_(setting.limits),
          variants_(setting.variants),
          streams_(setting),
          api_(setting.world, limits_.rest_weight_per_minute) {}

    [[nodiscard]] MarketListener& listener() noexcept override { return streams_; }
    [[nodiscard]] std::chrono::microseconds pulse() const noexcept override {
        return std::chrono::microseconds(kWindow) / variants_;
    }
    [[nodiscard]] int forms() const noexcept override { return variants_; }
    [[nodiscard]] const std::vector<Topic>& topics() const noexcept override {
        return streams_.topics();
    }
    HttpReply http(const HttpRequest& request, UnixMicros now) override {
        return api_.http(request, now);
    }
    HttpReply refusal(const Fault& fault, UnixMicros now) override {
        return deribit::Api::refusal(fault, now);
    }
    Opened open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) override;

  private:
    /// What an address has.
    struct Client {
        std::shared_ptr<int> connections;  ///< sessions may outlive the venue
        deribit::Credits connects;
    };

    VenueLimits limits_;
    int variants_;
    deribit::Streams streams_;
    deribit::Api api_;
    std::unordered_map<std::string, Client> clients_;
};

Opened Deribit::open(const HttpRequest& request, int connection, Peer& peer, UnixMicros now) {
    const double connects = limits_.connects_per_5_minutes;
    const auto fresh = [&] {
        return Client{std::make_shared<int>(0), deribit::Credits(connects, connects / 300.0)};
    };
    std::string address(request.address);
    auto& client = clients_.try_emplace(address, fresh()).first->second;
    const bool is_full = *client.connections >= kConnectionsMax;
    if (is_full || (connects > 0 && !client.connects.take(1, now))) return HttpReply{429, "", {}};
    if (request.path != "/ws/api/v2") return HttpReply{404, "", {}};
    ++*client.connections;
    std::shared_ptr<void> ticket(nullptr, [open = client.connections](void*) { --*open; });
    return std::make_unique<deribit::ClientSession>(
        deribit::ClientSession::Setting{streams_, api_, limits_, (connection - 1) % variants_,
                                        std::move(address), std::move(ticket)},
        peer, now);
}

}  // namespace

std::unique_ptr<Venue> make_deribit(const VenueSetting& setting) {
    return std::make_unique<Deribit>(setting);
}

}  // namespace mdc::sim
