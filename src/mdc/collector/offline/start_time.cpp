#include "mdc/collector/offline/start_time.hpp"

#include "mdc/collector/offline/input_line.hpp"
#include "mdc/collector/offline/line_reader.hpp"

namespace mdc::collector {

namespace {

constexpr int kLinesLookedAt = 1000;

// The exchange time of a bare frame; zero when it has none.
UnixMicros event_time(const exchanges::Exchange& exchange, std::string_view payload) {
    Frame frame;
    ConnectionPlan plan;
    plan.exchange = exchange.facts().id;
    frame.payload = payload;
    frame.plan = &plan;
    const auto found = exchange.discover(frame);
    if (!found || !found->time_unit) return {};
    plan.time_unit = *found->time_unit;
    plan.table.insert(found->streams.front().channel,
                      {StreamId{0}, InstrumentId{0}, found->streams.front().kind});
    return {exchange.identify(frame).time};
}

}  // namespace

Result<UnixMicros> start_time(const exchanges::Exchange& exchange,
                              const std::vector<std::string>& files) {
    InputLineParser parser;
    UnixMicros start;
    for (const auto& file : files) {
        auto reader = LineReader::open(file);
        if (!reader) return reader.error();
        std::string_view text;
        for (int i = 0; i < kLinesLookedAt && start.value == 0; ++i) {
            const auto more = reader->next(text);
            if (!more || !*more) break;  // damage is told when the file is read in earnest
            const auto line = parser.parse(text);
            if (!line) continue;
            start = is_null(line->rcv_timestamp) ? event_time(exchange, line->payload)
                                                 : UnixMicros{line->rcv_timestamp};
        }
    }
    return start;
}

}  // namespace mdc::collector
