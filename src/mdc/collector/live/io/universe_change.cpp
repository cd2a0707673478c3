#include <algorithm>

#include <fmt/format.h>

#include "mdc/collector/live/io/io_thread.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/registry.hpp"

// Instruments come and go while the run goes on: what is new joins a connection with room, what is
// gone leaves its own. Both are no losses, and the ledger says `listed` and `delisted`.

namespace mdc::collector {

void IoThread::on(UniverseChange& change) {
    const auto now = utc_now();
    auto next = static_cast<std::uint32_t>(instruments_);
    for (const auto& instrument : change.instruments) {
        path_.add_instrument(InstrumentId{next++}, instrument, now);
    }
    instruments_ = next;
    for (const auto& [id, instrument] : change.changed) path_.add_instrument(id, instrument, now);
    for (const auto stream : change.gone) leave(stream, now);
    std::size_t homeless = 0;
    for (const auto& stream : change.streams) {
        if (!join(stream, now)) ++homeless;
    }
    if (homeless != 0) {
        send(Logged{log::Level::error,
                    fmt::format("{} new streams find no connection with room: restart to record "
                                "them",
                                homeless)});
    }
}

// Both legs carry the same streams, whether they are open or not.
bool IoThread::join(const Stream& stream, UnixMicros now) {
    const auto& exchange = *exchanges::find(stream.exchange);
    const auto group = stream.is_member() ? group_of_[index_of(stream.carrier)]
                                          : group_with_room(exchange, stream);
    path_.add_stream(stream, group == kNoGroup ? 0 : group, now, GapCause::listed);
    group_of_.push_back(group);
    silence_.add(stream, exchanges::channel_of(stream).speaks_within);
    if (group == kNoGroup) return false;
    if (stream.feed == Feed::orderbook_l2) stats_.books.add();
    const ConnectionIndex first = 2 * ConnectionIndex{group};
    const bool is_unused = connections_[first].stats().is_used.value() == 0;
    for (auto index = first; index < first + 2; ++index) {
        auto& connection = connections_[index];
        exchanges::carry(connection.plan(), stream);
        if (stream.is_member() || !connection.is_open()) continue;
        connection.subscriptions().join(std::span(&stream.id, 1), streams());
        path_.carry(std::span(&stream.id, 1), group, connection.leg());
    }
    if (is_unused && !stream.is_member()) {
        use(first);
        want_dial(first, {});
    }
    return true;
}

void IoThread::leave(StreamId id, UnixMicros now) {
    const auto stream = streams()[index_of(id)];
    const auto group = group_of_[index_of(id)];
    path_.remove_stream(id, GapCause::delisted, now);
    silence_.remove(id);
    if (group == kNoGroup) return;
    for (auto index = 2 * ConnectionIndex{group}; index < 2 * ConnectionIndex{group} + 2; ++index) {
        auto& connection = connections_[index];
        exchanges::drop(connection.plan(), stream);
        if (stream.is_member() || !connection.is_open()) continue;
        connection.subscriptions().leave(std::span(&id, 1), streams());
    }
}

std::uint32_t IoThread::group_with_room(const exchanges::Exchange& exchange,
                                        const Stream& stream) const {
    for (ConnectionIndex index = 0; index < connections_.size(); index += 2) {
        const auto& plan = connections_[index].plan();
        if (plan.exchange != exchange.facts().id || plan.is_status) continue;
        if (exchanges::has_room(exchange, plan, streams(), stream)) {
            return connections_[index].group();
        }
    }
    return kNoGroup;
}

}  // namespace mdc::collector
