#include "mdc/collector/live/io/io_thread.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/core/thread.hpp"
#include "mdc/core/time.hpp"
#include "mdc/exchanges/registry.hpp"

namespace mdc::collector {

namespace {

constexpr std::chrono::milliseconds kTimerStep{5};  // of paces, heartbeats, checkpoints
constexpr int kSleepMs = 5;
constexpr std::uint32_t kMalformedTold = 20;  // samples in the log; the counter has them all
constexpr std::size_t kSampleBytes = 200;
constexpr std::chrono::seconds kFirstMessageWithin{30};
constexpr std::chrono::seconds kSilenceStep{1};
constexpr std::uint64_t kSilentNamed = 10;
constexpr std::chrono::seconds kTakeOverWithin{10};
constexpr std::chrono::seconds kProvedWithin = kTakeOverWithin;  // a dead one does not take over
constexpr std::chrono::seconds kLastRowsWithin{5};
constexpr std::uint16_t kNoCloseFrame = 1006;

}  // namespace

IoThread::IoThread(const IoOptions& options, Ring& ring, IdSource& ids, net::Poller poller)
    : options_(options),
      writer_(ring, ids),
      path_(options.path, writer_, *this),
      poller_(std::move(poller)) {}

IoThread::~IoThread() { join(); }

void IoThread::add_instrument(InstrumentId id, const Instrument& instrument) {
    path_.add_instrument(id, instrument, utc_now());
    ++instruments_;
}

void IoThread::add_stream(const Stream& stream, std::uint32_t group) {
    path_.add_stream(stream, group, utc_now());
    group_of_.push_back(group);
    silence_.add(stream, exchanges::channel_of(stream).speaks_within);
    if (stream.feed == Feed::orderbook_l2) stats_.books.add();
}

void IoThread::add_connection(ConnectionPlan plan, std::uint32_t group,
                              const exchanges::Exchange& exchange,
                              const exchanges::Limits& limits) {
    add_spare(std::move(plan), group, exchange, limits);
    use(connections_.size() - 2);
}

void IoThread::add_spare(ConnectionPlan plan, std::uint32_t group,
                         const exchanges::Exchange& exchange, const exchanges::Limits& limits) {
    for (const std::uint16_t leg : {std::uint16_t{0}, std::uint16_t{1}}) {
        const auto seed = ticks_now() + connections_.size();
        connections_.emplace_back(exchange, plan, group, leg, limits, seed);
    }
}

void IoThread::use(ConnectionIndex index) noexcept {
    connections_[index].is_kept = true;
    connections_[index].stats().is_used.set(1);
    stats_.connections.add();
}

void IoThread::start(std::function<void()> wake_cold) {
    wake_cold_ = std::move(wake_cold);
    thread_ = std::thread([this] { run(); });
}

bool IoThread::tell(std::unique_ptr<ToIo> message) {
    if (!inbox_.push_shared(message)) return false;
    poller_.wake();
    return true;
}

std::string IoThread::name() const {
    return options_.number == 0 ? "io" : fmt::format("io_{}", options_.number);
}

void IoThread::join() {
    if (thread_.joinable()) thread_.join();
}

// One round: what is ready, what the cold threads say, what is due. Invariant: nothing in here
// waits but poller_.wait(), and that only when not spinning.
void IoThread::run() noexcept {
    name_this_thread("mdc-" + name());
    block_signals();
    if (options_.cpu >= 0 && !pin_this_thread(options_.cpu)) {
        send(Logged{log::Level::warning,
                    fmt::format("the I/O thread could not be pinned to CPU {}", options_.cpu)});
    }
    for (ConnectionIndex i = 0; i < connections_.size(); ++i) {
        if (connections_[i].is_kept) want_dial(i, {});
    }
    while (!is_ended_) {
        const auto ready = poller_.wait(timeout_ms());
        const auto began = ticks_now();
        now_ = net::SteadyTime(std::chrono::nanoseconds(began));
        for (const auto& each : ready) pump(static_cast<ConnectionIndex>(each.token));
        take_inbox();
        if (now_ >= next_timers_) on_timers();
        stats_.loops.add();
        const auto took = ticks_now() - began;
        if (took > stats_.loop_ns_max.value()) stats_.loop_ns_max.set(took);
    }
}

int IoThread::timeout_ms() const noexcept { return options_.spin ? 0 : kSleepMs; }

void IoThread::pump(ConnectionIndex index) noexcept {
    auto& connection = connections_[index];
    if (!connection.is_open()) return;
    current_ = index;
    const auto outcome = connection.link().pump(*this);
    if (outcome == net::LinkOutcome::closed) {
        const auto& info = connection.link().close_info();
        if (info.code == kNoCloseFrame) {
            return drop(index, "ended without a goodbye", GapCause::disconnect);
        }
        const auto reason =
            fmt::format("closed by the server, code {} {}", info.code, info.reason.view());
        return drop(index, reason, GapCause::server_drop);
    }
    if (outcome == net::LinkOutcome::failed) {
        const auto reason = connection.link().fault().text;
        return drop(index, reason.view(), GapCause::disconnect);
    }
    watch_writes(index);
}

void IoThread::watch_writes(ConnectionIndex index) noexcept {
    auto& connection = connections_[index];
    const bool wants = connection.link().wants_write();
    if (wants == connection.is_watched_for_write) return;
    connection.is_watched_for_write = wants;
    poller_.watch_writable(connection.link().fd(), index, wants);
}

void IoThread::on_message(const net::Message& message) noexcept {
    auto& connection = connections_[current_];
    if (message.is_first_of_read) {
        connection.packet = path_.take_id();
        stats_.reads.add();
        if (message.stamps.has_kernel_stamp()) {
            stats_.reads_with_kernel_stamp.add();
            const auto waited = message.stamps.t_read_ns - message.stamps.t_kernel_ns;
            path_.note_kernel_wait(waited);
        }
    }
    connection.heard(now_);
    Frame frame;
    frame.payload = message.payload;
    frame.plan = &connection.plan();
    frame.conn = connection.id();
    frame.packet = connection.packet;
    frame.leg = connection.leg();
    frame.stamps.received = message.stamps.received();
    frame.stamps.t_kernel = static_cast<std::uint64_t>(message.stamps.t_kernel_ns);
    frame.stamps.t_read = message.stamps.t_read_ticks;
    frame.stamps.t_frame = ticks_now();
    utc_ = frame.stamps.received;
    connection.last_heard = utc_;
    path_.on_frame(frame);
}

void IoThread::take_inbox() noexcept {
    while (auto message = inbox_.pop()) {
        std::visit([this](auto& each) { on(each); }, *message);
    }
}

void IoThread::on(Opened& opened) {
    auto& connection = connections_[opened.connection];
    connection.is_dialing = false;
    if (is_stopping_ || connection.is_open() || !connection.is_kept) return;
    ConnectionRow row;
    row.url = opened.url;
    row.local_address = opened.established.local;
    row.remote_address = opened.established.remote;
    row.reason = opened.established.tls_version;
    net::Link link(std::move(opened.established.transport));
    utc_ = utc_now();
    const auto id =
        path_.open_connection(connection.plan(), connection.group(), connection.leg(), row, utc_);
    connection.opened(std::move(link), id, std::move(opened.login), streams(), now_, utc_);
    connection.stats().race = path_.race().leg_stats(connection.group(), connection.leg());
    if (const auto added = poller_.add(connection.link().fd(), opened.connection); !added) {
        return drop(opened.connection, added.error().message, GapCause::disconnect);
    }
    (void)connection.on_time(streams(), now_);  // subscribes
    pump(opened.connection);                    // bytes that came with the handshake
}

void IoThread::on(Reply& reply) {
    ConnectionPlan none;
    none.exchange = reply.exchange;
    Frame frame;
    frame.payload = reply.body;
    frame.plan = &none;
    frame.reply_to = &reply.request;
    frame.conn = kNullInt64;
    frame.packet = path_.take_id();
    frame.stamps.received = reply.received;
    path_.on_reply(frame, reply.status, reply.parsed);
}

void IoThread::on(const ReplyFailed& failed) {
    path_.reply_failed(failed.stream, failed.retry_at, utc_now());
}

void IoThread::on(const ClockSample& sample) { path_.write_clock(sample.row, utc_now()); }

void IoThread::on(const CheckpointWanted& wanted) {
    // The newest: what was listed again has its old stream behind it.
    const auto& all = streams();
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Stream& stream) {
        return stream.feed == Feed::orderbook_l2 && stream.exchange == wanted.exchange &&
               stream.ticker == wanted.ticker;
    });
    if (found != all.rend()) path_.write_checkpoint(found->id, utc_now());
}

