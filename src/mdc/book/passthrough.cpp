#include "mdc/book/passthrough.hpp"

#include "mdc/book/record.hpp"

namespace mdc::book {

void Passthrough::apply(const BookUpdate& update, std::span<const Level> levels,
                        ExchangeId exchange, const Arrival& arrival) noexcept {
    if (levels.empty()) return;
    changes_.clear();
    for (const Level& level : levels) {
        Action action = update.is_snapshot ? Action::new_level : Action::update;
        if (level.qty == 0) action = Action::delete_level;
        changes_.push_back({level.price, level.qty, action, level.side});
    }
    BookRecord record = record_of(update, arrival, update.instrument, exchange);
    record.is_snapshot = update.is_snapshot;
    record.count = static_cast<std::uint32_t>(changes_.size());
    output_.on_change(record, changes_);
}

}  // namespace mdc::book
