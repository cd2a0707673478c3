#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mdc/sim/venues/deribit/credits.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::deribit {

/// Named parameters of a request, texts bare and everything else as it is written.
using Parameters = std::vector<std::pair<std::string, std::string>>;
std::string_view find(const Parameters& parameters, std::string_view key) noexcept;

/// A result, or an error with a code.
struct Answer {
    std::string result = {};  ///< JSON
    int code = 0;             ///< 0: none
    std::string_view message = {};
    std::string data = {};  ///< JSON, or empty
};
Answer result(std::string json);
Answer error(int code, std::string_view message, std::string data = {});
/// -32602, with what is wrong with which parameter.
Answer wrong_parameter(std::string_view parameter, std::string_view reason = "invalid value");
/// The whole reply; `id`: JSON, or empty.
std::string reply_text(const Answer& answer, std::string_view id, UnixMicros now);

/// Public methods that need no connection: get_instruments, get_time, hello, status, test.
///
/// The list costs: 5 at once and one in 10 s for an address, then 10028 (of HTTP, with 429).
class Api {
  public:
    /// `lists_per_minute`: 0: the venue's own figure.
    Api(const World& world, int lists_per_minute)
        : world_(world), lists_per_minute_(lists_per_minute) {}

    /// Nothing: it is none of these methods.
    std::optional<Answer> call(std::string_view method, const Parameters& parameters,
                               std::string_view address, UnixMicros now);
    HttpReply http(const HttpRequest& request, UnixMicros now);
    static HttpReply refusal(const Fault& fault, UnixMicros now);

  private:
    Answer instruments(const Parameters& parameters) const;
    bool may_list(std::string_view address, UnixMicros now);

    const World& world_;
    int lists_per_minute_;
    std::unordered_map<std::string, Credits> lists_;
};

}  // namespace mdc::sim::deribit
