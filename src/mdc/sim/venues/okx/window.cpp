#include "mdc/sim/venues/okx/window.hpp"

namespace mdc::sim::okx {

void Window::read(std::vector<Level>& levels, const Ladder& side, std::size_t count) {
    levels.clear();
    side.for_best(count, [&](std::int64_t price, std::int64_t qty) {
        levels.push_back({price, qty});
    });
}

void Window::open(const BookPicture& book, std::size_t levels, UnixMicros now) {
    read(asks_.levels, book.asks, levels);
    read(bids_.levels, book.bids, levels);
    is_open_ = true;
    shown(book.update_id, now);
}

void Window::shown(std::int64_t id, UnixMicros now) noexcept {
    id_ = id;
    time_ = now;
}

bool Window::move(const Instrument& of, const BookPicture& book, std::size_t levels) {
    const bool has_moved = move(asks_, of, book.asks, levels);
    return move(bids_, of, book.bids, levels) || has_moved;
}

bool Window::move(Half& half, const Instrument& of, const Ladder& side, std::size_t levels) {
    read(fresh_, side, levels);
    half.text.clear();
    auto old = half.levels.begin();
    auto now = fresh_.begin();
    const auto has_old = [&] { return old != half.levels.end(); };
    const auto has_now = [&] { return now != fresh_.end(); };
    const auto is_better = [&](std::int64_t a, std::int64_t b) {
        return side.side() == Side::bid ? a > b : a < b;
    };
    while (has_old() || has_now()) {
        if (!has_now() || (has_old() && is_better(old->price, now->price))) {
            append_level(half.text, of, {old++->price, 0});
        } else if (!has_old() || is_better(now->price, old->price)) {
            append_level(half.text, of, *now++);
        } else {
            if (old->qty != now->qty) append_level(half.text, of, *now);
            ++old;
            ++now;
        }
    }
    half.levels.swap(fresh_);
    return !half.text.empty();
}

void Window::write_all(const Instrument& of) {
    write_all(asks_, of);
    write_all(bids_, of);
}

void Window::write_all(Half& half, const Instrument& of) {
    half.text.clear();
    for (const auto& level : half.levels) append_level(half.text, of, level);
}

}  // namespace mdc::sim::okx
