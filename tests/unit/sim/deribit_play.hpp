#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mdc/sim/source.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// Deribit over a generated market, without sockets: clients with a session each, which get what
/// they subscribed to.
class DeribitPlay final : public Audience {
  public:
    struct Frame {
        std::string topic;
        std::string payload;
        std::int64_t first_id;
        std::int64_t last_id;
        bool is_picture;
    };
    static constexpr UnixMicros kStart{1'795'620'000'000'345};

    class Client final : public Peer {
      public:
        std::vector<std::string> replies;
        std::vector<Frame> frames;
        std::vector<std::string> all;  ///< replies and frames as they came
        int close_code = 0;
        int refused = 0;  ///< HTTP status instead of a session
        std::unique_ptr<Session> session;

        /// Sends a text; what was replied since.
        std::vector<std::string> say(std::string_view text) {
            const auto before = replies.size();
            session->on_frame(ClientFrame::text, text, play_.now());
            return {replies.begin() + static_cast<std::ptrdiff_t>(before), replies.end()};
        }
        /// Calls a method; the one reply, or how many there were.
        std::string call(const std::string& method, const std::string& parameters = "{}") {
            const auto said = say(R"({"jsonrpc":"2.0","id":7,"method":")" + method +
                                  R"(","params":)" + parameters + "}");
            return said.size() == 1 ? said[0] : std::to_string(said.size()) + " replies";
        }
        std::string subscribe(const std::vector<std::string>& channels,
                              const std::string& method = "public/subscribe") {
            std::string list;
            for (const auto& channel : channels) {
                list += (list.empty() ? "\"" : ",\"") + channel + "\"";
            }
            return call(method, R"({"channels":[)" + list + "]}");
        }
        std::string log_in() {
            return call("public/auth", R"({"grant_type":"client_credentials","client_id":"key",)"
                                       R"("client_secret":"secret"})");
        }
        [[nodiscard]] std::vector<Frame> of(const std::string& topic) const {
            std::vector<Frame> chosen;
            for (const auto& frame : frames) {
                if (frame.topic == topic) chosen.push_back(frame);
            }
            return chosen;
        }
        [[nodiscard]] bool carries(TopicId topic, int form) const {
            return session && session->form() == form &&
                   std::find(topics_.begin(), topics_.end(), topic) != topics_.end();
        }

        void reply(std::string_view text) override {
            replies.emplace_back(text);
            all.emplace_back(text);
        }
        void subscribe(TopicId topic) override { topics_.push_back(topic); }
        void unsubscribe(TopicId topic) override { std::erase(topics_, topic); }
        void deliver(const StreamFrame& frame) override {
            if (!carries(frame.topic, frame.form)) return;
            frames.push_back({play_.venue().topics()[frame.topic].name, std::string(frame.payload),
                              frame.first_id, frame.last_id, frame.is_picture});
            all.emplace_back(frame.payload);
        }
        void wrap(bool) override {}
        void ping(std::string_view) override {}
        void close(std::uint16_t code, std::string_view) override { close_code = code; }

      private:
        friend class DeribitPlay;
        explicit Client(DeribitPlay& play) : play_(play) {}
        DeribitPlay& play_;
        std::vector<TopicId> topics_;
    };

    explicit DeribitPlay(SimulatorOptions options = market()) : options_(std::move(options)) {
        source_ = std::make_unique<MarketSource>(options_);
        venue_ = make_venue("deribit", {*source_, *this, options_.limits, options_.variants, {}});
        source_->begin(*venue_, *this, nullptr, kStart);
        source_->step(kStart);  // opens the market
    }
    ~DeribitPlay() override { venue_.reset(); }  // sessions may outlive it
    DeribitPlay(const DeribitPlay&) = delete;
    DeribitPlay& operator=(const DeribitPlay&) = delete;

    /// Of each kind one.
    static SimulatorOptions market() {
        SimulatorOptions options;
        options.venue = "deribit";
        options.symbols = {"BTC-PERPETUAL", "ETH_USDC-PERPETUAL", "BTC-25DEC26",
                           "BTC-25DEC26-70000-C", "BTC_USDC"};
        options.start_time = kStart;
        options.levels = 600;
        return options;
    }

    Client& connect(std::string_view path = "/ws/api/v2", std::string_view address = "::1") {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.address = address;
        clients_.push_back(std::unique_ptr<Client>(new Client(*this)));
        auto& client = *clients_.back();
        auto opened = venue_->open(request, static_cast<int>(clients_.size()), client, now_);
        if (auto* reply = std::get_if<HttpReply>(&opened)) {
            client.refused = reply->status;
        } else {
            client.session = std::move(std::get<std::unique_ptr<Session>>(opened));
        }
        return client;
    }
    HttpReply get(std::string_view path,
                  std::vector<std::pair<std::string, std::string>> query = {}) {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.query = std::move(query);
        request.address = "::1";
        return venue_->http(request, now_);
    }
    /// Lets so much time pass, and tells the sessions ten times a second.
    void run(std::chrono::microseconds span) {
        constexpr std::chrono::microseconds kStep{100'000};
        for (; span.count() > 0; span -= std::min(span, kStep)) {
            now_ = now_ + std::min(span, kStep);
            while (source_->step(now_)) {
            }
            for (const auto& client : clients_) {
                if (client->session) client->session->on_time(now_);
            }
        }
    }
    Venue& venue() { return *venue_; }
    [[nodiscard]] const BookPicture& book(int instrument) const {
        return *source_->book(instrument, false);
    }
    [[nodiscard]] const Instrument& instrument(int index) const {
        return source_->instruments()[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] UnixMicros now() const { return now_; }

    [[nodiscard]] bool wants(TopicId topic, int form) const noexcept override {
        return std::any_of(clients_.begin(), clients_.end(),
                           [&](const auto& client) { return client->carries(topic, form); });
    }
    void publish(const StreamFrame& frame) override {
        for (const auto& client : clients_) client->deliver(frame);
        if (when_published) when_published(frame);
    }
    /// At this moment the market is as the frame says.
    std::function<void(const StreamFrame&)> when_published;

  private:
    SimulatorOptions options_;
    std::unique_ptr<MarketSource> source_;
    std::unique_ptr<Venue> venue_;
    std::vector<std::unique_ptr<Client>> clients_;
    UnixMicros now_ = kStart;
};

/// A client's book by the documentation: a snapshot, then changes that follow it.
struct DeribitBook {
    std::map<std::pair<char, double>, double> levels;
    std::int64_t id = -1;
    int gaps = 0;
    int changes = 0;
    int wrong_words = 0;  ///< "new" of a known level, "change" or "delete" of an unknown one

    void take(std::string_view json);
};

/// The market's own, the same way.
std::map<std::pair<char, double>, double> levels_of(const DeribitPlay& play, int instrument);

}  // namespace mdc::sim
