#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "mdc/model/wire/stream.hpp"
#include "mdc/net/backoff.hpp"

namespace mdc::collector {

/// Finds streams that are subscribed, must speak and do not.
///
/// Two things prove it: the venue says something on the channel at least so often whatever the
/// market does (ChannelFacts::speaks_within), or the best price of an instrument moves while its
/// book stands still. Anything else may be quiet: an illiquid option is no fault. Pure; on the I/O
/// thread. Source: docs/implementation_plan.md, "Race and recovery".
class SilenceWatch {
  public:
    /// `heard`: frames of a stream so far, of any kind. `is_carried`: an open connection has
    /// subscribed it, and no maintenance is under way.
    struct Sight {
        std::function<std::uint64_t(StreamId)> heard;
        std::function<bool(StreamId)> is_carried;
    };

    /// In the order of the ids. `speaks_within` zero: it may be quiet.
    void add(const Stream& stream, std::chrono::seconds speaks_within);
    void remove(StreamId stream) noexcept;
    /// The streams that are silent for too long; each again only after twice the time.
    [[nodiscard]] std::vector<StreamId> look(const Sight& sight, net::SteadyTime now);

  private:
    struct Entry {
        std::chrono::seconds patience{0};  ///< zero: not of this kind
        StreamId best = kNoStream;         ///< of a book: the stream of its instrument's best price
        std::uint64_t heard = 0;
        std::uint64_t best_heard = 0;  ///< when the book spoke last
        net::SteadyTime since{};       ///< spoken, begun to be carried, or told
        int told = 0;
        bool is_carried = false;
        bool is_gone = false;
    };
    [[nodiscard]] bool is_silent(const Entry& entry, const Sight& sight, net::SteadyTime now) const;

    std::vector<Entry> entries_;           // by StreamId
    std::vector<StreamId> books_, bests_;  // by InstrumentId
};

}  // namespace mdc::collector
