#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mdc/core/time.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::journal {

/// Until when recorded rows speak for each stream (exchange, feed, ticker): the receive time of its
/// last row. Only rows that the exchange sent count: what `clock`, `connections` or another stream
/// say later is no word about this one, nor are clear and checkpoint rows of a book. Rows of `gaps`
/// count when their cause is crash: they speak for their span.
class StreamEnds {
  public:
    void add(const Batch& batch);
    /// Each stream's is at least this.
    void raise(ExchangeId exchange, Feed feed, std::string_view ticker, UnixMicros to);
    void raise(const StreamEnds& to);
    /// Nothing when no row spoke for the stream.
    [[nodiscard]] std::optional<UnixMicros> of(ExchangeId exchange, Feed feed,
                                               std::string_view ticker) const;
    [[nodiscard]] bool empty() const noexcept { return ends_.empty(); }

    /// Lines of text: how many streams, then "<exchange> <feed> <microseconds> <ticker>" each.
    [[nodiscard]] std::string to_text() const;
    /// Reads that; nothing when it is something else.
    [[nodiscard]] static std::optional<StreamEnds> parse(std::istream& in);

    friend bool operator==(const StreamEnds&, const StreamEnds&) = default;

  private:
    using Flow = std::pair<ExchangeId, Feed>;

    UnixMicros& end_of(const Flow& flow, std::string_view ticker);
    void add_rows(const Batch& batch, Feed feed);
    void add_crashes(const Batch& batch);

    std::map<Flow, std::map<std::string, UnixMicros, std::less<>>> ends_;  // no flow is empty
};

/// What is known of a run that did not end, or of several in a row.
struct CrashedRun {
    UnixMicros opened;  ///< the first of them
    StreamEnds ends;

    /// From when on nothing is known of the stream: its last row, or the opening when it has none.
    [[nodiscard]] UnixMicros end_of(ExchangeId exchange, Feed feed, std::string_view ticker) const {
        return ends.of(exchange, feed, ticker).value_or(opened);
    }
};

}  // namespace mdc::journal
