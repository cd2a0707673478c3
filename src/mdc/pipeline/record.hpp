#pragma once

#include <cstring>
#include <span>
#include <type_traits>

#include "mdc/core/ring.hpp"
#include "mdc/model/tables/row.hpp"

// How rows travel through the ring. The record's kind is the table; its payload is
//   orderbook_l2   BookRecord, then `count` LevelChange
//   raw            RawRow (its payload view is meaningless there), then the bytes of the payload
//   all others     the row itself
// as the bytes of this process: the ring never leaves it. row_decoder is the other end. Between
// them now and then a stamp, which is no row: when what lies around it was published.

namespace mdc::pipeline {

template <class Row>
std::span<const std::byte> bytes_of(const Row& row) noexcept {
    static_assert(std::is_trivially_copyable_v<Row>);
    return std::as_bytes(std::span<const Row, 1>(&row, 1));
}

/// Stages one row of any table but orderbook_l2 and raw. False: it does not fit.
template <class Row>
[[nodiscard]] bool push_row(Ring& ring, const Row& row) noexcept {
    static_assert(kTableOf<Row> != Table::raw && kTableOf<Row> != Table::orderbook_l2);
    return ring.push(record_kind(kTableOf<Row>), bytes_of(row));
}

/// Stages one book change: `levels.size()` rows, which take as many seq_ids from head.seq_id on.
/// head.count is set here. False: it does not fit.
[[nodiscard]] inline bool push_book(Ring& ring, BookRecord head,
                                    std::span<const LevelChange> levels) noexcept {
    head.count = static_cast<std::uint32_t>(levels.size());
    return ring.push(record_kind(Table::orderbook_l2), bytes_of(head), std::as_bytes(levels));
}

/// Stages one frame as received, row.payload included. False: it does not fit.
[[nodiscard]] inline bool push_raw(Ring& ring, const RawRow& row) noexcept {
    const auto payload = std::span(row.payload.data(), row.payload.size());
    return ring.push(record_kind(Table::raw), bytes_of(row), std::as_bytes(payload));
}

inline constexpr std::uint16_t kStampKind = 0x100;  ///< behind all tables

/// Stages a stamp of the monotonic clock, ns. Without room there is none.
inline void push_stamp(Ring& ring, std::uint64_t ticks) noexcept {
    (void)!ring.push(kStampKind, bytes_of(ticks));
}

/// The fixed-layout head of a record's payload, copied out (payloads are aligned to 8 bytes only).
template <class Row>
[[nodiscard]] Row row_of(std::span<const std::byte> payload) noexcept {
    static_assert(std::is_trivially_copyable_v<Row>);
    Row row;
    std::memcpy(static_cast<void*>(&row), payload.data(), sizeof row);
    return row;
}

}  // namespace mdc::pipeline
