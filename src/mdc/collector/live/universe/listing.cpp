#include "mdc/collector/live/universe/listing.hpp"

#include <algorithm>
#include <deque>
#include <thread>

#include "mdc/collector/live/cold/rest_worker.hpp"
#include "mdc/config/glob.hpp"

namespace mdc::collector {

namespace {

constexpr std::chrono::seconds kLongestWait{15};       // for the budget; a ban is longer
constexpr std::chrono::milliseconds kLongestNap{100};  // a run that ends is not held up
constexpr int kPagesAtMost = 100;

bool wait_for_budget(VenueAccess& venue, const net::HttpClient& http, int weight) {
    while (!http.is_cancelled()) {
        const auto wait = venue.take_weight(std::chrono::steady_clock::now(), weight);
        if (wait.count() == 0) return true;
        if (wait > kLongestWait) return false;
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(wait, kLongestNap));
    }
    return false;
}

// One page; the problem in words, or nothing.
std::string fetch_page(VenueAccess& venue, net::HttpClient& http, const Request& request,
                       exchanges::InstrumentPage& page) {
    if (!wait_for_budget(venue, http, request.weight)) return "the exchange asked us to wait";
    const auto outcome = rest_get(http, venue, request);
    if (!outcome.reply) {
        return outcome.refusal ? std::string(outcome.refusal->text.view()) : outcome.error->message;
    }
    auto parsed = venue.exchange().parse_instruments(request, outcome.reply->body);
    if (!parsed) return parsed.error().message;
    page = std::move(*parsed);
    return {};
}

Listing fetch(VenueAccess& venue, net::HttpClient& http, std::span<const std::string> tickers) {
    Listing listing;
    const auto first = venue.exchange().instruments_requests(tickers);
    std::deque<Request> requests(first.begin(), first.end());
    for (int pages = 0; !requests.empty() && pages < kPagesAtMost; ++pages) {
        exchanges::InstrumentPage page;
        listing.problem = fetch_page(venue, http, requests.front(), page);
        if (!listing.problem.empty()) return listing;
        for (auto& each : page.instruments) {
            listing.by_ticker.emplace(each.ticker, std::move(each));
        }
        requests.pop_front();
        if (page.next) requests.push_front(std::move(*page.next));
    }
    if (!requests.empty()) listing.problem = "the list has no end";
    listing.is_whole = tickers.empty() && listing.problem.empty();
    return listing;
}

}  // namespace

Listing fetch_listing(VenueAccess& venue, net::HttpClient& http,
                      std::span<const std::string> tickers) {
    if (!std::any_of(tickers.begin(), tickers.end(), config::is_glob)) {
        auto listing = fetch(venue, http, tickers);
        if (listing.problem.empty() || tickers.empty()) return listing;
    }
    return fetch(venue, http, {});
}

}  // namespace mdc::collector
