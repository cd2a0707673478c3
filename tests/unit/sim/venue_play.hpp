#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mdc/sim/source.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// A venue over a generated market, without sockets: clients with a session each, which get what
/// they subscribed to. What a client says is its venue's: derived classes have the words.
class VenuePlay : public Audience {
  public:
    struct Frame {
        std::string topic;
        std::string payload;
        std::int64_t first_id;
        std::int64_t last_id;
        bool is_picture;
    };

    class Client : public Peer {
      public:
        explicit Client(VenuePlay& play) : play_(play) {}

        std::vector<std::string> replies;
        std::vector<Frame> frames;
        std::vector<std::string> all;  ///< replies and frames as they came
        int close_code = 0;
        int refused = 0;  ///< HTTP status instead of a session
        std::unique_ptr<Session> session;

        /// Sends a text; what was replied since.
        std::vector<std::string> say(std::string_view text);
        [[nodiscard]] std::vector<Frame> of(const std::string& topic) const;
        [[nodiscard]] bool carries(TopicId topic, int form) const;
        [[nodiscard]] std::size_t topic_count() const { return topics_.size(); }

        void reply(std::string_view text) override;
        void subscribe(TopicId topic) override { topics_.insert(topic); }
        void unsubscribe(TopicId topic) override { topics_.erase(topic); }
        void deliver(const StreamFrame& frame) override;
        void wrap(bool) override {}
        void ping(std::string_view) override {}
        void close(std::uint16_t code, std::string_view) override { close_code = code; }

      private:
        VenuePlay& play_;
        std::set<TopicId> topics_;
    };

    /// The market opens at the options' start_time.
    explicit VenuePlay(SimulatorOptions options, Truth* truth = nullptr);
    ~VenuePlay() override;

    HttpReply get(std::string_view path,
                  std::vector<std::pair<std::string, std::string>> query = {});
    /// Lets so much time pass, and tells the sessions ten times a second.
    void run(std::chrono::microseconds span);
    Venue& venue() { return *venue_; }
    [[nodiscard]] const SimulatorOptions& options() const noexcept { return options_; }
    [[nodiscard]] const BookPicture& book(int instrument) const;
    [[nodiscard]] const Instrument& instrument(int index) const;
    [[nodiscard]] UnixMicros now() const { return now_; }

    [[nodiscard]] bool wants(TopicId topic, int form) const noexcept override;
    void publish(const StreamFrame& frame) override;
    /// At this moment the market is as the frame says.
    std::function<void(const StreamFrame&)> when_published;

  protected:
    /// A new client whose session opens there.
    template <class Words>
    Words& open(std::string_view path, std::string_view address) {
        auto made = std::make_unique<Words>(*this);
        auto& client = *made;
        clients_.push_back(std::move(made));
        open_session(client, path, address);
        return client;
    }

  private:
    void open_session(Client& client, std::string_view path, std::string_view address);

    SimulatorOptions options_;
    std::unique_ptr<MarketSource> source_;
    std::unique_ptr<Venue> venue_;
    std::vector<std::unique_ptr<Client>> clients_;
    UnixMicros now_;
};

}  // namespace mdc::sim