void IoThread::on(const Stop&) {
    is_stopping_ = true;
    finish();
}

void IoThread::on_timers() noexcept {
    next_timers_ = now_ + kTimerStep;
    utc_ = utc_now();
    for (ConnectionIndex i = 0; i < connections_.size(); ++i) {
        auto& connection = connections_[i];
        if (connection.is_dial_wanted) want_dial(i, connection.dial_after);
        if (!connection.is_open()) continue;
        if (!connection.on_time(streams(), now_)) {
            drop(i, "silent for too long, no answer to a ping", GapCause::disconnect);
            continue;
        }
        watch_writes(i);
        tell_left_out(connection);
        connection.publish_stats();
        if (connection.is_expiring(now_)) begin_replacement(i);
        if (!connection.is_proved && now_ - connection.opened_at > kProvedWithin) {
            connection.is_proved = true;
            if (is_dead_in_part(connection)) replace_dead(i);
            if (!connection.is_open()) continue;
        }
        if (!connection.is_checked && now_ - connection.opened_at > kFirstMessageWithin) {
            connection.is_checked = true;
            tell_silent_streams(connection);
        }
    }
    if (now_ >= next_silence_look_) watch_silence();
    finish_replacements();
    send_requests();
    path_.on_time(utc_, ticks_now());
    if (++timer_rounds_ % 32 == 0) publish_counts();
}

