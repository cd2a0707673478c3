#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"

/// The texts of the command line and of the TOML file. Every error is of kind usage and says in one
/// sentence what was given and what would be right.
namespace mdc::config {

/// A whole number and its unit: "200ms", "90s", "1h". Units: us, ms, s, m, h, d.
Result<std::chrono::microseconds> parse_duration(std::string_view text);

/// A whole number and its unit: "256MB", "32MiB". Units: B, KB, MB, GB, TB and KiB, MiB, GiB, TiB.
Result<std::uint64_t> parse_bytes(std::string_view text);

/// A whole number from `least` to `most`.
Result<std::int64_t> parse_number(std::string_view text, std::int64_t least, std::int64_t most);

/// "binance_spot:BTCUSDT,ETH*@trades,bbo"; without @ all feeds.
Result<Selection> parse_selector(std::string_view text);

/// One selection per exchange and ticker, in the order of their first mention, with all feeds that
/// any selection of it names.
std::vector<Selection> merge_selections(const std::vector<Selection>& selections);

/// What follows -o: "data/", "trades.parquet", "jsonl:-", "jsonl:DIR", "csv:DIR", "null:". A word
/// before a colon is the sink's kind, else it is a recording.
Result<SinkConfig> parse_target(std::string_view text);

/// "5000,200ms", "5000" or "200ms": the stage `batch`.
Result<StageConfig> parse_batch(std::string_view text);

/// "1h,256MB", "1h" or "256MB"; what is not named keeps its default.
Result<Rotation> parse_rotation(std::string_view text);

/// "30d,500GB", "30d" or "500GB"; what is not named has no limit.
Result<Keep> parse_keep(std::string_view text);

/// "wss://host:port" for every market, or "binance_spot=wss://host:port" for one. rest_url stays
/// empty.
Result<VenueUrls> parse_ws_url(std::string_view text);
/// "https://host:port", likewise; ws_url stays empty.
Result<VenueUrls> parse_rest_url(std::string_view text);

/// "okx=eea": the hosts that the venue has under this name; the urls stay empty.
Result<VenueUrls> parse_preset(std::string_view text);

/// "okx:orderbook_l2=books-l2-tbt,books".
Result<ChannelsConfig> parse_channels(std::string_view text);

/// "host=10.0.0.1,10.0.0.2".
Result<Resolve> parse_resolve(std::string_view text);

/// ":9100" (every interface) or "127.0.0.1:9100".
Result<Listen> parse_listen(std::string_view text);

/// "warning" or "warning,FILE".
Result<log::Options> parse_log(std::string_view text);

}  // namespace mdc::config
