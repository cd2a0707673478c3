#include "mdc/sim/venues/deribit/shown_book.hpp"

#include <algorithm>

#include "mdc/sim/venues/deribit/texts.hpp"

namespace mdc::sim::deribit {

void ShownBook::open(const BookPicture& book, UnixMicros changed) {
    book_ = book;
    time_ = changed;
}

void ShownBook::close() {
    book_.reset();
    touched_bids_.clear();
    touched_asks_.clear();
}

void ShownBook::touch(Side side, std::int64_t price) {
    if (is_open()) (side == Side::bid ? touched_bids_ : touched_asks_).push_back(price);
}

void ShownBook::move(std::string& out, const Instrument& of, std::vector<std::int64_t>& prices,
                     Ladder& shown, const Ladder& market) {
    out.clear();
    std::sort(prices.begin(), prices.end());
    prices.erase(std::unique(prices.begin(), prices.end()), prices.end());
    if (market.side() == Side::bid) std::reverse(prices.begin(), prices.end());
    for (const auto price : prices) {
        const auto before = shown.qty(price);
        const auto now = market.qty(price);
        if (before == now) continue;
        append_level(out, of,
                     now == 0      ? "delete"
                     : before == 0 ? "new"
                                   : "change",
                     {price, now}, Notation::shortest);
        shown.set(price, now);
    }
    prices.clear();
}

bool ShownBook::move(const Instrument& of, const BookPicture& book, UnixMicros changed) {
    move(bids_, of, touched_bids_, book_->bids, book.bids);
    move(asks_, of, touched_asks_, book_->asks, book.asks);
    if (bids_.empty() && asks_.empty()) return false;
    book_->update_id = book.update_id;
    time_ = changed;
    return true;
}

void ShownBook::write_all(const Instrument& of) {
    const auto write = [&](std::string& out, const Ladder& side) {
        out.clear();
        side.for_best(side.size(), [&](std::int64_t price, std::int64_t qty) {
            append_level(out, of, "new", {price, qty}, Notation::plain);
        });
    };
    write(bids_, book_->bids);
    write(asks_, book_->asks);
}

}  // namespace mdc::sim::deribit
