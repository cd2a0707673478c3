#include "mdc/collector/recording_watch.hpp"

#include "mdc/core/log.hpp"

namespace mdc::collector {

sinks::RecordingHooks RecordingWatch::hooks() {
    sinks::RecordingHooks hooks;
    hooks.on_event = [this](const sinks::RecordingEvent& event) { log(event); };
    hooks.on_written = [this](std::uint64_t t_dequeued, std::uint64_t t_written) {
        if (t_dequeued != 0 && t_written >= t_dequeued)
            dequeued_to_written.record(t_written - t_dequeued);
    };
    hooks.on_synced = [this](std::uint64_t t_written, std::uint64_t t_synced) {
        if (t_synced >= t_written) written_to_synced.record(t_synced - t_written);
    };
    return hooks;
}

void RecordingWatch::log(const sinks::RecordingEvent& event) const {
    using Kind = sinks::RecordingEvent::Kind;
    switch (event.kind) {
        case Kind::disk_failed:
            return log::error(name_, "the disk takes no more, rows wait in memory: {}", event.text);
        case Kind::disk_recovered:
            return log::info(name_, "the disk takes rows again: {}", event.text);
        case Kind::sync_failed:
            return log::error(name_, "cannot be synced: {}", event.text);
        case Kind::low_space:
            return log::warning(name_, "little space is left: {}", event.text);
        case Kind::conversion_failed:
            return log::error(name_, "a journal was not converted and stays: {}", event.text);
        case Kind::converted:
            return log::debug(name_, "converted {}", event.text);
        case Kind::journal_torn:
            return log::warning(name_, "a journal of an earlier run had a torn end: {}",
                                event.text);
    }
}

}  // namespace mdc::collector
