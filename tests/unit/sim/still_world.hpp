#pragma once

#include <vector>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {

/// A market of one instrument in which only the test does something.
class StillWorld final : public World {
  public:
    StillWorld(const Instrument& one, BookPicture book)
        : instruments_{one}, book_(std::move(book)) {}

    [[nodiscard]] const std::vector<Instrument>& instruments() const noexcept override {
        return instruments_;
    }
    [[nodiscard]] const BookPicture* book(int, bool) const override { return &book_; }
    std::string_view recorded_depth(int) override { return {}; }
    void snapshot_served(const Truth::Snapshot&, UnixMicros) override {}
    void book_id(std::string_view, std::int64_t, std::int64_t) override {}
    void numbering(std::string_view, std::int64_t, std::int64_t) override {}

    BookPicture& present() { return book_; }
    /// A level gets a new quantity; the venue hears it.
    void change(Venue& venue, Side side, std::int64_t price, std::int64_t qty) {
        book_.side(side).set(price, qty);
        const auto id = ++book_.update_id;
        venue.listener().on_change({0, id, UnixMicros{id * 1000}, side, price, qty});
    }

    /// A book of one level a side, at update 7000; prices from 1 on fit in.
    static BookPicture book_of(std::int64_t bid, std::int64_t bid_qty, std::int64_t ask,
                               std::int64_t ask_qty) {
        constexpr std::int64_t kPrices = 2000;
        BookPicture book{{Side::bid, 1, kPrices}, {Side::ask, 1, kPrices}, 7'000};
        book.bids.set(bid, bid_qty);
        book.asks.set(ask, ask_qty);
        return book;
    }

  private:
    std::vector<Instrument> instruments_;
    BookPicture book_;
};

}  // namespace mdc::sim
