#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/core/time.hpp"

/// Scripted misfortune. One fault is one sentence, `KIND[:KEY=VALUE,…]`; the same script with the
/// same seed hits the same frames of every connection again.
namespace mdc::sim {

enum class FaultKind : unsigned char {
    // A frame of a stream, on its way to one connection.
    drop,        ///< is not sent
    duplicate,   ///< is sent twice
    reorder,     ///< changes places with the next frame of its stream
    delay,       ///< waits `by`; what follows on the same stream waits behind it
    stall,       ///< is not sent, nor any other of that stream for `for` (or for ever)
    garbage,     ///< becomes bytes that are neither UTF-8 nor JSON
    oversized,   ///< becomes valid JSON of `bytes` (default 4 MiB)
    wrong_type,  ///< has text where numbers should be
    // A whole connection.
    cut,        ///< TCP ends in the middle of a frame
    half_open,  ///< the socket stays, nothing is sent or answered any more
    shutdown,   ///< the venue's notice, then a close `for` later
    close,      ///< WebSocket close with `code` (default 1008)
    // A request.
    refuse,        ///< the WebSocket upgrade is answered with HTTP `code` (default 429)
    rest,          ///< REST is answered with HTTP `code` (default 429) and Retry-After
    snapshot_old,  ///< the depth snapshot is older than every connection
    // The venue itself, for all connections at once.
    reset,  ///< its books begin their numbering anew, far below
};

/// "drop", "half_open" and so on, as scripts write it.
std::string_view to_string(FaultKind kind) noexcept;

/// When it happens: on what matches `stream` and `conn`, not before `after`, then on every
/// `every`-th frame or with probability `p`, at most `count` times.
struct Fault {
    FaultKind kind = FaultKind::drop;
    std::string stream;        ///< stream name or part of it ("depth", "btcusdt@trade"); "": all
    int connection = 0;        ///< the n-th WebSocket connection since the start; 0: each
    std::uint64_t every = 1;   ///< counted per connection and fault
    double probability = 1.0;  ///< drawn from the seed, per connection and fault
    std::uint64_t count =
        0;  ///< over all connections; 0: no limit (default 1 for stall, connections and requests)
    std::chrono::microseconds after{
        0};  ///< since the connection opened (requests: the start; reset: the market, and again)
    std::chrono::microseconds span{0};  ///< `for`
    std::chrono::microseconds by{50'000};
    int code = 0;
    std::chrono::seconds retry_after{1};
    std::size_t bytes = std::size_t{4} << 20;
};

/// Reads one fault ("drop:stream=depth,every=50", "cut:after=2s"). Errors: `usage`, one sentence
/// that names the part that is wrong and what would be right.
Result<Fault> parse_fault(std::string_view text);

/// The language of parse_fault, for `mdc sim --help`.
std::string describe_faults();

/// Frame and connection faults are asked for by one connection through this: it counts and draws
/// for itself, so what another connection does changes nothing.
class FaultScript;

class ConnectionFaults {
  public:
    /// `number` counts WebSocket connections from 1. `script` must outlive this.
    ConnectionFaults(FaultScript& script, int number, UnixMicros opened);

    /// The first fault that hits the next frame of `stream`, or null.
    const Fault* hit_frame(std::string_view stream, UnixMicros now);
    /// The first connection fault whose time has come, each once.
    const Fault* hit_connection(UnixMicros now);
    /// Whether any frame fault could ever hit: false makes the quick path quick.
    [[nodiscard]] bool has_frame_faults() const noexcept { return has_frame_faults_; }

  private:
    struct State {
        std::size_t fault = 0;
        std::uint64_t seen = 0;
        std::uint64_t random = 0;
        bool is_done = false;
    };
    FaultScript& script_;
    UnixMicros opened_;
    bool has_frame_faults_ = false;
    std::vector<State> states_;
};

/// All faults of a simulator and how often each has happened.
class FaultScript {
  public:
    FaultScript(std::vector<Fault> faults, std::uint64_t seed, UnixMicros started);

    /// The fault of `kind` (refuse, rest, snapshot_old) that hits a request for `path`, or null.
    const Fault* hit_request(FaultKind kind, std::string_view path, UnixMicros now);
    /// The first fault of the venue itself that is due when its market has been open for so long,
    /// or null: each comes `count` times, `after` apart.
    const Fault* hit_venue(std::chrono::microseconds open_for);
    /// How long the market has been open when the next one is due; nothing: none is left.
    [[nodiscard]] std::optional<std::chrono::microseconds> next_of_venue() const;
    [[nodiscard]] const std::vector<Fault>& faults() const noexcept { return faults_; }
    [[nodiscard]] std::uint64_t times(std::size_t fault) const noexcept { return times_[fault]; }

  private:
    friend class ConnectionFaults;
    [[nodiscard]] std::optional<std::chrono::microseconds> due_of_venue(std::size_t fault) const;

    std::vector<Fault> faults_;
    std::vector<std::uint64_t> times_;
    std::vector<std::uint64_t> requests_seen_;
    std::uint64_t seed_;
    UnixMicros started_;
};

}  // namespace mdc::sim
