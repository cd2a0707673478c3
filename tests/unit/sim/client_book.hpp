#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mdc::sim {

/// A client's order book, kept by the procedure of Binance's documentation and nothing of ours:
///
/// 1. Buffer depth events. 2. Get a snapshot. 3. Older than the first event: get another. 4. Drop
/// events with u <= lastUpdateId. 5. Apply the rest: the first must hold lastUpdateId + 1, each
/// other must begin where the one before ended. Events of futures say themselves what that is
/// (`pu`), since their ids have holes; the others follow U - 1.
class ClientBook {
  public:
    /// A `depthUpdate` payload.
    void event(std::string_view json);
    /// A REST body. False: too old, ask again.
    bool snapshot(std::string_view json);

    /// Levels as text, {"b" or "a", price} to quantity.
    [[nodiscard]] const std::map<std::pair<char, std::string>, std::string>& levels() const {
        return levels_;
    }
    [[nodiscard]] std::int64_t id() const { return id_; }
    [[nodiscard]] int gaps() const { return gaps_; }
    [[nodiscard]] std::size_t events_applied() const { return applied_; }
    [[nodiscard]] std::size_t events_buffered() const { return buffered_.size(); }

  private:
    void apply(std::string_view json);
    std::map<std::pair<char, std::string>, std::string> levels_;
    std::vector<std::string> buffered_;
    bool has_snapshot_ = false;
    std::int64_t id_ = 0;
    int gaps_ = 0;
    std::size_t applied_ = 0;
};

}  // namespace mdc::sim
