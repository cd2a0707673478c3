#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/market/ladder.hpp"
#include "mdc/sim/venues/okx/texts.hpp"

namespace mdc::sim::okx {

/// The best levels of a book as a channel showed them last. It begins when somebody asks for them,
/// and ends when nobody listens any more.
class Window {
  public:
    [[nodiscard]] bool is_open() const noexcept { return is_open_; }
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    /// When it was shown last.
    [[nodiscard]] UnixMicros time() const noexcept { return time_; }

    void open(const BookPicture& book, std::size_t levels, UnixMicros now);
    void close() noexcept { is_open_ = false; }
    /// Follows the book; true when that changed a level. What left the window is deleted, what
    /// entered it is new: asks() and bids() then say it, best first.
    bool move(const Instrument& of, const BookPicture& book, std::size_t levels);
    /// The move was shown, or that there was none.
    void shown(std::int64_t id, UnixMicros now) noexcept;
    /// Makes asks() and bids() the whole window.
    void write_all(const Instrument& of);
    [[nodiscard]] std::string_view asks() const noexcept { return asks_.text; }
    [[nodiscard]] std::string_view bids() const noexcept { return bids_.text; }

  private:
    struct Half {
        std::vector<Level> levels;
        std::string text;
    };
    bool move(Half& half, const Instrument& of, const Ladder& side, std::size_t levels);
    static void write_all(Half& half, const Instrument& of);
    static void read(std::vector<Level>& levels, const Ladder& side, std::size_t count);

    Half asks_, bids_;
    std::vector<Level> fresh_;
    std::int64_t id_ = 0;
    UnixMicros time_{0};
    bool is_open_ = false;
};

}  // namespace mdc::sim::okx