// What race and books count is theirs alone until it is copied out.
void IoThread::publish_counts() noexcept {
    writer_.refresh_ids();
    stats_.books_standing.set(path_.standing_books());
    stats_.cpu_ns.set(thread_cpu_ns());
    tell_overflows();
    stats_.book_counts.set(path_.books().stats());
    stats_.race_counts.set(path_.race().stats());
}

// Streams that spoke each second or so say nothing since this connection opened: they are not
// subscribed, whatever the exchange acknowledged.
bool IoThread::is_dead_in_part(const Connection& connection) noexcept {
    bool is_dead = false;
    for (const auto stream : connection.plan().streams) {
        if (path_.has_spoken(stream, connection.leg())) continue;
        if (!path_.speaks_each(kProvedWithin / 10, stream)) continue;
        path_.note_silence(stream);
        is_dead = true;
    }
    return is_dead;
}

// Its other streams must not suffer: who stands in for another goes, who stands alone stays until
// a better one is there.
void IoThread::replace_dead(ConnectionIndex index) noexcept {
    constexpr std::string_view kReason = "streams that are subscribed say nothing";
    auto& connection = connections_[index];
    write_event(connection, ConnectionEvent::notice, kReason);
    if (connections_[twin_of(index)].is_open()) return drop(index, kReason, GapCause::server_drop);
    send(Logged{log::Level::warning,
                fmt::format("{} connection {}: {}; it is replaced",
                            to_string(connection.plan().exchange), number_of(index), kReason)});
    begin_replacement(index);
}

