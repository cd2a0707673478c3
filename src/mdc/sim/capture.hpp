#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/sim/source.hpp"

namespace mdc::sim {

/// Replays what a real connection delivered: frames `{"stream":…,"data":…}` and REST depth bodies,
/// as JSON lines, bare or in envelopes, plain or gzipped. Frames keep their bytes (but for the unit
/// of their times), order and spacing (by their event times). Whoever asks for depth gets the
/// recorded bodies in order.
class CaptureSource final : public Source {
  public:
    /// Errors: `usage` when the file cannot be read or holds no stream frame.
    static Result<std::unique_ptr<CaptureSource>> load(const SimulatorOptions& options);

    [[nodiscard]] const std::vector<std::string>& streams() const noexcept { return streams_; }

    void begin(Venue& venue, Audience& audience, Truth* truth, UnixMicros now) override;
    bool step(UnixMicros now) override;
    [[nodiscard]] bool is_finished() const noexcept override { return next_ == frames_.size(); }
    void add_to(SimulatorSummary&) const override {}

    [[nodiscard]] const std::vector<Instrument>& instruments() const noexcept override {
        return instruments_;
    }
    [[nodiscard]] const BookPicture* book(int, bool) const override { return nullptr; }
    std::string_view recorded_depth(int instrument) override;
    void snapshot_served(const Truth::Snapshot&, UnixMicros) override {}
    void book_id(std::string_view, std::int64_t, std::int64_t) override {}
    void numbering(std::string_view, std::int64_t, std::int64_t) override {}

  private:
    struct Frame {
        std::size_t stream;
        std::int64_t time;  ///< event time, microseconds; that of the frame before when it has none
        std::string text;   ///< wrapped, as recorded
        std::size_t payload_at;
    };
    struct Bodies {
        std::vector<std::string> texts;
        std::size_t next = 0;
    };
    explicit CaptureSource(const SimulatorOptions& options) : options_(options) {}
    void add_line(std::string_view line);
    void add_frame(std::string_view text);
    void add_body(std::string_view text, std::string_view url);
    void name_instruments();

    const SimulatorOptions& options_;
    std::vector<std::string> streams_;
    std::map<std::string, std::size_t, std::less<>> stream_index_;
    std::vector<Frame> frames_;
    std::map<std::string, Bodies, std::less<>> bodies_;  ///< by symbol; "" when no url said it
    std::vector<Instrument> instruments_;
    std::vector<TopicId> topics_;
    Venue* venue_ = nullptr;
    Audience* audience_ = nullptr;
    Truth* truth_ = nullptr;
    UnixMicros begun_{0};
    std::size_t next_ = 0;
    std::string scratch_;
};

}  // namespace mdc::sim
