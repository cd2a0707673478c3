#include "mdc/sim/simulator.hpp"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "mdc/core/thread.hpp"
#include "mdc/sim/capture.hpp"
#include "mdc/sim/server/certificate.hpp"
#include "mdc/sim/server/hub.hpp"
#include "mdc/sim/server/server.hpp"
#include "mdc/sim/source.hpp"

namespace mdc::sim {
namespace {

/// In flat-out mode the market waits while a reader has this much before it.
constexpr std::size_t kQueueBytesWanted = std::size_t{256} << 10;
constexpr std::int64_t kEventSkewMicros = 1000;
constexpr unsigned kTicksPerSummary = 10;

bool is_symbol(std::string_view text) {
    return !text.empty() && text.size() <= 40 &&
           std::all_of(text.begin(), text.end(), [](char letter) {
               return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
                      letter == '_' || letter == '-' || letter == 'd';
           });
}

/// A name of our own, so that several simulators of one host do not meet.
std::string temporary_ca_file(std::uint16_t port) {
    std::error_code ignored;
    const auto folder = std::filesystem::temp_directory_path(ignored);
    return (folder / fmt::format("mdc-sim-{}-{}.pem", ::getpid(), port)).string();
}

}  // namespace

Result<void> SimulatorOptions::validate() const {
    std::string wrong;
    const auto check = [&](bool is_right, std::string sentence) {
        if (!is_right) wrong += (wrong.empty() ? "" : "; ") + sentence;
    };
    check(!symbols.empty(), "at least one symbol is needed");
    for (const auto& symbol : symbols) {
        check(is_symbol(symbol), fmt::format("'{}' is no symbol, write it like BTCUSDT", symbol));
    }
    check(symbols.size() <= 5000, "at most 5000 symbols");
    check(rate >= 0 && rate <= 1e7, "rate must be between 0 and 10000000 orders a second");
    check(levels >= 100 && levels <= 20'000, "levels must be between 100 and 20000");
    check(variants >= 1 && variants <= 10 && 100'000 % variants == 0,
          "variants must be 1, 2, 4, 5, 8 or 10");
    check(duration.count() >= 0, "the duration must not be negative");
    check(capture_speed > 0, "the capture's speed must be more than 0");
    if (wrong.empty()) return {};
    return fail(ErrorKind::usage, wrong);
}

struct Simulator::Impl {
    explicit Impl(SimulatorOptions from) : options(std::move(from)) {}

    Result<void> prepare();
    Result<void> open_source();
    [[nodiscard]] Result<void> check_resets() const;
    Result<void> write_ca();
    bool step();
    void tick();
    void publish_summary();
    [[nodiscard]] bool is_waiting() const;

    SimulatorOptions options;
    Identity identity;
    std::string ca_file;
    std::unique_ptr<FaultScript> script;
    std::unique_ptr<Truth> truth;
    std::unique_ptr<Source> source;
    std::unique_ptr<Hub> hub;
    std::unique_ptr<Venue> venue;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
    bool has_begun = false;
    unsigned ticks = 0;

    mutable std::mutex mutex;
    mutable std::condition_variable has_finished;
    SimulatorSummary summary;
    bool is_finished = false;
    std::mutex stop_mutex;
    std::thread thread;
};

Result<void> Simulator::Impl::open_source() {
    std::vector<std::string> streams;
    if (options.capture.empty()) {
        source = std::make_unique<MarketSource>(options, script.get());
    } else {
        auto capture = CaptureSource::load(options);
        if (!capture) return capture.error();
        streams = (*capture)->streams();
        source = std::move(*capture);
    }
    venue = make_venue(options.venue, {*source, *hub, options.limits, options.variants, streams});
    if (venue) return check_resets();
    return fail(ErrorKind::usage, fmt::format("there is no simulator for '{}'; there is {}",
                                              options.venue, venue_ids()));
}

Result<void> Simulator::Impl::check_resets() const {
    std::uint64_t resets = 0;
    for (const auto& fault : options.faults) {
        if (fault.kind == FaultKind::reset) resets += fault.count;
    }
    if (resets == 0) return {};
    const auto most = options.capture.empty() ? venue->resets_max() : 0;
    if (resets <= most) return {};
    if (most > 0) {
        return fail(ErrorKind::usage,
                    fmt::format("fault 'reset': {} are too many for {}, with more than {} a number "
                                "would come twice",
                                resets, options.venue, most));
    }
    return fail(ErrorKind::usage,
                fmt::format("fault 'reset': the books of {} never begin their numbers anew",
                            options.capture.empty() ? options.venue : "a capture"));
}

Result<void> Simulator::Impl::write_ca() {
    ca_file = options.ca_file.empty() ? temporary_ca_file(port) : options.ca_file;
    std::ofstream file(ca_file, std::ios::trunc);
    file << identity.ca_pem;
    file.close();
    if (file) return {};
    return fail(ErrorKind::target, fmt::format("cannot write the CA to {}", ca_file));
}

Result<void> Simulator::Impl::prepare() {
    if (const auto valid = options.validate(); !valid) return valid;
    const auto now = utc_now();
    auto made = make_identity();
    if (!made) return made.error();
    identity = std::move(*made);
    script = std::make_unique<FaultScript>(options.faults, options.seed, now);
    hub = std::make_unique<Hub>(*script, options.queue_bytes_max);
    if (const auto opened = open_source(); !opened) return opened;
    if (!options.truth_directory.empty()) {
        auto opened =
            Truth::open(options.truth_directory, source->instruments(),
                        {options.seed, options.variants,
                         options.variants > 1 ? kEventSkewMicros : 0, options.is_flat_out});
        if (!opened) return opened.error();
        truth = std::move(*opened);
    }
    hub->serve(*venue, truth.get());
    auto listening = Server::listen({*hub, identity.context.get(), options.bind, options.port,
                                     options.is_record_per_message,
                                     options.is_flat_out ? kQueueBytesWanted : SIZE_MAX,
                                     [this] { return step(); }, [this] { tick(); }});
    if (!listening) return listening.error();
    server = std::move(*listening);
    port = server->port();
    if (const auto written = write_ca(); !written) return written;
    source->begin(*venue, *hub, truth.get(), utc_now());
    return {};
}

/// For its listeners at the beginning; later only a market that has no other clock stands still.
bool Simulator::Impl::is_waiting() const {
    if (!has_begun) return hub->stream_count() < options.wait_for_streams;
    return options.is_flat_out && options.wait_for_streams > 0 && hub->stream_count() == 0;
}

bool Simulator::Impl::step() {
    if (is_waiting()) return false;
    has_begun = true;
    const auto now = utc_now();
    hub->set_now(now);
    return source->step(now);
}

void Simulator::Impl::tick() {
    hub->on_time(utc_now());
    if (++ticks % kTicksPerSummary == 0) publish_summary();
}

void Simulator::Impl::publish_summary() {
    SimulatorSummary fresh;
    source->add_to(fresh);
    hub->add_to(fresh);
    for (std::size_t fault = 0; fault < options.faults.size(); ++fault) {
        fresh.faults.push_back(script->times(fault));
    }
    const std::lock_guard lock(mutex);
    summary = std::move(fresh);
    if (is_finished || !source->is_finished() || !hub->is_idle()) return;
    is_finished = true;
    has_finished.notify_all();
}

Simulator::Simulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Simulator::~Simulator() { (void)stop(); }

Result<std::unique_ptr<Simulator>> Simulator::start(SimulatorOptions options) {
    auto impl = std::make_unique<Impl>(std::move(options));
    if (const auto prepared = impl->prepare(); !prepared) return prepared.error();
    impl->thread = std::thread([impl = impl.get()] {
        name_this_thread("mdc-sim");
        impl->server->run();
        impl->publish_summary();
    });
    return std::unique_ptr<Simulator>(new Simulator(std::move(impl)));
}

std::uint16_t Simulator::port() const noexcept { return impl_->port; }

std::string Simulator::ws_url() const {
    return fmt::format("{}://localhost:{}", impl_->options.is_plain ? "ws" : "wss", impl_->port);
}

std::string Simulator::rest_url() const {
    return fmt::format("{}://localhost:{}", impl_->options.is_plain ? "http" : "https",
                       impl_->port);
}

const std::string& Simulator::ca_file() const noexcept { return impl_->ca_file; }

std::vector<std::string> Simulator::symbols() const {
    std::vector<std::string> names;
    for (const auto& instrument : impl_->source->instruments()) names.push_back(instrument.symbol);
    return names;
}

bool Simulator::is_finished() const noexcept {
    const std::lock_guard lock(impl_->mutex);
    return impl_->is_finished;
}

bool Simulator::wait_finished(std::chrono::milliseconds timeout) const {
    std::unique_lock lock(impl_->mutex);
    return impl_->has_finished.wait_for(lock, timeout, [&] { return impl_->is_finished; });
}

SimulatorSummary Simulator::summary() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->summary;
}

Result<void> Simulator::stop() {
    const std::lock_guard lock(impl_->stop_mutex);
    if (!impl_->thread.joinable()) return {};
    impl_->server->end();
    impl_->thread.join();
    if (impl_->options.ca_file.empty()) {
        std::error_code ignored;
        std::filesystem::remove(impl_->ca_file, ignored);
    }
    if (!impl_->truth) return {};
    return impl_->truth->close();
}

}  // namespace mdc::sim