// An exchange acknowledges a channel that does not exist and then says nothing on it: what is
// silent while other channels of its connection speak deserves a line. A quiet instrument has a
// book all the same.
void IoThread::tell_silent_streams(Connection& connection) noexcept {
    std::string names;
    std::uint64_t silent = 0;
    for (const auto stream : connection.plan().streams) {
        if (path_.has_spoken(stream, connection.leg())) continue;
        path_.expect_book(stream, utc_);
        // Its first picture was lost. A book knows that by itself.
        const auto& silent_one = streams()[index_of(stream)];
        if (silent_one.feed == Feed::tickers &&
            exchanges::channel_of(silent_one).sends_on_subscribe) {
            rejoin(stream);
        }
        if (++silent <= kSilentNamed)
            names += fmt::format(" {}", streams()[index_of(stream)].channel);
    }
    connection.stats().silent.set(silent);
    if (silent == 0) return;
    send(Logged{
        log::Level::warning,
        fmt::format("{}: {} of {} streams said nothing within {} s:{}{}",
                    to_string(connection.plan().exchange), silent, connection.plan().streams.size(),
                    kFirstMessageWithin.count(), names, silent > kSilentNamed ? " …" : "")});
}

bool IoThread::is_carried(StreamId stream) const noexcept {
    const auto exchange_bit = 1U << static_cast<unsigned>(streams()[index_of(stream)].exchange);
    if ((in_maintenance_ & exchange_bit) != 0) return false;
    if (group_of_[index_of(stream)] == kNoGroup) return false;
    const ConnectionIndex first = 2 * ConnectionIndex{group_of_[index_of(stream)]};
    return std::any_of(connections_.begin() + first, connections_.begin() + first + 2,
                       [stream](const Connection& connection) {
                           return connection.is_open() && connection.subscriptions().is_settled() &&
                                  !connection.subscriptions().is_refused(stream);
                       });
}

// A stream that is subscribed and dead while its connection lives: it is asked for again, and what
// it may have lost is said.
void IoThread::watch_silence() noexcept {
    next_silence_look_ = now_ + kSilenceStep;
    const auto silent = silence_.look({[this](StreamId id) { return path_.heard_of(id); },
                                       [this](StreamId id) { return is_carried(id); }},
                                      now_);
    for (const auto id : silent) {
        const auto& stream = streams()[index_of(id)];
        path_.note_silence(id);
        rejoin(id);
        const auto text =
            fmt::format("{} is subscribed and silent; it is subscribed again", stream.channel);
        write_event(connections_[2 * ConnectionIndex{group_of_[index_of(id)]}],
                    ConnectionEvent::notice, text);
        send(Logged{log::Level::warning, fmt::format("{}: {}", to_string(stream.exchange), text)});
    }
}

// A venue leaves a channel that it does not know out of its answer, and says no more of it.
void IoThread::tell_left_out(Connection& connection) noexcept {
    for (const auto stream : connection.take_left_out()) {
        ControlEvent event;
        event.kind = ControlKind::refused;
        event.stream = stream;
        event.text = fmt::format("{}: left out of the answer", streams()[index_of(stream)].channel);
        connection.stats().refused.add();
        write_event(connection, ConnectionEvent::refused, event.text.view());
        send(Said{static_cast<ConnectionIndex>(2 * connection.group() + connection.leg()), event});
    }
}

// The channel is left and joined again where it is carried: one connection is enough, since what
// its picture begins is everybody's.
void IoThread::rejoin(StreamId stream) {
    const ConnectionIndex first = 2 * ConnectionIndex{group_of_[index_of(stream)]};
    for (auto index = first; index < first + 2; ++index) {
        auto& connection = connections_[index];
        if (!connection.is_open() || connection.is_leaving) continue;
        return connection.subscriptions().rejoin(stream, streams());
    }
}

void IoThread::tell_overflows() noexcept {
    const auto overflows = path_.stats().overflows.value();
    if (overflows == overflows_told_) return;
    send(Logged{
        log::Level::error,
        fmt::format("the ring is full: the rows of {} frames are lost; their holes are in the "
                    "ledger, the books will be written again",
                    overflows - overflows_told_)});
    overflows_told_ = overflows;
}

