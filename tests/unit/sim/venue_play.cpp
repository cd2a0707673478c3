#include "tests/unit/sim/venue_play.hpp"

#include <algorithm>

namespace mdc::sim {

std::vector<std::string> VenuePlay::Client::say(std::string_view text) {
    const auto before = replies.size();
    session->on_frame(ClientFrame::text, text, play_.now());
    return {replies.begin() + static_cast<std::ptrdiff_t>(before), replies.end()};
}

std::vector<VenuePlay::Frame> VenuePlay::Client::of(const std::string& topic) const {
    std::vector<Frame> chosen;
    for (const auto& frame : frames) {
        if (frame.topic == topic) chosen.push_back(frame);
    }
    return chosen;
}

bool VenuePlay::Client::carries(TopicId topic, int form) const {
    return session && session->form() == form && topics_.contains(topic);
}

void VenuePlay::Client::reply(std::string_view text) {
    replies.emplace_back(text);
    all.emplace_back(text);
}

void VenuePlay::Client::deliver(const StreamFrame& frame) {
    if (!carries(frame.topic, frame.form)) return;
    frames.push_back({play_.venue().topics()[frame.topic].name, std::string(frame.payload),
                      frame.first_id, frame.last_id, frame.is_picture});
    all.emplace_back(frame.payload);
}

VenuePlay::VenuePlay(SimulatorOptions options, Truth* truth)
    : options_(std::move(options)),
      source_(std::make_unique<MarketSource>(options_)),
      now_(options_.start_time) {
    venue_ = make_venue(options_.venue, {*source_, *this, options_.limits, options_.variants, {}});
    source_->begin(*venue_, *this, truth, now_);
    source_->step(now_);  // opens the market
}

VenuePlay::~VenuePlay() { venue_.reset(); }  // sessions may outlive it

void VenuePlay::open_session(Client& client, std::string_view path, std::string_view address) {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.address = address;
    auto opened = venue_->open(request, static_cast<int>(clients_.size()), client, now_);
    if (auto* reply = std::get_if<HttpReply>(&opened)) {
        client.refused = reply->status;
    } else {
        client.session = std::move(std::get<std::unique_ptr<Session>>(opened));
    }
}

HttpReply VenuePlay::get(std::string_view path,
                         std::vector<std::pair<std::string, std::string>> query) {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.query = std::move(query);
    request.address = "::1";
    return venue_->http(request, now_);
}

void VenuePlay::run(std::chrono::microseconds span) {
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

const BookPicture& VenuePlay::book(int instrument) const {
    return *source_->book(instrument, false);
}

const Instrument& VenuePlay::instrument(int index) const {
    return source_->instruments()[static_cast<std::size_t>(index)];
}

bool VenuePlay::wants(TopicId topic, int form) const noexcept {
    return std::any_of(clients_.begin(), clients_.end(),
                       [&](const auto& client) { return client->carries(topic, form); });
}

void VenuePlay::publish(const StreamFrame& frame) {
    for (const auto& client : clients_) client->deliver(frame);
    if (when_published) when_published(frame);
}

}  // namespace mdc::sim
