// The one file that includes Boost.Beast: an independent implementation to test ours against.

#include "tests/unit/net/support/server.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>
#include <sys/socket.h>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace mdc::net::test {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

template <class Stream>
class Raw final : public RawPeer {
  public:
    explicit Raw(Stream& stream) : stream_(stream) {}

    std::string read_request() override {
        error_code error;
        const std::size_t header =
            asio::read_until(stream_, asio::dynamic_buffer(buffer_), "\r\n\r\n", error);
        if (error) return {};
        const std::size_t size = header + content_length(header);
        if (buffer_.size() < size) {
            asio::read(stream_, asio::dynamic_buffer(buffer_),
                       asio::transfer_exactly(size - buffer_.size()), error);
        }
        std::string request = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return request;
    }

    void wait_for_end() override {
        error_code error;
        std::string ignored;
        asio::read(stream_, asio::dynamic_buffer(ignored), error);
    }

    void write(std::string_view bytes) override {
        error_code error;
        asio::write(stream_, asio::buffer(bytes), error);
    }

  private:
    [[nodiscard]] std::size_t content_length(std::size_t header) const {
        constexpr std::string_view kName = "Content-Length: ";
        const std::size_t at = buffer_.find(kName);
        std::size_t size = 0;
        if (at < header) {
            std::from_chars(buffer_.data() + at + kName.size(), buffer_.data() + header, size);
        }
        return size;
    }

    Stream& stream_;
    std::string buffer_;
};

template <class Stream>
class WebSocket final : public WebSocketPeer {
  public:
    explicit WebSocket(Stream& stream) : stream_(stream) {
        websocket::permessage_deflate deflate;
        deflate.server_enable = true;  // we never offer it, so it must not be used
        stream_.set_option(deflate);
        stream_.control_callback([this](websocket::frame_type kind, std::string_view payload) {
            if (kind == websocket::frame_type::pong) pongs_.emplace_back(payload);
        });
    }

    bool accept() {
        error_code error;
        stream_.accept(error);
        return !error;
    }

    void send_text(std::string_view text) override { send(text, true); }
    void send_binary(std::string_view bytes) override { send(bytes, false); }

    void send_fragments(const std::vector<std::string>& fragments) override {
        error_code error;
        stream_.text(true);
        stream_.auto_fragment(false);
        for (std::size_t i = 0; i < fragments.size(); ++i) {
            if (i > 0) ping("between");
            stream_.write_some(i + 1 == fragments.size(), asio::buffer(fragments[i]), error);
        }
    }

    void ping(std::string_view payload) override {
        error_code error;
        stream_.ping(websocket::ping_data(payload.data(), payload.size()), error);
    }

    bool close(std::uint16_t code, std::string_view reason) override {
        error_code error;
        stream_.close({static_cast<websocket::close_code>(code), reason}, error);
        return !error;
    }

    std::optional<std::string> receive() override {
        error_code error;
        boost::beast::flat_buffer buffer;
        stream_.read(buffer, error);
        if (error) return std::nullopt;
        return std::string(static_cast<const char*>(buffer.data().data()), buffer.size());
    }

    void write(std::string_view bytes) override {
        error_code error;
        asio::write(stream_.next_layer(), asio::buffer(bytes), error);
    }

    [[nodiscard]] const std::vector<std::string>& pongs() const override { return pongs_; }
    [[nodiscard]] std::uint16_t close_code() const override {
        return static_cast<std::uint16_t>(stream_.reason().code);
    }

  private:
    void send(std::string_view payload, bool is_text) {
        error_code error;
        stream_.text(is_text);
        stream_.auto_fragment(false);
        stream_.write(asio::buffer(payload), error);
    }

    Stream& stream_;
    std::vector<std::string> pongs_;
};

/// A TLS stream that Beast can tear down.
using TlsSocket = asio::ssl::stream<tcp::socket>;

}  // namespace

struct Server::State {
    Options options;
    asio::io_context context{1};
    asio::ssl::context tls{asio::ssl::context::tls_server};
    tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::atomic<int> accepted{0};
    std::atomic<bool> is_stopping{false};
    std::mutex mutex;
    int open_fd = -1;  // guarded by mutex
    std::thread thread;

    void run() {
        while (!is_stopping) {
            error_code error;
            tcp::socket socket = acceptor.accept(error);
            if (error) continue;
            ++accepted;
            socket.set_option(tcp::no_delay(true), error);
            const int fd = socket.native_handle();
            note_open(fd);
            serve(std::move(socket));
        }
    }

    void note_open(int fd) {
        const std::lock_guard lock(mutex);
        open_fd = fd;
        if (is_stopping) ::shutdown(fd, SHUT_RDWR);
    }

    void serve(tcp::socket socket) {
        if (!options.tls) {
            hand_over<tcp::socket>(socket, std::move(socket));
            return;
        }
        TlsSocket stream(std::move(socket), tls);
        error_code error;
        stream.handshake(asio::ssl::stream_base::server, error);
        if (!error) hand_over<TlsSocket>(stream, std::move(stream));
        note_open(-1);
    }

    template <class Stream>
    void hand_over(Stream& raw_stream, Stream&& owned) {
        if (options.on_raw) {
            Raw<Stream> peer(raw_stream);
            options.on_raw(peer);
            note_open(-1);
            error_code ignored;
            raw_stream.lowest_layer().close(ignored);
            return;
        }
        websocket::stream<Stream> stream(std::move(owned));
        WebSocket<websocket::stream<Stream>> peer(stream);
        if (peer.accept() && options.on_websocket) options.on_websocket(peer);
        note_open(-1);
    }
};

Server::Server(Options options) : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
    if (state_->options.tls) {
        state_->tls.use_certificate_chain(asio::buffer(state_->options.tls->certificate));
        state_->tls.use_private_key(asio::buffer(state_->options.tls->key),
                                    asio::ssl::context::pem);
    }
    state_->thread = std::thread([s = state_.get()] { s->run(); });
}

Server::~Server() {
    state_->is_stopping = true;
    ::shutdown(state_->acceptor.native_handle(), SHUT_RDWR);  // wakes accept()
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->open_fd >= 0) ::shutdown(state_->open_fd, SHUT_RDWR);
    }
    state_->thread.join();
}

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

std::string Server::url(std::string_view scheme, std::string_view target) const {
    return std::string(scheme) + "://localhost:" + std::to_string(port()) + std::string(target);
}

int Server::accepted() const { return state_->accepted; }

std::uint16_t closed_port() {
    asio::io_context context;
    const tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

}  // namespace mdc::net::test
