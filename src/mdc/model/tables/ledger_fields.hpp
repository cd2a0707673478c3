#pragma once

#include "mdc/model/tables/row_fields.hpp"

// The columns of the tables that say what happened to the recording itself.

namespace mdc::fields {

template <>
constexpr auto own_columns<GapRow>() {
    using R = GapRow;
    return std::tuple{
        field<R>("feed", [](const R& r) { return to_string(r.feed); },
                 {"", "Feed that has the hole."}),
        field<R>("cause", [](const R& r) { return to_string(r.cause); },
                 {"",
                  "start, stop, crash, disconnect, server_drop, resync, overflow, planned, "
                  "maintenance, listed, delisted."}),
        field<R>(
            "from_update_id", [](const R& r) { return r.from_update_id; },
            {"", "First id that is missing; null where there is none or it is unknown.", true}),
        field<R>("to_update_id", [](const R& r) { return r.to_update_id; },
                 {"", "Last id that is missing; null where unknown.", true}),
        field<R>(
            "from_timestamp", [](const R& r) { return r.from_timestamp; },
            {"us UTC", "Receive time of the last row before it; null when there is none.", true}),
        field<R>("to_timestamp", [](const R& r) { return r.to_timestamp; },
                 {"us UTC", "Receive time of the first row behind it; null while open.", true}),
        field<R>(
            "repaired_by", [](const R& r) { return r.repaired_by.view(); },
            {"", "What ended it: snapshot, reconnect, checkpoint; null when nothing did.", true}),
        field<R>("channel", [](const R& r) { return r.channel.view(); },
                 {"", "The exchange's channel that has the hole; null: the whole feed.", true})};
}

template <>
constexpr auto own_columns<ConnectionRow>() {
    using R = ConnectionRow;
    return std::tuple_cat(
        std::tuple{
            field<R>("event", [](const R& r) { return to_string(r.event); },
                     {"", "opened, acked, refused, notice, closed, replaced, summary."}),
            field<R>("reason", [](const R& r) { return r.reason.view(); }, {"", "In words.", true}),
            field<R>("url", [](const R& r) { return r.url.view(); }, {"", "Where it goes.", true}),
            field<R>("local_address", [](const R& r) { return r.local_address.view(); },
                     {"", "IP and port here.", true}),
            field<R>("remote_address", [](const R& r) { return r.remote_address.view(); },
                     {"", "IP and port there.", true}),
            field<R>("messages", [](const R& r) { return r.messages; },
                     {"", "Messages received.", true}),
            field<R>("bytes", [](const R& r) { return r.bytes; }, {"B", "Bytes received.", true}),
            field<R>("reads", [](const R& r) { return r.reads; }, {"", "Network reads.", true}),
            field<R>("wins", [](const R& r) { return r.wins; },
                     {"", "Frames it brought first.", true}),
            field<R>("duplicates", [](const R& r) { return r.duplicates; },
                     {"", "Frames that another connection had brought before.", true}),
            field<R>("lag_us_p50", [](const R& r) { return r.lag_us_p50; },
                     {"us", "Median time behind the winner.", true}),
            field<R>("lag_us_p99", [](const R& r) { return r.lag_us_p99; },
                     {"us", "99th percentile of the time behind the winner.", true})},
        connection_column<R>());
}

template <>
constexpr auto own_columns<InstrumentRow>() {
    using R = InstrumentRow;
    return std::tuple{
        field<R>("type", [](const R& r) { return r.type.view(); },
                 {"", "spot, perpetual, future, option, index, other."}),
        field<R>("status", [](const R& r) { return r.status.view(); },
                 {"", "The exchange's own word.", true}),
        field<R>("base", [](const R& r) { return r.base.view(); }, {"", "Base asset.", true}),
        field<R>("quote", [](const R& r) { return r.quote.view(); }, {"", "Quote asset.", true}),
        field<R>("contract_unit", [](const R& r) { return r.contract_unit.view(); },
                 {"", "What contract_value counts.", true}),
        field<R>("tick_size", [](const R& r) { return r.tick_size; },
                 {"quote currency", "Price step.", true}),
        field<R>("lot_size", [](const R& r) { return r.lot_size; },
                 {"as sent", "Quantity step.", true}),
        field<R>("contract_value", [](const R& r) { return r.contract_value; },
                 {"contract_unit", "Size of one contract.", true}),
        field<R>("expiry", [](const R& r) { return r.expiry; }, {"us UTC", "Expiry.", true}),
        field<R>("known_depth", [](const R& r) { return r.known_depth; },
                 {"levels", "Levels a side that the recorded book is authoritative for.", true}),
        field<R>("underlying", [](const R& r) { return r.underlying.view(); },
                 {"", "Index or family that it is priced by, as the exchange writes it.", true})};
}

template <>
constexpr auto own_columns<ClockRow>() {
    using R = ClockRow;
    return std::tuple{
        field<R>("offset_us", [](const R& r) { return r.offset_us; },
                 {"us", "Local clock minus true time, as the source estimates it.", true}),
        field<R>("error_us", [](const R& r) { return r.error_us; },
                 {"us", "Estimated error.", true}),
        field<R>("step_us", [](const R& r) { return r.step_us; },
                 {"us", "Jump of the clock since the row before."}),
        field<R>("is_synchronised", [](const R& r) { return r.is_synchronised; },
                 {"", "Whether the kernel says that the clock is synchronised."}),
        field<R>("source", [](const R& r) { return r.source.view(); }, {"", "Who says so.", true})};
}

template <>
constexpr auto own_columns<RawRow>() {
    using R = RawRow;
    return std::tuple_cat(
        std::tuple{field<R>("kind", [](const R& r) { return r.kind.view(); },
                            {"", "open, ws, rest, close."}),
                   field<R>("request", [](const R& r) { return r.request.view(); },
                            {"", "Url that a REST body answers, or that was opened.", true}),
                   field<R>("payload", [](const R& r) { return r.payload; },
                            {"", "The message, byte for byte as received."})},
        connection_column<R>());
}

}  // namespace mdc::fields
