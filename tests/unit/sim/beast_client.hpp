#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/simulator.hpp"

namespace mdc::sim {

/// A WebSocket client over TLS that shares no code with ours: Boost.Beast, verifying the
/// certificate.
class BeastClient {
  public:
    explicit BeastClient(const Simulator& simulator);
    ~BeastClient();

    /// Upgrades. 101, or the HTTP status that refused; 0 when TLS or TCP failed.
    int connect(const std::string& target);
    /// Next text message; nothing when the connection has ended, or nothing came for ten seconds.
    std::optional<std::string> read();
    /// Next message that is not of a stream.
    std::optional<std::string> read_reply();
    void send(std::string_view text);
    void ping(std::string_view payload);

    [[nodiscard]] int close_code() const;  ///< 0: none was sent
    [[nodiscard]] std::string close_reason() const;
    [[nodiscard]] bool has_timed_out() const;
    /// Payloads of the server's pings (answered by Beast) and pongs, as far as reads met them.
    [[nodiscard]] const std::vector<std::string>& pings() const;
    [[nodiscard]] const std::vector<std::string>& pongs() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct HttpAnswer {
    int status = 0;  ///< 0: no answer
    std::string body;
    std::map<std::string, std::string> headers;  ///< names in lower case
};

/// One request over TLS. `ca_pem` "": the simulator's own CA.
HttpAnswer https_get(const Simulator& simulator, const std::string& target,
                     const std::string& ca_pem = "");
/// One request over plain TCP.
HttpAnswer http_get(const Simulator& simulator, const std::string& target);

}  // namespace mdc::sim
