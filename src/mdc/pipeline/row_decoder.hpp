#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/model/ids.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::pipeline {

/// When an open batch is full. Both keep a batch small enough to be shared, queued and written at
/// once, and bound what a burst can hold.
struct BatchLimits {
    std::size_t rows = 8192;
    std::size_t bytes = 4 << 20;  ///< of records; raw frames reach it first
};

/// Turns the records of the rings into one open batch per table and exchange.
///
/// It learns the tickers from the InstrumentRow records that pass, so the I/O threads and the
/// pipeline share no state: an instrument's row must come before its first data, in the same ring.
/// The ids of an instrument are those of its ring.
class RowDecoder {
  public:
    using OnBatch = std::function<void(BatchPtr)>;

    /// Full batches go to `on_batch` from within add(), the others from within flush().
    RowDecoder(BatchLimits limits, OnBatch on_batch, std::size_t rings = 1);

    /// The records that follow come from this ring. `t_dequeued`: when they left it, as Batch has
    /// it.
    void begin(std::size_t ring, std::uint64_t t_dequeued) noexcept;
    /// Adds the rows of one record.
    void add(std::uint16_t kind, std::span<const std::byte> payload) noexcept;
    /// Hands on every open batch that has rows, ledger tables last.
    void flush() noexcept;

    /// The ticker of an instrument of this ring; "" when nothing named it.
    [[nodiscard]] std::string_view ticker_of(InstrumentId id) const noexcept;
    /// Rows whose instrument nothing had named before: a mistake of the producer, 0 in all tests.
    [[nodiscard]] std::uint64_t unnamed_rows() const noexcept { return unnamed_rows_; }

  private:
    struct Open {
        std::optional<Batch> batch;
        std::size_t bytes = 0;        ///< of the records in it
        std::size_t rows_before = 0;  ///< of the batch before: what to reserve
    };
    static constexpr std::size_t kExchangeSlots = kExchangeNames.size() + 1;  // by code

    template <class Row>
    void add_row(const Row& row);
    void add_book(std::span<const std::byte> payload);
    void add_raw(std::span<const std::byte> payload);
    void learn(InstrumentId id, std::string_view name);
    std::string_view ticker_for(InstrumentId id) noexcept;
    Open& open(Table table, ExchangeId exchange);
    void hand_on(Open& open);
    void hand_on_gaps();
    void hand_on_when_full(Open& open, std::size_t more_bytes);

    BatchLimits limits_;
    OnBatch on_batch_;
    std::uint64_t t_dequeued_ = 0;
    std::uint64_t unnamed_rows_ = 0;
    using Tickers = std::vector<std::string>;  // by InstrumentId
    std::vector<Tickers> tickers_by_ring_;
    Tickers* tickers_;  // of the ring that is being drained
    std::array<std::array<Open, kExchangeSlots>, kTableCount> open_;
};

}  // namespace mdc::pipeline
