#include "mdc/collector/live/cold/cold_side.hpp"

#include <algorithm>
#include <poll.h>
#include <random>
#include <sys/eventfd.h>
#include <unistd.h>

#include "mdc/collector/live/cold/credentials.hpp"
#include "mdc/collector/live/cold/pause.hpp"
#include "mdc/core/log.hpp"
#include "mdc/core/thread.hpp"

namespace mdc::collector {

namespace {

constexpr std::size_t kDialsAtOnce = 8;
constexpr std::chrono::milliseconds kLongestSleep{200};
constexpr std::chrono::seconds kClockEvery{10};

}  // namespace

ColdSide::ColdSide(ColdOptions options, net::TlsContext tls, const RestWorker::Venues& venues,
                   IoThread& io)
    : options_(std::move(options)),
      tls_(std::move(tls)),
      venues_(venues),
      io_(io),
      rest_(http_options(options_.network), venues, options_.keep_bodies,
            [this](ToIo message) { tell(std::move(message)); }),
      wake_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      schedule_(io.connection_count(), std::random_device{}()) {}

ColdSide::~ColdSide() {
    stop();
    ::close(wake_fd_);
}

void ColdSide::start() {
    rest_.start();
    thread_ = std::thread([this] { run(); });
}

void ColdSide::wake() const noexcept {
    const std::uint64_t one = 1;
    (void)!::write(wake_fd_, &one, sizeof one);
}

void ColdSide::ask_to_stop() {
    is_stopping_ = true;
    wake();
    rest_.ask_to_stop();
}

void ColdSide::stop() {
    ask_to_stop();
    if (thread_.joinable()) thread_.join();
    rest_.stop();
    for (auto& dialer : dialers_) dialer.thread.join();
    dialers_.clear();
    take_messages();  // what was still to be logged
}

void ColdSide::run() {
    name_this_thread("mdc-cold");
    block_signals();
    while (!is_stopping_) {
        take_messages();
        const auto sleep = std::min(start_due_dials(), kLongestSleep);
        const bool is_due = std::chrono::steady_clock::now() >= next_clock_;
        if (options_.samples_clock && is_due) sample_clock();
        pollfd waited{wake_fd_, POLLIN, 0};
        ::poll(&waited, 1, static_cast<int>(sleep.count()));
        std::uint64_t count = 0;
        (void)!::read(wake_fd_, &count, sizeof count);
    }
}

void ColdSide::take_messages() {
    while (auto message = io_.take()) {
        std::visit([this](auto& each) { on(each); }, *message);
    }
}

void ColdSide::on(const DialWanted& wanted) {
    schedule_.want(wanted.connection, std::chrono::steady_clock::now(), wanted.retry_after);
}

void ColdSide::on(RequestWanted& wanted) { rest_.ask(std::move(wanted)); }

void ColdSide::on(const Said& said) {
    const auto venue = to_string(io_.plan(said.connection).exchange);
    const auto number = io_.number_of(said.connection);
    const auto& event = said.event;
    if (event.kind == ControlKind::refused || event.kind == ControlKind::rate_limited) {
        log::warning(venue, "connection {}: the exchange refused: {} (code {})", number,
                     event.text.view(), event.code);
    } else {
        log::info(venue, "connection {}: {}: {}", number,
                  kControlKindNames[static_cast<std::size_t>(event.kind)], event.text.view());
    }
}

void ColdSide::on(const LoginRefused& refused) {
    const auto venue = to_string(io_.plan(refused.connection).exchange);
    options_.dials->refused(
        fail(ErrorKind::refused,
             fmt::format("{} refuses the login ({}): check the credentials in the environment, "
                         "or choose channels that need none.",
                         venue, refused.text)));
}

void ColdSide::on(const InstrumentsChanged&) {
    if (options_.on_instruments_changed) options_.on_instruments_changed();
}

void ColdSide::on(const Logged& logged) { log::write(logged.level, "record", logged.text); }

// Starts what is due as far as the venue's budget goes; returns when to look again.
std::chrono::milliseconds ColdSide::start_due_dials() {
    std::vector<std::pair<ConnectionIndex, net::NetError>> failures;
    {
        const std::lock_guard lock(dials_mutex_);
        failures.swap(failures_);
    }
    for (const auto& [connection, error] : failures) failed(connection, error);
    reap_dialers();

    const auto now = std::chrono::steady_clock::now();
    auto next = std::chrono::nanoseconds(kLongestSleep);
    for (std::size_t i = 0; i < schedule_.waiting().size() && !is_stopping_;) {
        const auto [connection, due] = schedule_.waiting()[i];
        auto& venue = *venues_.at(io_.plan(connection).exchange);
        std::chrono::nanoseconds wait = due - now;
        {
            const std::lock_guard lock(dials_mutex_);
            if (dials_under_way_ >= kDialsAtOnce) break;
        }
        if (wait.count() <= 0) wait = venue.take_connect(now);
        if (wait.count() > 0) {
            next = std::min(next, wait);
            ++i;
            continue;
        }
        schedule_.take(i);
        start_dial(connection);
    }
    return std::chrono::ceil<std::chrono::milliseconds>(next);
}

void ColdSide::start_dial(ConnectionIndex connection) {
    {
        const std::lock_guard lock(dials_mutex_);
        ++dials_under_way_;
    }
    auto& dialer = dialers_.emplace_back();
    dialer.thread = std::thread([this, connection, &dialer] {
        dial(connection);
        dialer.is_done = true;
    });
}

void ColdSide::reap_dialers() {
    dialers_.remove_if([](Dialer& dialer) {
        if (!dialer.is_done) return false;
        dialer.thread.join();
        return true;
    });
}

void ColdSide::dial(ConnectionIndex connection) {
    name_this_thread("mdc-dial");
    block_signals();
    const auto& plan = io_.plan(connection);
    net::DialOptions dial;
    dial.url = venues_.at(plan.exchange)->ws_url(plan.target);
    dial.resolve = resolve_overrides(options_.network);
    const auto number = io_.number_of(connection);
    dial.first_address =
        number / 2 + number % 2;  // a successor goes elsewhere than whom it follows
    dial.user_agent = user_agent();
    auto established = net::dial(dial, tls_);
    {
        const std::lock_guard lock(dials_mutex_);
        --dials_under_way_;
        if (!established) failures_.emplace_back(connection, established.error());
    }
    if (established) {
        options_.dials->opened();
        tell(Opened{connection, std::move(*established), dial.url, login_text(plan)});
    }
    wake();
}

std::string ColdSide::login_text(const ConnectionPlan& plan) const {
    if (!plan.needs_login) return {};
    const auto& exchange = venues_.at(plan.exchange)->exchange();
    const auto credentials = credentials_of(exchange.facts());
    return credentials ? exchange.login_text(*credentials, utc_now()) : std::string();
}

void ColdSide::failed(ConnectionIndex connection, const net::NetError& error) {
    const auto venue_id = io_.plan(connection).exchange;
    const bool is_paused = error.kind == ErrorKind::rate_limited;
    const auto& limits = venues_.at(venue_id)->exchange().facts().limits;
    const auto asked = is_paused ? pause_after(error.status, error.retry_after, limits)
                                 : error.retry_after.value_or(std::chrono::seconds{0});
    if (is_paused) {
        venues_.at(venue_id)->block_until(std::chrono::steady_clock::now() + asked);
    }
    options_.errors->count(error.kind);
    options_.dials->failed(error);
    const auto wait = schedule_.failed(connection, std::chrono::steady_clock::now(), asked);
    log::warning(to_string(venue_id), "connection {}: {}{}; again in {} ms",
                 io_.number_of(connection), error.message, advice_on(error.status), wait.count());
}

void ColdSide::tell(ToIo message) {
    const auto* failure = std::get_if<ReplyFailed>(&message);
    if (failure != nullptr) options_.errors->count(failure->kind);
    auto owned = std::make_unique<ToIo>(std::move(message));
    // The box holds more than there can be answers; a full one means that the I/O thread hangs.
    if (!io_.tell(std::move(owned))) log::error("record", "the I/O thread takes no more messages");
}

void ColdSide::sample_clock() {
    next_clock_ = std::chrono::steady_clock::now() + kClockEvery;
    const auto step_us = clock_steps_.look();
    if (step_us != 0) {
        log::error("clock",
                   "the clock of this machine jumped by {:.3f} s: receive times before and after "
                   "cannot be compared; let chrony or ntpd slew it",
                   static_cast<double>(step_us) / kMicrosPerSecond);
    }
    for (const auto& [id, venue] : venues_) {
        auto row = clock_row(id);
        row.step_us = step_us;
        tell(ClockSample{row});
    }
}

}  // namespace mdc::collector
