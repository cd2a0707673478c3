#include "tests/replay/golden_rows.hpp"

#include <array>

#include "mdc/core/log.hpp"
#include "mdc/model/tables/row.hpp"

#include "tests/support/json_rows.hpp"

namespace mdc::test {

namespace {

constexpr std::array<std::string_view, 6> kKeyKindNames = {"data",   "snapshot", "reset",
                                                           "repeat", "control",  "unknown"};

std::string number(std::int64_t value) { return is_null(value) ? "null" : std::to_string(value); }

class Lines {
  public:
    explicit Lines(const VenueFrames& frames) : frames_(frames) {}

    void add_frame(const Fixture& fixture, ParseStatus status, const FrameKey& key) {
        lines_.push_back(fmt::format(
            R"({{"frame":{},"status":"{}","key":{{"kind":"{}","channel":{},"prev":{},"last":{},"time":{},"fingerprint":{}}}}})",
            quoted(fixture.name), to_string(status),
            kKeyKindNames[static_cast<std::size_t>(key.kind)], channel_of(key.stream),
            number(key.prev), number(key.last), key.time, key.fingerprint));
    }

    template <class Row>
    void add_row(const Row& row) {
        Batch batch(kTableOf<Row>, row.head.exchange);
        append_row(batch, row, ticker_of(row.head.instrument));
        lines_.push_back(json_row(batch, 0));
    }

    void add_book(const Output& out, const BookUpdate& book) {
        OrderbookRow row;
        row.head.instrument = book.instrument;
        row.head.exchange = frames_.plan().exchange;
        row.head.timestamp.value = is_null(book.timestamp) ? 0 : book.timestamp;
        row.head.push_timestamp = book.push_timestamp;
        row.first_update_id = book.first_update_id;
        row.last_update_id = book.last;
        row.prev_update_id = book.prev_update_id;
        row.is_snapshot = book.is_snapshot;
        for (const auto& level : out.levels_of(book)) {
            const auto change = level.qty == 0 ? Action::delete_level : Action::update;
            row.level = {level.price, level.qty, book.is_snapshot ? Action::new_level : change,
                         level.side};
            add_row(row);
        }
    }

    void add_control(const ControlEvent& event) {
        std::string of_stream;
        if (event.stream != kNoStream) {
            of_stream = fmt::format(R"("channel":{},"spoils_request":{},)",
                                    channel_of(event.stream), event.spoils_request);
        }
        if (event.kind == ControlKind::venue_state) {
            of_stream += fmt::format(R"("is_open":{},)", event.is_open);
        }
        lines_.push_back(fmt::format(
            R"({{"control":"{}",{}"request":{},"code":{},"is_retryable":{},"until":{},"text":{}}})",
            kControlKindNames[static_cast<std::size_t>(event.kind)], of_stream,
            number(event.request), event.code, event.is_retryable, event.until.value,
            quoted(event.text.view())));
    }

    std::vector<std::string> take() { return std::move(lines_); }

  private:
    [[nodiscard]] std::string channel_of(StreamId id) const {
        for (const auto& stream : frames_.streams()) {
            if (stream.id == id) return quoted(stream.channel);
        }
        return "null";
    }
    [[nodiscard]] std::string_view ticker_of(InstrumentId id) const {
        if (id == kNoInstrument) return {};
        return frames_.instruments()[index_of(id)].ticker;
    }

    const VenueFrames& frames_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> golden_lines(const exchanges::Exchange& exchange,
                                      const VenueFrames& frames, const Fixture& fixture) {
    const PaddedText text(fixture.text);
    Output out;
    const auto status = exchange.parse(frames.frame(fixture, text), out);
    Lines lines(frames);
    lines.add_frame(fixture, status, out.key);
    for (const auto& book : out.books) lines.add_book(out, book);
    for (const auto& row : out.trades) lines.add_row(row);
    for (const auto& row : out.bbos) lines.add_row(row);
    for (const auto& row : out.tickers) lines.add_row(row);
    for (const auto& event : out.controls) lines.add_control(event);
    return lines.take();
}

}  // namespace mdc::test
