#include "tests/unit/sim/beast_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace mdc::sim {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using error_code = boost::system::error_code;

constexpr std::chrono::seconds kPatience{10};

asio::ssl::context trusting(const std::string& ca_file, const std::string& ca_pem) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_verify_mode(asio::ssl::verify_peer);
    if (ca_pem.empty()) {
        context.load_verify_file(ca_file);
    } else {
        context.add_certificate_authority(asio::buffer(ca_pem));
    }
    return context;
}

asio::ip::tcp::endpoint endpoint_of(const Simulator& simulator) {
    return {asio::ip::make_address("127.0.0.1"), simulator.port()};
}

template <class Stream>
HttpAnswer exchange(Stream& stream, const std::string& target) {
    http::request<http::empty_body> request(http::verb::get, target, 11);
    request.set(http::field::host, "localhost");
    request.keep_alive(false);
    error_code error;
    http::write(stream, request, error);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 << 20);
    if (!error) http::read(stream, buffer, parser, error);
    if (error) return {};
    HttpAnswer answer{static_cast<int>(parser.get().result_int()), parser.get().body(), {}};
    for (const auto& field : parser.get()) {
        std::string name(field.name_string());
        for (auto& letter : name) letter = static_cast<char>(std::tolower(letter));
        answer.headers[name] = std::string(field.value());
    }
    return answer;
}

}  // namespace

struct BeastClient::Impl {
    explicit Impl(const Simulator& simulator)
        : endpoint(endpoint_of(simulator)),
          tls(trusting(simulator.ca_file(), "")),
          socket(context, tls) {}

    /// Runs one asynchronous operation to its end, or until patience ends.
    template <class Start>
    error_code await(Start&& start) {
        error_code result = asio::error::timed_out;
        start([&result](error_code error, auto&&...) { result = error; });
        context.restart();
        context.run_for(kPatience);
        if (!context.stopped()) {
            has_timed_out = true;
            beast::get_lowest_layer(socket).close();
            context.run();
            result = asio::error::timed_out;
        }
        return result;
    }

    asio::ip::tcp::endpoint endpoint;
    asio::io_context context;
    asio::ssl::context tls;
    websocket::stream<beast::ssl_stream<beast::tcp_stream>> socket;
    beast::flat_buffer buffer;
    std::vector<std::string> pings;
    std::vector<std::string> pongs;
    bool has_timed_out = false;
};

BeastClient::BeastClient(const Simulator& simulator) : impl_(std::make_unique<Impl>(simulator)) {}
BeastClient::~BeastClient() = default;

int BeastClient::connect(const std::string& target) {
    auto& socket = impl_->socket;
    auto& lowest = beast::get_lowest_layer(socket);
    if (impl_->await([&](auto done) { lowest.async_connect(impl_->endpoint, done); })) return 0;
    socket.next_layer().set_verify_callback(asio::ssl::host_name_verification("localhost"));
    if (impl_->await([&](auto done) {
            socket.next_layer().async_handshake(asio::ssl::stream_base::client, done);
        })) {
        return 0;
    }
    socket.control_callback([this](websocket::frame_type kind, beast::string_view payload) {
        if (kind == websocket::frame_type::ping) impl_->pings.emplace_back(payload);
        if (kind == websocket::frame_type::pong) impl_->pongs.emplace_back(payload);
    });
    websocket::response_type response;
    (void)impl_->await(
        [&](auto done) { socket.async_handshake(response, "localhost", target, done); });
    socket.read_message_max(64 << 20);
    return static_cast<int>(response.result_int());
}

std::optional<std::string> BeastClient::read() {
    impl_->buffer.clear();
    if (impl_->await([&](auto done) { impl_->socket.async_read(impl_->buffer, done); })) {
        return std::nullopt;
    }
    return beast::buffers_to_string(impl_->buffer.data());
}

std::optional<std::string> BeastClient::read_reply() {
    auto text = read();
    while (text && (text->starts_with(R"({"stream":")") || text->starts_with(R"({"e":")"))) {
        text = read();
    }
    return text;
}

void BeastClient::send(std::string_view text) {
    (void)impl_->await([&](auto done) { impl_->socket.async_write(asio::buffer(text), done); });
}

void BeastClient::ping(std::string_view payload) {
    const websocket::ping_data data(payload.data(), payload.size());
    (void)impl_->await([&](auto done) { impl_->socket.async_ping(data, done); });
}

int BeastClient::close_code() const { return impl_->socket.reason().code; }
std::string BeastClient::close_reason() const {
    return std::string(impl_->socket.reason().reason.c_str());
}
bool BeastClient::has_timed_out() const { return impl_->has_timed_out; }
const std::vector<std::string>& BeastClient::pings() const { return impl_->pings; }
const std::vector<std::string>& BeastClient::pongs() const { return impl_->pongs; }

HttpAnswer https_get(const Simulator& simulator, const std::string& target,
                     const std::string& ca_pem) {
    asio::io_context context;
    auto tls = trusting(simulator.ca_file(), ca_pem);
    asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
    stream.set_verify_callback(asio::ssl::host_name_verification("localhost"));
    error_code error;
    stream.lowest_layer().connect(endpoint_of(simulator), error);
    if (!error) stream.handshake(asio::ssl::stream_base::client, error);
    if (error) return {};
    return exchange(stream, target);
}

HttpAnswer http_get(const Simulator& simulator, const std::string& target) {
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    error_code error;
    socket.connect(endpoint_of(simulator), error);
    if (error) return {};
    return exchange(socket, target);
}

}  // namespace mdc::sim
