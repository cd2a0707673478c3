#include "mdc/collector/live/io/silence_watch.hpp"

#include <algorithm>

namespace mdc::collector {

namespace {

// A stream that proves nothing by itself: so much has its sibling to say meanwhile.
constexpr std::uint64_t kMovesOfBest = 100;
constexpr std::chrono::seconds kBookWithin{30};
constexpr std::chrono::seconds kPatienceAtLeast{10};
constexpr int kDoublingsAtMost = 6;

StreamId& place_of(std::vector<StreamId>& by_instrument, InstrumentId instrument) {
    const auto index = index_of(instrument);
    if (by_instrument.size() <= index) by_instrument.resize(index + 1, kNoStream);
    return by_instrument[index];
}

}  // namespace

void SilenceWatch::add(const Stream& stream, std::chrono::seconds speaks_within) {
    auto& entry = entries_.emplace_back();
    if (stream.is_carrier()) return;
    if (speaks_within.count() > 0) {
        entry.patience = std::max(kPatienceAtLeast, speaks_within * 3 / 2);
    }
    auto& book = place_of(books_, stream.instrument);
    auto& best = place_of(bests_, stream.instrument);
    if (stream.feed == Feed::orderbook_l2) book = stream.id;
    if (stream.feed == Feed::bbo) best = stream.id;
    if (book != kNoStream) entries_[index_of(book)].best = best;
}

void SilenceWatch::remove(StreamId stream) noexcept {
    entries_[index_of(stream)].is_gone = true;
    for (auto& entry : entries_) {
        if (entry.best == stream) entry.best = kNoStream;
    }
}

bool SilenceWatch::is_silent(const Entry& entry, const Sight& sight, net::SteadyTime now) const {
    const auto quiet = now - entry.since;
    const auto times = 1 << std::min(entry.told, kDoublingsAtMost);
    if (entry.patience.count() > 0 && quiet > entry.patience * times) return true;
    return entry.best != kNoStream && quiet > kBookWithin * times &&
           sight.heard(entry.best) - entry.best_heard >= kMovesOfBest;
}

std::vector<StreamId> SilenceWatch::look(const Sight& sight, net::SteadyTime now) {
    std::vector<StreamId> silent;
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
        auto& entry = entries_[i];
        if (entry.is_gone || (entry.patience.count() == 0 && entry.best == kNoStream)) continue;
        const auto id = StreamId{i};
        const auto heard = sight.heard(id);
        const bool has_spoken = heard != entry.heard;
        const bool is_carried = has_spoken || sight.is_carried(id);
        if (has_spoken) entry.told = 0;
        const bool is_excused = has_spoken || !is_carried || !entry.is_carried;
        if (!is_excused && !is_silent(entry, sight, now)) continue;
        if (!is_excused) {
            silent.push_back(id);
            ++entry.told;
        }
        entry.heard = heard;
        entry.is_carried = is_carried;
        entry.since = now;
        if (entry.best != kNoStream) entry.best_heard = sight.heard(entry.best);
    }
    return silent;
}

}  // namespace mdc::collector