void IoThread::drop(ConnectionIndex index, std::string_view reason, GapCause cause) noexcept {
    auto& connection = connections_[index];
    const auto exchange_bit = 1U << static_cast<unsigned>(connection.plan().exchange);
    const bool is_lost = cause == GapCause::disconnect || cause == GapCause::server_drop;
    if (is_lost && (in_maintenance_ & exchange_bit) != 0) cause = GapCause::maintenance;
    utc_ = utc_now();
    poller_.remove(connection.link().fd());
    const auto stats = connection.link().stats();
    connection.closed();
    connection.stats().closed[static_cast<std::size_t>(cause)].add();
    ConnectionRow row;
    row.event = ConnectionEvent::closed;
    row.head.conn_id = connection.id();
    row.reason = reason;
    row.messages = static_cast<std::int64_t>(stats.messages);
    row.bytes = static_cast<std::int64_t>(stats.bytes);
    row.reads = static_cast<std::int64_t>(stats.reads);
    path_.close_connection(connection.plan(), {connection.leg(), cause, connection.last_heard}, row,
                           utc_, ticks_now());
    if (is_stopping_ || !connection.is_kept) return;
    const auto& successor = connections_[twin_of(index)];
    if (connection.is_leaving && (successor.is_open() || successor.is_dialing)) {
        connection.is_leaving = false;
        connection.is_kept = false;
        return write_event(
            connection, ConnectionEvent::replaced,
            successor.is_open() ? "its successor goes on" : "its successor is on the way");
    }
    const auto wait = connection.backoff().next();
    send(Logged{log::Level::warning, fmt::format("{} connection {}: {}; again in {} ms",
                                                 to_string(connection.plan().exchange),
                                                 number_of(index), reason, wait.count())});
    want_dial(index, wait);
}

// The successor is opened beside the one that will close, and takes over once it delivers: make
// before break.
void IoThread::begin_replacement(ConnectionIndex index) noexcept {
    auto& successor = connections_[twin_of(index)];
    if (connections_[index].is_leaving || successor.is_open() || successor.is_dialing) return;
    connections_[index].is_leaving = true;
    successor.is_kept = true;
    want_dial(twin_of(index), {});
}

// What the successor has not said anything on yet may go on behind ids that only the one that
// leaves brings: other servers cut the stream at other moments. Quiet streams are not waited for.
bool IoThread::can_take_over(const Connection& successor) const noexcept {
    if (!successor.is_delivering()) return false;
    if (now_ - successor.opened_at > kTakeOverWithin) return true;
    const auto& streams = successor.plan().streams;
    return std::all_of(streams.begin(), streams.end(), [&](StreamId stream) {
        return path_.has_spoken(stream, successor.leg()) && !path_.is_holding(stream);
    });
}

void IoThread::finish_replacements() noexcept {
    for (ConnectionIndex i = 0; i < connections_.size(); ++i) {
        auto& leaving = connections_[i];
        if (!leaving.is_leaving || !can_take_over(connections_[twin_of(i)])) continue;
        leaving.is_leaving = false;
        leaving.is_kept = false;
        if (!leaving.is_open()) continue;
        write_event(leaving, ConnectionEvent::replaced, "its successor delivers");
        leaving.link().close(1000, "");
        drop(i, "replaced", GapCause::planned);
    }
}

void IoThread::want_dial(ConnectionIndex index, std::chrono::milliseconds after) noexcept {
    auto message = std::make_unique<ToCold>(DialWanted{index, after});
    auto& connection = connections_[index];
    connection.is_dial_wanted = !outbox_.push(message);
    connection.is_dialing = true;
    connection.dial_after = after;
    if (connection.is_dial_wanted) stats_.outbox_full.add();
    wake_cold_();
}

void IoThread::send(ToCold message) noexcept {
    auto owned = std::make_unique<ToCold>(std::move(message));
    if (!outbox_.push(owned)) stats_.outbox_full.add();
    wake_cold_();
}

