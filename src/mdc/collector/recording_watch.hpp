#pragma once

#include <string>

#include "mdc/core/histogram.hpp"
#include "mdc/sinks/recording/recording.hpp"

namespace mdc::collector {

/// What one recording says while it runs: its events go to the log, its stage times into
/// histograms.
class RecordingWatch {
  public:
    explicit RecordingWatch(std::string name) : name_(std::move(name)) {}

    /// Hooks that refer to this; it must outlive the sink.
    [[nodiscard]] sinks::RecordingHooks hooks();

    Histogram dequeued_to_written;  ///< left the ring → in the journal
    Histogram written_to_synced;    ///< in the journal → on the disk

  private:
    void log(const sinks::RecordingEvent& event) const;

    std::string name_;
};

}  // namespace mdc::collector
