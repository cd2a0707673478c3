#pragma once

#include <string>
#include <vector>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// A connection that only remembers what its session did with it.
struct RecordingPeer final : Peer {
    std::vector<std::string> replies;
    std::vector<TopicId> topics;
    std::vector<std::string> pings;
    int close_code = 0;
    std::string close_reason;
    bool is_wrapped = false;

    void reply(std::string_view text) override { replies.emplace_back(text); }
    void subscribe(TopicId topic) override { topics.push_back(topic); }
    void unsubscribe(TopicId topic) override { std::erase(topics, topic); }
    void deliver(const StreamFrame&) override {}
    void wrap(bool wrapped) override { is_wrapped = wrapped; }
    void ping(std::string_view payload) override { pings.emplace_back(payload); }
    void close(std::uint16_t code, std::string_view reason) override {
        close_code = code;
        close_reason = reason;
    }
    [[nodiscard]] std::vector<std::string> names(const Venue& venue) const {
        std::vector<std::string> all;
        for (const auto topic : topics) all.push_back(venue.topics()[topic].name);
        return all;
    }
};

}  // namespace mdc::sim
