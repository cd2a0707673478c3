#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "mdc/collector/offline/replay.hpp"
#include "mdc/collector/targets.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/exchanges/registry.hpp"

#include "tests/integration/support/json_row.hpp"
#include "tests/support/padded_text.hpp"
#include "tests/support/storage/temporary_folder.hpp"

// The message path with frames out of memory and a pipeline that is drained when the test says so.

namespace mdc::test {

inline constexpr std::int64_t kStart = 1'795'608'000'000'000;
inline constexpr std::size_t kSmallRing = std::size_t{16} << 10;

/// A replay with a ring of this size, whose rows go to files of JSON lines when drain() is called.
class Path {
  public:
    explicit Path(std::size_t ring_bytes)
        : targets_(open_targets()),
          replay_(*exchanges::find(ExchangeId::binance_spot), options(ring_bytes),
                  UnixMicros{kStart}),
          pipeline_({&replay_.ring()}, targets_.take_setups(), {}) {}

    using Kind = collector::InputLine::Kind;

    /// A line of the input, `after` the one before it.
    void line(Kind kind, std::string_view request, const std::string& payload,
              std::int64_t connection = 1,
              std::chrono::microseconds after = std::chrono::milliseconds{1}) {
        std::string padded = payload;
        padded.append(kFramePadding, '\0');
        collector::InputLine line;
        line.kind = kind;
        line.rcv_timestamp = kStart + (at_ += after.count());
        line.conn_id = connection;
        line.packet_id = at_;
        line.request = request;
        line.payload = std::string_view(padded).substr(0, payload.size());
        replay_.feed(line);
    }
    void ws(const std::string& payload) { line(Kind::ws, {}, payload); }
    /// The connection carries "@bookTicker BTCUSDT\n@trade BTCUSDT".
    void open(std::int64_t connection, const std::string& streams) {
        line(Kind::open, "wss://localhost/stream", streams, connection);
    }
    void close(std::int64_t connection, std::string_view cause) {
        line(Kind::close, cause, "", connection);
    }
    void bbo(std::int64_t connection, int id,
             std::chrono::microseconds after = std::chrono::milliseconds{1}) {
        line(
            Kind::ws, {},
            fmt::format(
                R"({{"stream":"btcusdt@bookTicker","data":{{"u":{},"s":"BTCUSDT","b":"1.00000000","B":"1.00000000","a":"2.00000000","A":"1.00000000"}}}})",
                id),
            connection, after);
    }
    void trade(int id, std::string_view lower = "btcusdt", std::string_view symbol = "BTCUSDT",
               std::int64_t connection = 1) {
        line(
            Kind::ws, {},
            fmt::format(
                R"({{"stream":"{2}@trade","data":{{"e":"trade","E":{0},"s":"{3}","t":{1},"p":"60000.10000000","q":"0.50000000","T":{0},"m":true,"M":true}}}})",
                kStart + at_, id, lower, symbol),
            connection);
    }
    void depth(int first, int last, int price, int qty) {
        ws(fmt::format(
            R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{},"s":"BTCUSDT","U":{},"u":{},"b":[["{}.00000000","{}.00000000"]],"a":[]}}}})",
            kStart + at_, first, last, price, qty));
    }
    void snapshot(int last, int bid = 50'000) {
        line(
            Kind::rest, "/api/v3/depth?symbol=BTCUSDT&limit=1000",
            fmt::format(
                R"({{"lastUpdateId":{},"bids":[["{}.00000000","1.00000000"]],"asks":[["70000.00000000","1.00000000"]]}})",
                last, bid));
    }
    void drain() { pipeline_.drain_once(replay_.now()); }
    void finish() {
        drain();
        replay_.finish();
        (void)pipeline_.stop();
    }
    [[nodiscard]] std::uint64_t overflows() const {
        return replay_.path().stats().overflows.value();
    }
    [[nodiscard]] JsonRows rows(const char* table) const {
        return rows_of_file(folder_ / "rows" / (std::string(table) + ".jsonl"));
    }

  private:
    static collector::ReplayOptions options(std::size_t ring_bytes) {
        collector::ReplayOptions options;
        options.ring_bytes = ring_bytes;
        return options;
    }
    collector::Targets open_targets() {
        const auto target = "jsonl:" + (folder_ / "rows").string();
        return collector::Targets::open({config::parse_target(target).value()}, {},
                                        pipeline::WhenFull::wait)
            .value();
    }

    TemporaryFolder folder_;
    collector::Targets targets_;
    collector::Replay replay_;
    pipeline::Pipeline pipeline_;
    std::int64_t at_ = 0;
};

using Book = std::map<std::pair<std::string, std::string>, std::string>;

/// The book that rows alone make (docs/field_semantics.md); nothing while it is unknown.
inline std::optional<Book> replayed(const JsonRows& rows) {
    Book book;
    bool is_known = false;
    for (const auto& row : rows) {
        const std::pair key(row.at("side"), row.at("price"));
        if (row.at("side") == "0") {
            book.clear();
            is_known = row.at("is_checkpoint") == "true";
        } else if (row.at("action") == "3") {
            book.erase(key);
        } else {
            book[key] = row.at("qty");
            is_known = is_known || row.at("is_snapshot") == "true";
        }
    }
    return is_known ? std::optional(book) : std::nullopt;
}

}  // namespace mdc::test
