#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"
#include "mdc/sim/market/ladder.hpp"

namespace mdc::sim::deribit {

/// The whole book as a channel showed it last. It begins when somebody asks for it, and ends when
/// nobody listens any more.
class ShownBook {
  public:
    [[nodiscard]] bool is_open() const noexcept { return book_.has_value(); }
    [[nodiscard]] std::int64_t id() const noexcept { return book_->update_id; }
    /// When the last change that it shows happened.
    [[nodiscard]] UnixMicros time() const noexcept { return time_; }

    void open(const BookPicture& book, UnixMicros changed);
    void close();
    /// A level of the market is another now.
    void touch(Side side, std::int64_t price);
    /// Follows the market; true when that changed a level: bids() and asks() then say which, best
    /// first. What came and went in between is not seen.
    bool move(const Instrument& of, const BookPicture& book, UnixMicros changed);
    /// Makes bids() and asks() the whole book.
    void write_all(const Instrument& of);
    [[nodiscard]] std::string_view bids() const noexcept { return bids_; }
    [[nodiscard]] std::string_view asks() const noexcept { return asks_; }

  private:
    static void move(std::string& out, const Instrument& of, std::vector<std::int64_t>& prices,
                     Ladder& shown, const Ladder& market);

    std::optional<BookPicture> book_;
    UnixMicros time_{0};
    std::vector<std::int64_t> touched_bids_, touched_asks_;
    std::string bids_, asks_;
};

}  // namespace mdc::sim::deribit
