#pragma once

#include <span>
#include <vector>

#include "mdc/book/book_output.hpp"
#include "mdc/model/wire/output.hpp"
#include "mdc/model/wire/stream.hpp"

namespace mdc::book {

/// `--no-book`: levels come out as the message says them, without a maintained book. Quantity zero
/// is a DELETE, any other an UPDATE; levels of a snapshot are NEW.
class Passthrough {
  public:
    explicit Passthrough(BookOutput& output) noexcept : output_(output) {}

    /// One record per message; none for a message without levels.
    void apply(const BookUpdate& update, std::span<const Level> levels, ExchangeId exchange,
               const Arrival& arrival) noexcept;

  private:
    BookOutput& output_;
    std::vector<LevelChange> changes_;
};

}  // namespace mdc::book
