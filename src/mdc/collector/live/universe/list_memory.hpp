#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mdc/collector/live/universe/listing.hpp"
#include "mdc/config/config.hpp"
#include "mdc/core/time.hpp"

namespace mdc::collector {

/// What an exchange listed when it was last asked with success.
struct RememberedList {
    Listing listing;
    UnixMicros as_of;
};

/// The instrument lists, remembered in the targets of recordings: a restart that cannot have a list
/// goes on with the last one. A text file an exchange, `_journal/instruments.EXCHANGE`: a line of
/// what it is, then a line an instrument. The recorder that holds the target writes; anyone reads.
class ListMemory {
  public:
    /// In the folders of the targets that have one; single files remember nothing.
    explicit ListMemory(const std::vector<config::SinkConfig>& sinks);

    /// Of all targets the newest that is whole, else the newest; without instruments that have
    /// expired since. Nothing when there is none, or only of times that have not come.
    [[nodiscard]] std::optional<RememberedList> recall(ExchangeId exchange, UnixMicros now) const;
    /// In every target that is open. A list of some tickers adds to what is known, which stays as
    /// old as it is when it was whole. A file that cannot be written is a warning in the log.
    void remember(ExchangeId exchange, const Listing& listing, UnixMicros now) const;

  private:
    [[nodiscard]] static std::string file_name(ExchangeId exchange);

    std::vector<std::filesystem::path> folders_;
};

}  // namespace mdc::collector
