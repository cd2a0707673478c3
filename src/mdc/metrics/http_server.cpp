#include "mdc/metrics/http_server.hpp"

#include <array>
#include <atomic>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "mdc/core/thread.hpp"
#include "mdc/metrics/exposition.hpp"

namespace mdc::metrics {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

constexpr std::chrono::seconds kFarewell{1};
constexpr std::chrono::milliseconds kAcceptPause{200};  // after an error: out of descriptors
constexpr std::string_view kFrontPage =
    "<!doctype html>\n<html lang=\"en\">\n<title>mdc</title>\n<h1>Market Data Collector</h1>\n"
    "<ul>\n<li><a href=\"/metrics\">Metrics</a>, for Prometheus\n"
    "<li><a href=\"/health\">Health</a>\n</ul>\n</html>\n";

Response text(http::status status, std::string body,
              std::string_view type = "text/plain; charset=utf-8") {
    Response response(status, 11);
    response.set(http::field::content_type, {type.data(), type.size()});
    response.set(http::field::cache_control, "no-store");
    response.body() = std::move(body);
    return response;
}

Response answer(const Request& request, const Pages& pages) {
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        auto refusal = text(http::status::method_not_allowed, "Only GET and HEAD are served.\n");
        refusal.set(http::field::allow, "GET, HEAD");
        return refusal;
    }
    const auto path = request.target().substr(0, request.target().find('?'));
    if (path == "/metrics") return text(http::status::ok, pages.metrics(), kTextContentType);
    if (path == "/health") {
        const auto trouble = pages.trouble();
        return trouble ? text(http::status::service_unavailable, *trouble + "\n")
                       : text(http::status::ok, "ok\n");
    }
    if (path == "/") {
        return text(http::status::ok, std::string(kFrontPage), "text/html; charset=utf-8");
    }
    return text(http::status::not_found, "There are /metrics and /health.\n");
}

// What an unreadable request is told.
http::status refusal_of(error_code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return http::status::request_header_fields_too_large;
    }
    if (error == http::error::body_limit) return http::status::payload_too_large;
    return http::status::bad_request;
}

bool is_about_http(error_code error) {
    return error.category() == http::make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

class HttpServer::Impl {
  public:
    explicit Impl(HttpServerOptions from) : options(std::move(from)) {}
    ~Impl() {
        is_ending = true;
        context.stop();
        if (thread.joinable()) thread.join();
    }

    Result<void> listen();
    void start();
    void accept();
    void session_ended() {
        --open_sessions;
        if (!is_accepting && !is_ending) accept();
    }

    class Session;

    HttpServerOptions options;
    Pages pages;
    std::uint16_t port = 0;
    std::atomic<bool> is_ending{false};
    std::size_t open_sessions = 0;
    bool is_accepting = false;
    asio::io_context context{1};  // sessions end with it, so what they count in is above
    tcp::acceptor acceptor{context};
    asio::steady_timer pause{context};
    std::thread thread;
};

/// One connection: request, answer, request … until either end has enough. Owned by its handlers.
class HttpServer::Impl::Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Impl& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
        ++server_.open_sessions;
    }
    ~Session() { server_.session_ended(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void read() {
        parser_.emplace();
        parser_->header_limit(server_.options.request_bytes_most);
        parser_->body_limit(server_.options.request_bytes_most);
        stream_.expires_after(server_.options.patience);
        http::async_read(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
    }

  private:
    void on_read(error_code error) {
        if (!error) {
            const auto& request = parser_->get();
            reply(answer(request, server_.pages), request.method() == http::verb::head,
                  request.keep_alive());
        } else if (is_about_http(error)) {
            reply(text(refusal_of(error), "This request is not understood.\n"), false, false);
        }
    }

    void reply(Response response, bool is_head, bool keep_alive) {
        response_ = std::move(response);
        response_.keep_alive(keep_alive);
        response_.prepare_payload();
        if (is_head) response_.body().clear();  // the length stays
        stream_.expires_after(server_.options.patience);
        http::async_write(stream_, response_,
                          [self = shared_from_this(), keep_alive](error_code error, std::size_t) {
                              if (error) return;
                              if (keep_alive) return self->read();
                              self->stream_.socket().shutdown(tcp::socket::shutdown_send, error);
                              self->stream_.expires_after(kFarewell);
                              self->discard();
                          });
    }

    // Closing with unread bytes resets the connection, which may cost the peer our answer.
    void discard() {
        stream_.async_read_some(asio::buffer(discarded_),
                                [self = shared_from_this()](error_code error, std::size_t) {
                                    if (!error) self->discard();
                                });
    }

    Impl& server_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_{server_.options.request_bytes_most * std::size_t{2}};
    std::optional<http::request_parser<http::string_body>> parser_;
    Response response_;
    std::array<char, 4096> discarded_{};
};

Result<void> HttpServer::Impl::listen() {
    error_code error;
    const auto address = asio::ip::make_address(options.host, error);
    const tcp::endpoint endpoint(address, options.port);
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port = acceptor.local_endpoint(error).port();
    if (!error) return {};
    const bool is_v6 = options.host.find(':') != std::string::npos;
    const auto reason = error == asio::error::address_in_use
                            ? std::string("the port is in use; choose another one")
                            : error.message();
    return fail(ErrorKind::target,
                fmt::format("Metrics cannot be served on {}{}{}:{}: {}.", is_v6 ? "[" : "",
                            options.host, is_v6 ? "]" : "", options.port, reason));
}

void HttpServer::Impl::start() {
    accept();
    thread = std::thread([this] {
        name_this_thread("mdc-metrics");
        block_signals();
        context.run();
    });
}

void HttpServer::Impl::accept() {
    is_accepting = true;
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
        is_accepting = false;
        if (error) {
            is_accepting = true;
            pause.expires_after(kAcceptPause);
            pause.async_wait([this](error_code) { accept(); });
            return;
        }
        std::make_shared<Session>(*this, std::move(socket))->read();
        if (open_sessions < options.connections_most) accept();
    });
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::listen(HttpServerOptions options) {
    auto impl = std::make_unique<Impl>(std::move(options));
    if (const auto listening = impl->listen(); !listening) return listening.error();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

void HttpServer::start(Pages pages) {
    impl_->pages = std::move(pages);
    impl_->start();
}

std::uint16_t HttpServer::port() const noexcept { return impl_->port; }

}  // namespace mdc::metrics