// A request that finds the outbox full waits; a book has one at a time.
void IoThread::on_request(const Stream& stream, const Request& request, int attempt) noexcept {
    if (request.kind == Request::Kind::resubscribe) return rejoin(stream.id);
    waiting_requests_.push_back({request, stream.exchange, attempt});
    send_requests();
}

void IoThread::send_requests() noexcept {
    while (!waiting_requests_.empty()) {
        auto message = std::make_unique<ToCold>(waiting_requests_.front());
        if (!outbox_.push(message)) return stats_.outbox_full.add();
        waiting_requests_.pop_front();
        wake_cold_();
    }
}

void IoThread::on_control(const Frame& frame, const ControlEvent& event) noexcept {
    if (frame.plan != &connections_[current_].plan()) return;
    auto& connection = connections_[current_];
    switch (event.kind) {
        case ControlKind::acked:
            connection.answered(event, streams(), now_);
            write_event(connection, ConnectionEvent::acked, event.text.view());
            return;
        case ControlKind::alive:
            return;
        case ControlKind::reply_with:
            return connection.reply(event.text.view(), now_);
        case ControlKind::refused:
        case ControlKind::rate_limited:
            on_refused(event);
            break;
        case ControlKind::authenticated:
            connection.answered(event, streams(), now_);
            write_event(connection, ConnectionEvent::notice, "logged in");
            break;
        case ControlKind::venue_state:
            on_venue_state(event);
            write_event(connection, ConnectionEvent::notice, event.text.view());
            break;
        case ControlKind::closing_soon:
            write_event(connection, ConnectionEvent::notice, event.text.view());
            begin_replacement(current_);
            break;
        case ControlKind::instrument_changed:
            send(InstrumentsChanged{});
            write_event(connection, ConnectionEvent::notice, event.text.view());
            return;
        case ControlKind::notice:
            write_event(connection, ConnectionEvent::notice, event.text.view());
            break;
    }
    send(Said{current_, event});
}

void IoThread::write_event(Connection& connection, ConnectionEvent event,
                           std::string_view reason) noexcept {
    ConnectionRow row;
    row.head.exchange = connection.plan().exchange;
    row.head.conn_id = connection.id();
    row.event = event;
    row.reason = reason;
    path_.queue_connection(row, utc_);
}

void IoThread::on_malformed(const Frame& frame) noexcept {
    if (++malformed_told_ > kMalformedTold) return;
    send(Logged{log::Level::warning,
                fmt::format("malformed frame: {}", frame.payload.substr(0, kSampleBytes))});
}

void IoThread::on_refused(const ControlEvent& event) noexcept {
    auto& connection = connections_[current_];
    connection.stats().refused.add();
    write_event(connection, ConnectionEvent::refused, event.text.view());
    if (connection.awaits_login() && event.kind == ControlKind::rate_limited) {
        connection.link().close();  // dialed again, later and later
    } else if (connection.awaits_login()) {
        send(LoginRefused{current_, std::string(event.text.view())});
    } else {
        connection.answered(event, streams(), now_);
    }
}

// What ends while a venue is at work on itself has that cause.
void IoThread::on_venue_state(const ControlEvent& event) noexcept {
    const auto bit = 1U << static_cast<unsigned>(connections_[current_].plan().exchange);
    in_maintenance_ = event.is_open ? in_maintenance_ & ~bit : in_maintenance_ | bit;
}

void IoThread::finish() noexcept {
    utc_ = utc_now();
    path_.finish(utc_, ticks_now());
    for (ConnectionIndex i = 0; i < connections_.size(); ++i) {
        if (!connections_[i].is_open()) continue;
        connections_[i].link().close(1000, "");
        drop(i, "the recording ends", GapCause::stop);
    }
    // The last rows have to arrive. The pipeline is at work and makes room for them.
    const auto until = std::chrono::steady_clock::now() + kLastRowsWithin;
    while (!path_.flush(utc_) && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    publish_counts();
    is_ended_ = true;
}

}  // namespace mdc::collector
