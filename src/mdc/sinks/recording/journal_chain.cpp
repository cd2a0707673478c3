#include "mdc/sinks/recording/journal_chain.hpp"

#include <utility>

#include "mdc/core/build_info.hpp"

namespace mdc::sinks {

JournalChain::JournalChain(journal::Files& files, const journal::OpenTarget& target,
                           std::uint16_t feeds, RotationRule rule, Syncer& syncer,
                           OnClosed on_closed)
    : files_(files),
      target_(target),
      feeds_(feeds),
      rule_(rule),
      syncer_(syncer),
      on_closed_(std::move(on_closed)) {}

Result<void> JournalChain::append(const Batch& batch) {
    const UnixMicros received = {batch.columns[journal::kRcvTimestampColumn].at<std::int64_t>(0)};
    if (writer_ && is_due_before(received)) static_cast<void>(close());  // the syncer tells
    if (!writer_) {
        if (auto opened = open(received); !opened) return opened;
    }
    if (auto done = writer_->append(batch); !done) return done;
    syncer_.wrote(monotonic_ticks());
    if (!rule_.never && writer_->size() >= rule_.bytes) static_cast<void>(close());
    return {};
}

bool JournalChain::is_due_before(UnixMicros received) const {
    if (rule_.never) return false;
    // Rows of the day before, which trickle in behind midnight, do not turn back.
    return utc_day(received) > utc_day(first_received_) || received - first_received_ >= rule_.span;
}

Result<void> JournalChain::open(UnixMicros first_received) {
    journal::FileHeader header;
    header.run_start = target_.start;
    header.number = number_ + 1;
    header.feeds = feeds_;
    header.version = kVersion;
    const auto path = target_.paths.journal({target_.start, header.number});
    auto writer = journal::Writer::create(files_, path, header);
    if (!writer) {
        if (writer.error().kind == ErrorKind::target) ++number_;  // that name is taken
        return writer.error();
    }
    writer_ = std::move(*writer);
    ++number_;
    first_received_ = first_received;
    seen_open_at_ = {};
    syncer_.watch(writer_->file());
    return {};
}

void JournalChain::on_time(UnixMicros now) {
    if (!writer_ || rule_.never) return;
    if (seen_open_at_ == UnixMicros{}) seen_open_at_ = now;
    if (now - seen_open_at_ >= rule_.span || utc_day(now) > utc_day(seen_open_at_)) {
        static_cast<void>(close());
    }
}

Result<void> JournalChain::close() {
    if (!writer_) return {};
    auto synced = syncer_.forget();
    const auto path = writer_->path();
    const bool has_rows = writer_->rows() > 0;
    closed_bytes_ += writer_->size();
    closed_blocks_ += writer_->blocks();
    writer_.reset();  // with it the lock
    if (has_rows) {
        on_closed_(path);
    } else {
        static_cast<void>(files_.remove(path));
    }
    return synced;
}

}  // namespace mdc::sinks
