#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/core/time.hpp"
#include "mdc/sim/faults.hpp"

namespace mdc::sim {

/// The limits of the venue that is played. A default of zero takes the venue's own figure; tests
/// set small ones to see a day pass in a second.
struct VenueLimits {
    std::chrono::milliseconds ping_every{0};   ///< spot: 20 s
    std::chrono::milliseconds pong_within{0};  ///< spot: 60 s
    std::chrono::milliseconds lifetime{0};     ///< spot: 24 h, then the server closes
    int client_frames_per_second = 0;          ///< spot: 5, then close 1008
    std::size_t streams_per_connection = 0;    ///< spot: 1024
    int connects_per_5_minutes = 0;            ///< spot: 300 per address
    int rest_weight_per_minute = 0;            ///< spot: 6000 per address
};

struct SimulatorOptions {
    std::string venue = "binance_spot";              ///< whose protocol is spoken
    std::vector<std::string> symbols = {"BTCUSDT"};  ///< as the venue writes them
    std::uint64_t seed = 1;                          ///< the same seed makes the same market
    UnixMicros start_time{0};                        ///< first moment of the market; 0: now

    /// Orders per second of market time over all symbols; 0: 800 per symbol, which gives depth
    /// messages of 46 levels on average. About half of the orders also become a bookTicker or
    /// trades.
    double rate = 0;
    /// Market time runs as fast as the slowest reader takes it; else it is the clock's.
    bool is_flat_out = false;
    std::chrono::milliseconds duration{0};  ///< market time after which it ends; 0: no end
    std::uint64_t max_orders = 0;           ///< it ends after so many orders; 0: no end
    /// The market stands still until so many streams are subscribed, over all connections; flat-out
    /// it also does when nobody listens any more.
    std::size_t wait_for_streams = 0;
    std::size_t levels = 3000;  ///< levels a side of the book, about
    /// Connections differ as if served by so many machines: depth is cut at other moments and event
    /// times differ by a millisecond. 1: all connections get the same bytes.
    int variants = 1;

    std::string bind = "127.0.0.1";
    std::uint16_t port = 0;  ///< REST and WebSocket, TLS and plain; 0: any free one
    bool is_plain = false;   ///< the URLs say ws:// and http://
    /// Each message goes into a TLS record of its own, as venues send; false fills records.
    bool is_record_per_message = true;
    std::size_t queue_bytes_max = std::size_t{16}
                                  << 20;  ///< unread bytes at which a reader is kicked
    VenueLimits limits;
    std::vector<Fault> faults;

    std::string ca_file;          ///< where the CA goes; "": a file in the temporary folder
    std::string truth_directory;  ///< "": no truth is written
    /// Frames of this file (JSON lines, `.gz` too; bare or in envelopes) instead of a market.
    std::string capture;
    double capture_speed = 1.0;  ///< 2: twice as fast as recorded; flat-out ignores it

    /// All problems at once, as one error of kind `usage`.
    [[nodiscard]] Result<void> validate() const;
};

/// Figures of a run, so far. Delivered counts are over all connections.
struct SimulatorSummary {
    std::uint64_t orders = 0;
    std::uint64_t trades = 0;
    std::uint64_t book_changes = 0;
    std::uint64_t frames_sent = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t connections_opened = 0;
    std::uint64_t connections_open = 0;
    std::uint64_t connections_refused = 0;
    std::uint64_t readers_kicked = 0;
    std::uint64_t streams = 0;  ///< subscriptions at this moment
    std::uint64_t rest_requests = 0;
    std::uint64_t rest_refused = 0;
    std::vector<std::uint64_t> faults;  ///< how often each fault of the options happened
};

/// An exchange on the loopback: one thread with the market, its truth and its server.
/// Any thread may call any method.
class Simulator {
  public:
    /// Listens before it returns. Errors: `usage` (options, capture), `target` (truth, CA file),
    /// `network` (port in use).
    static Result<std::unique_ptr<Simulator>> start(SimulatorOptions options);
    ~Simulator();  ///< stops
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;
    [[nodiscard]] std::string ws_url() const;    ///< "wss://localhost:40123"
    [[nodiscard]] std::string rest_url() const;  ///< "https://localhost:40123"
    [[nodiscard]] const std::string& ca_file() const noexcept;
    /// What is traded: the options' symbols, or those of the capture.
    [[nodiscard]] std::vector<std::string> symbols() const;

    /// The market reached its end and every open connection was handed all of it. The server goes
    /// on.
    [[nodiscard]] bool is_finished() const noexcept;
    /// Waits for that, at most `timeout`; false when it is not reached.
    bool wait_finished(std::chrono::milliseconds timeout) const;

    [[nodiscard]] SimulatorSummary summary() const;

    /// Closes all connections (1001), writes the truth. Errors: `disk`. Calling it again does
    /// nothing.
    Result<void> stop();

  private:
    struct Impl;
    explicit Simulator(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace mdc::sim
