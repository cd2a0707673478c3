#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/log.hpp"

/// What the user wants, as plain structs: the same from the command line and from a TOML file.
/// Names of exchanges, feeds, sinks and stages are text here; whoever has the list checks them.
namespace mdc::config {

/// What to record of one market: each ticker with each feed.
struct Selection {
    std::string exchange;              ///< "binance_spot"
    std::vector<std::string> tickers;  ///< as the exchange writes them; `*` and `?` make a glob
    std::vector<std::string> feeds;    ///< "trades"; empty: all feeds of the market
    std::string where;                 ///< "mdc.toml:3:1", for messages; empty: the command line
};

/// Which channel of a market fills a feed, where there is a choice.
struct ChannelsConfig {
    std::string exchange;               ///< "okx"
    std::string feed;                   ///< "orderbook_l2"
    std::vector<std::string> variants;  ///< the most wanted first; the others stand in for one that
                                        ///< needs a login when there is none
    std::string where = {};             ///< as in Selection
};

/// A stage of a sink. A number or a text is a list of one; values are read by config/options.hpp.
struct StageConfig {
    std::string name;  ///< "filter"
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::string where;  ///< as in Selection
};

/// When the recording sink closes a journal and hands it to the converter: whichever comes first.
struct Rotation {
    std::chrono::seconds span{3600};    ///< at most a day; never across UTC midnight anyway
    std::uint64_t bytes = 256'000'000;  ///< size of the journal; about what is lost when it is
};

/// A target and what happens to the rows on the way to it.
struct SinkConfig {
    std::string kind = "recording";           ///< recording, jsonl, csv, null
    std::string target;                       ///< directory, file.parquet, or "-": standard output
    std::vector<StageConfig> stages;          ///< in this order
    Rotation rotate;                          ///< recording only; a single file never rotates
    std::uint64_t queue_bytes = 128'000'000;  ///< what may wait while the sink is slow; then rows
                                              ///< are dropped for this sink, counted and told
    std::string where;                        ///< as in Selection

    /// "jsonl:-", as -o takes it; also the label of its metrics.
    [[nodiscard]] std::string name() const;
};

/// Replaces a venue's base urls; the venue's route and query are appended.
struct VenueUrls {
    std::string exchange;  ///< empty: every selected market
    std::string ws_url;    ///< "wss://127.0.0.1:9443"; empty: the venue's own
    std::string rest_url;
    std::string preset = {};  ///< a name of the venue's own other hosts: "eea"; the urls go first
    std::string where = {};   ///< as in Selection
};

/// Answers a host name without DNS.
struct Resolve {
    std::string host;
    std::vector<std::string> ips;
    std::string where = {};  ///< as in Selection
};

struct NetworkConfig {
    std::vector<VenueUrls> urls;
    std::vector<Resolve> resolve;
    std::string ca_file;  ///< PEM, trusted instead of the system's; certificates are always checked

    /// What replaces a market's base url: the market's own entry, else the one for all; "" none.
    [[nodiscard]] std::string ws_url(std::string_view exchange) const;
    [[nodiscard]] std::string rest_url(std::string_view exchange) const;
    /// The market's other hosts by their name; "" its usual ones.
    [[nodiscard]] std::string preset(std::string_view exchange) const;
};

/// How many I/O threads there are, how they wait and what lies between them and the pipeline.
struct ThreadsConfig {
    int io = 1;               ///< over which the instruments are spread; more than one only where
                              ///< one thread's CPU is used up
    bool spin = false;        ///< never sleep: 4 us instead of 35 us one way, for a whole CPU each
    std::vector<int> io_cpu;  ///< pins each I/O thread to a CPU; empty: the system chooses
    std::uint64_t ring_bytes = 32 << 20;  ///< of each; bridges a stall of the pipeline; `mdc
                                          ///< doctor` says how many seconds that is
};

struct BookConfig {
    int snapshot_depth = 1000;              ///< levels a side that a REST snapshot asks for
    std::chrono::seconds checkpoint{3600};  ///< each book is written again at least this often
};

/// Which Parquet files of a recording stay; beyond it the oldest are deleted. 0: no limit.
struct Keep {
    std::chrono::seconds age{0};  ///< at least a day; counted in whole UTC days of receipt
    std::uint64_t bytes = 0;      ///< of all Parquet files of the target
};

/// How the recording sink meets the disk.
struct StorageConfig {
    std::chrono::milliseconds write_ms{50};       ///< a killed process loses at most this
    std::chrono::milliseconds sync_ms{200};       ///< a power cut loses at most this
    std::uint64_t min_free = 5'000'000'000;       ///< free bytes below which the log warns
    std::chrono::milliseconds stop_within{5000};  ///< time for converting at the end, unattended
    Keep keep;                                    ///< all, unless it says otherwise
};

/// Where metrics are served.
struct Listen {
    std::string host;        ///< "0.0.0.0" when only a port was given
    std::uint16_t port = 0;  ///< 0: the system chooses
};

/// All of it. The default of every field is what `mdc record SELECTOR -o DIR` runs with.
struct Config {
    std::vector<Selection> selections;
    std::vector<ChannelsConfig> channels;
    std::vector<SinkConfig> sinks;
    NetworkConfig network;
    ThreadsConfig threads;
    BookConfig book;
    StorageConfig storage;
    std::optional<Listen> metrics;  ///< none: not served
    log::Options log;
    bool raw = false;                      ///< record every frame as received, too
    std::chrono::seconds refresh{3600};    ///< how often instrument lists are asked for again: what
                                           ///< they bring or lose is followed; 0: never
    std::chrono::microseconds run_for{0};  ///< stop by itself after this; 0: never
    bool dry_run = false;                  ///< print the plan and end; a flag only

    /// Where the file says "storage.write_ms": "mdc.toml:4:12".
    std::map<std::string, std::string, std::less<>> places;
    /// The same; empty when it does not.
    [[nodiscard]] std::string place_of(std::string_view key) const;
};

}  // namespace mdc::config
