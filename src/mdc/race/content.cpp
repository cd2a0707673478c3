#include "mdc/race/content.hpp"

#include <bit>
#include <cstddef>
#include <type_traits>

#include "mdc/race/hash.hpp"

namespace mdc::race {
namespace {

std::uint64_t mix_double(std::uint64_t hash, double value) noexcept {
    return mix(hash, std::bit_cast<std::uint64_t>(value));
}
std::uint64_t mix_int(std::uint64_t hash, std::int64_t value) noexcept {
    return mix(hash, static_cast<std::uint64_t>(value));
}

std::uint64_t mix_books(std::uint64_t hash, const Output& output) noexcept {
    for (const BookUpdate& book : output.books) {
        hash = mix_int(mix_int(hash, book.prev), book.last);
        for (const Level& level : output.levels_of(book)) {
            hash = mix_double(mix_double(hash, level.price), level.qty);
            hash = mix_int(hash, static_cast<std::int64_t>(level.side));
        }
    }
    return hash;
}

std::uint64_t mix_trades(std::uint64_t hash, const Output& output) noexcept {
    for (const TradeRow& trade : output.trades) {
        hash = mix_double(mix_double(hash, trade.price), trade.qty);
        hash = mix_int(mix_int(hash, trade.trade_seq), trade.trade_count);
        hash = mix_int(hash, static_cast<std::int64_t>(trade.side));
        hash = mix_int(hash, static_cast<std::int64_t>(trade.kind));
        hash = mix(hash, hash_of(trade.trade_id.view()));
    }
    return hash;
}

std::uint64_t mix_bbos(std::uint64_t hash, const Output& output) noexcept {
    for (const BboRow& bbo : output.bbos) {
        hash = mix_double(mix_double(hash, bbo.bid_price), bbo.bid_qty);
        hash = mix_double(mix_double(hash, bbo.ask_price), bbo.ask_qty);
        hash = mix_int(hash, bbo.update_id);
    }
    return hash;
}

std::uint64_t mix_tickers(std::uint64_t hash, const Output& output) noexcept {
    // From the first value to the last: words side by side, null is one fixed pattern.
    static_assert(std::is_standard_layout_v<TickerRow>);
    constexpr std::size_t kFirst = offsetof(TickerRow, last_price);
    constexpr std::size_t kEnd = offsetof(TickerRow, rho) + sizeof(double);
    for (const TickerRow& ticker : output.tickers) {
        const auto* const bytes = reinterpret_cast<const char*>(&ticker);
        hash = mix_int(hash, static_cast<std::int64_t>(ticker.channel));
        hash = mix(hash, hash_of({bytes + kFirst, kEnd - kFirst}));
    }
    return hash;
}

}  // namespace

std::uint64_t content_hash(const Output& output) noexcept {
    std::uint64_t hash = mix_books(1, output);
    hash = mix_trades(hash, output);
    hash = mix_bbos(hash, output);
    hash = mix_tickers(hash, output);
    return hash == 0 ? 1 : hash;
}

}  // namespace mdc::race
