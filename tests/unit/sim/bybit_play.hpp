#pragma once

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "mdc/sim/source.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// A market of Bybit over a generated one, without sockets: clients with a session each, which get
/// what they subscribed to.
class BybitPlay final : public Audience {
  public:
    struct Frame {
        std::string topic;
        std::string payload;
        std::int64_t first_id;
        std::int64_t last_id;
        bool is_picture;
    };
    static constexpr UnixMicros kStart{1'795'620'000'000'000};

    class Client final : public Peer {
      public:
        std::vector<std::string> replies;
        std::vector<Frame> frames;
        std::vector<std::string> all;  ///< replies and frames as they came
        int close_code = 0;
        int refused = 0;  ///< HTTP status instead of a session
        std::unique_ptr<Session> session;

        /// Sends a text; the last reply to it.
        std::string ask(std::string_view text) {
            const auto before = replies.size();
            session->on_frame(ClientFrame::text, text, play_.now());
            return replies.size() > before ? replies.back() : "";
        }
        std::string subscribe(const std::vector<std::string>& names) {
            std::string args;
            for (const auto& name : names) args += (args.empty() ? "\"" : ",\"") + name + "\"";
            return ask(R"({"req_id":"7","op":"subscribe","args":[)" + args + "]}");
        }
        [[nodiscard]] std::vector<Frame> of(const std::string& topic) const {
            std::vector<Frame> chosen;
            for (const auto& frame : frames) {
                if (frame.topic == topic) chosen.push_back(frame);
            }
            return chosen;
        }
        [[nodiscard]] bool carries(TopicId topic) const { return topics_.contains(topic); }
        [[nodiscard]] std::size_t topic_count() const { return topics_.size(); }

        void reply(std::string_view text) override {
            replies.emplace_back(text);
            all.emplace_back(text);
        }
        void subscribe(TopicId topic) override { topics_.insert(topic); }
        void unsubscribe(TopicId topic) override { topics_.erase(topic); }
        void deliver(const StreamFrame& frame) override {
            if (!topics_.contains(frame.topic)) return;
            frames.push_back({play_.venue().topics()[frame.topic].name, std::string(frame.payload),
                              frame.first_id, frame.last_id, frame.is_picture});
            all.emplace_back(frame.payload);
        }
        void wrap(bool) override {}
        void ping(std::string_view) override {}
        void close(std::uint16_t code, std::string_view) override { close_code = code; }

      private:
        friend class BybitPlay;
        explicit Client(BybitPlay& play) : play_(play) {}
        BybitPlay& play_;
        std::set<TopicId> topics_;
    };

    explicit BybitPlay(SimulatorOptions options, Truth* truth = nullptr)
        : options_(std::move(options)), source_(std::make_unique<MarketSource>(options_)) {
        venue_ = make_venue(options_.venue, {*source_, *this, options_.limits, 1, {}});
        source_->begin(*venue_, *this, truth, kStart);
        source_->step(kStart);  // opens the market
    }
    /// A market, called by its category, with two of its symbols.
    explicit BybitPlay(std::string_view category) : BybitPlay(market(category)) {}

    static SimulatorOptions market(std::string_view category) {
        SimulatorOptions options;
        options.venue = "bybit_" + std::string(category);
        options.symbols = {"BTCUSDT", "ETHUSDT"};
        if (category == "linear") options.symbols = {"BTCUSDT", "BTCUSDT-25DEC26"};
        if (category == "inverse") options.symbols = {"BTCUSD", "BTCUSDZ26"};
        if (category == "option") {
            options.symbols = {"BTC-25DEC26-70000-C-USDT", "BTC-25DEC26-70000-P-USDT"};
        }
        options.start_time = kStart;
        options.levels = 600;
        return options;
    }

    Client& connect(std::string_view path = "", std::string_view address = "::1") {
        HttpRequest request;
        const auto own = "/v5/public/" + options_.venue.substr(options_.venue.find('_') + 1);
        request.method = "GET";
        request.path = path.empty() ? std::string_view(own) : path;
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
    /// Lets so much time pass.
    void run(std::chrono::microseconds span) {
        now_ = now_ + span;
        while (source_->step(now_)) {
        }
        for (const auto& client : clients_) {
            if (client->session) client->session->on_time(now_);
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

    [[nodiscard]] bool wants(TopicId topic, int) const noexcept override {
        return std::any_of(clients_.begin(), clients_.end(),
                           [&](const auto& client) { return client->carries(topic); });
    }
    void publish(const StreamFrame& frame) override {
        for (const auto& client : clients_) client->deliver(frame);
    }

  private:
    SimulatorOptions options_;
    std::unique_ptr<MarketSource> source_;
    std::unique_ptr<Venue> venue_;
    std::vector<std::unique_ptr<Client>> clients_;
    UnixMicros now_ = kStart;
};

}  // namespace mdc::sim
