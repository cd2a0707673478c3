#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "mdc/collector/live/cold/venue_access.hpp"
#include "mdc/collector/live/messages.hpp"
#include "mdc/net/http.hpp"

namespace mdc::collector {

/// What a REST request came to, in words that its caller can act on.
struct RestOutcome {
    std::optional<net::HttpReply> reply;  ///< status 200
    std::optional<ControlEvent> refusal;  ///< the venue's answer said no
    std::optional<Error> error;           ///< there was no answer
    int status = 0;                       ///< of the refusal
    std::chrono::seconds retry_after{0};
};

/// One GET whose weight was taken from the venue's budget before. Obeys and remembers 429, 418, 403
/// and Retry-After. Cold thread.
RestOutcome rest_get(net::HttpClient& http, VenueAccess& venue, const Request& request);

/// Fetches snapshots on a thread of its own, in the order of asking: what moves first asks first.
class RestWorker {
  public:
    using Venues = std::map<ExchangeId, std::unique_ptr<VenueAccess>>;
    using Tell = std::function<void(ToIo)>;

    RestWorker(net::HttpOptions http, const Venues& venues, bool keep_bodies, Tell tell);
    ~RestWorker();

    void start();
    void ask(RequestWanted wanted);
    /// No request is begun any more. Returns at once.
    void ask_to_stop();
    /// The same; the one under way is given up.
    void stop();

  private:
    void run();
    void fetch(RequestWanted& wanted);
    std::optional<RequestWanted> next();

    std::stop_source stopping_;  // asked with the mutex held
    net::HttpClient http_;
    const Venues& venues_;
    bool keep_bodies_;
    Tell tell_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<RequestWanted> queue_;
    std::thread thread_;
};

}  // namespace mdc::collector
