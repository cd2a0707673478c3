#include "mdc/sim/server/server.hpp"

#include <chrono>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "mdc/sim/server/connection.hpp"

namespace mdc::sim {
namespace {

namespace asio = boost::asio;
using error_code = boost::system::error_code;

constexpr std::chrono::milliseconds kTick{1};
constexpr std::chrono::seconds kFarewell{1};
constexpr std::size_t kConnectionsMax = 10'000;  // more are closed at once

}  // namespace

struct Server::Impl {
    explicit Impl(Setting from)
        : setting(std::move(from)),
          connections{setting.hub,
                      setting.tls,
                      setting.is_record_per_message,
                      [this] { work(); },  // queues became shorter
                      {}} {}

    Result<void> listen();
    void accept();
    void tick();
    void work();
    void end();

    Setting setting;
    Connections connections;  // outlives the context, whose handlers own the connections
    asio::io_context context{1};
    asio::ip::tcp::acceptor acceptor{context};
    asio::steady_timer timer{context};
    bool is_ending = false;
    bool is_work_posted = false;
    std::chrono::steady_clock::time_point deadline;
};

Result<void> Server::Impl::listen() {
    error_code error;
    const auto address = asio::ip::make_address(setting.bind, error);
    const asio::ip::tcp::endpoint endpoint(address, setting.port);
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return {};
    return fail(ErrorKind::network, fmt::format("cannot listen on {}:{}: {}", setting.bind,
                                                setting.port, error.message()));
}

void Server::Impl::accept() {
    acceptor.async_accept([this](error_code error, asio::ip::tcp::socket socket) {
        if (is_ending) return;
        const bool has_room = connections.open.size() < kConnectionsMax;
        if (!error && has_room) serve_connection(connections, std::move(socket));
        accept();
    });
}

void Server::Impl::tick() {
    timer.expires_after(kTick);
    timer.async_wait([this](error_code error) {
        if (error) return;
        if (is_ending) {
            const bool is_over = std::chrono::steady_clock::now() >= deadline;
            if (is_over) {
                for (auto* wire : connections.open) wire->abort();
            }
            if (connections.open.empty()) return;
            setting.hub.flush();
        } else {
            setting.tick();
            work();
        }
        tick();
    });
}

/// Steps as long as there is something to do and somebody to take it, one piece at a time, so that
/// sockets are read in between.
void Server::Impl::work() {
    if (is_work_posted || is_ending) return;
    if (setting.hub.longest_queue() >= setting.queue_bytes_wanted) return;
    is_work_posted = true;
    asio::post(context, [this] {
        is_work_posted = false;
        if (is_ending) return;
        const bool has_more = setting.step();
        setting.hub.flush();
        if (has_more) work();
    });
}

void Server::Impl::end() {
    is_ending = true;
    deadline = std::chrono::steady_clock::now() + kFarewell;
    error_code ignored;
    acceptor.close(ignored);
    setting.hub.close_all(1001, "going away");
    for (auto* wire : connections.open) wire->close(1001, "going away");
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(Setting setting) {
    auto impl = std::make_unique<Impl>(std::move(setting));
    if (const auto listening = impl->listen(); !listening) return listening.error();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const noexcept {
    error_code ignored;
    return impl_->acceptor.local_endpoint(ignored).port();
}

void Server::run() {
    impl_->accept();
    impl_->tick();
    impl_->context.run();
}

void Server::end() {
    asio::post(impl_->context, [this] { impl_->end(); });
}

}  // namespace mdc::sim
