#include "mdc/sim/server/connection.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "mdc/sim/server/layer.hpp"

namespace mdc::sim {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using error_code = boost::system::error_code;

constexpr std::size_t kRequestBytesMax = 64 * 1024;
constexpr std::size_t kClientFrameBytesMax = 1024 * 1024;

int hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

std::string decode_url(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
            hex_digit(text[at + 2]) >= 0) {
            out.push_back(
                static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2])));
            at += 2;
        } else {
            out.push_back(text[at] == '+' ? ' ' : text[at]);
        }
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> split_query(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> query;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto part = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (part.empty()) continue;
        const auto equals = std::min(part.find('='), part.size());
        const auto value = equals < part.size() ? part.substr(equals + 1) : std::string_view();
        query.emplace_back(decode_url(part.substr(0, equals)), decode_url(value));
    }
    return query;
}

class Connection final : public Wire, public std::enable_shared_from_this<Connection> {
  public:
    Connection(Connections& connections, asio::ip::tcp::socket socket)
        : connections_(connections),
          socket_(std::move(socket),
                  Layer::Setting{connections.tls, connections.is_record_per_message,
                                 [this] { on_flushed(); }}) {
        error_code ignored;
        layer().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        const auto remote = layer().socket().remote_endpoint(ignored);
        address_ = remote.address().to_string();
        connections_.open.insert(this);
    }
    ~Connection() override { connections_.open.erase(this); }

    void start() {
        layer().own(weak_from_this());
        read_request();
    }

    void text(std::string_view before, std::string_view payload, std::string_view after) override {
        const std::array<asio::const_buffer, 3> parts = {
            asio::buffer(before), asio::buffer(payload), asio::buffer(after)};
        error_code ignored;
        if (!is_closing_) socket_.write(parts, ignored);
    }
    void ping(std::string_view payload) override {
        error_code ignored;
        if (!is_closing_) socket_.ping({payload.data(), payload.size()}, ignored);
    }
    void flush() override { layer().flush(); }
    void close(std::uint16_t code, std::string_view reason) override {
        if (is_closing_) return;
        is_closing_ = true;
        ended_by_ = "server";
        if (link_ == nullptr) return layer().close();
        websocket::close_reason said(static_cast<websocket::close_code>(code));
        said.reason = std::string(reason);
        socket_.async_close(said, [self = shared_from_this()](error_code) {});
    }
    void cut() override {
        // The header of a text frame of 200 bytes, and the first of them.
        constexpr std::string_view kHalf = "\x81\x7e\x00\xc8{\"stream\":\"";
        is_closing_ = true;
        ended_by_ = "server cut";
        layer().append({kHalf.data(), kHalf.size()});
        layer().finish(false);
    }
    void freeze() override { layer().freeze(); }
    void abort() override {
        is_closing_ = true;
        if (ended_by_.empty()) ended_by_ = "server kick";
        layer().close();
    }
    [[nodiscard]] std::uint64_t appended() const noexcept override {
        return socket_.next_layer().appended();
    }
    [[nodiscard]] std::uint64_t flushed() const noexcept override {
        return socket_.next_layer().flushed();
    }

  private:
    Layer& layer() noexcept { return socket_.next_layer(); }

    void on_flushed() {
        if (link_ != nullptr) link_->on_flushed();
        connections_.on_flushed();
    }

    void read_request() {
        parser_.emplace();
        parser_->body_limit(kRequestBytesMax);
        http::async_read(layer(), buffer_, *parser_,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (!error) self->on_request();
                         });
    }

    void on_request() {
        const auto& message = parser_->get();
        const std::string_view target(message.target().data(), message.target().size());
        const auto mark = std::min(target.find('?'), target.size());
        const auto method = message.method_string();
        const auto unit = message["X-MBX-TIME-UNIT"];
        const auto path = decode_url(target.substr(0, mark));
        HttpRequest request;
        request.method = {method.data(), method.size()};
        request.path = path;
        request.query = split_query(target.substr(std::min(mark + 1, target.size())));
        request.time_unit = {unit.data(), unit.size()};
        request.address = address_;
        if (websocket::is_upgrade(message)) return upgrade(request);
        answer(connections_.hub.http(request, utc_now()));
    }

    void answer(const HttpReply& reply) {
        const bool keeps = parser_->get().keep_alive();
        http::response<http::string_body> response(static_cast<http::status>(reply.status), 11);
        response.set(http::field::server, "mdc-sim");
        response.set(http::field::content_type, "application/json;charset=UTF-8");
        for (const auto& [name, value] : reply.headers) response.set(name, value);
        response.body() = reply.body;
        response.keep_alive(keeps);
        response.prepare_payload();
        error_code ignored;
        http::write(layer(), response, ignored);
        layer().flush();
        if (!keeps) return layer().finish(true);
        read_request();
    }

    void upgrade(const HttpRequest& request) {
        auto entered = connections_.hub.enter(request, *this, utc_now());
        if (const auto* reply = std::get_if<HttpReply>(&entered)) return answer(*reply);
        link_ = std::get<Link*>(entered);
        socket_.set_option(websocket::stream_base::timeout{std::chrono::seconds(30),
                                                           websocket::stream_base::none(), false});
        socket_.read_message_max(kClientFrameBytesMax);
        socket_.control_callback([this](websocket::frame_type kind, beast::string_view payload) {
            on_control(kind, {payload.data(), payload.size()});
        });
        error_code error;
        socket_.accept(parser_->get(), error);
        flush();
        if (error) return leave("client: not a WebSocket");
        socket_.text(true);
        socket_.auto_fragment(false);  // a message is a frame, as from the venues
        buffer_.clear();
        read_frame();
    }

    void on_control(websocket::frame_type kind, std::string_view payload) {
        if (link_ == nullptr || kind == websocket::frame_type::close) return;
        const bool is_ping = kind == websocket::frame_type::ping;
        link_->receive(is_ping ? ClientFrame::ping : ClientFrame::pong, payload, utc_now());
    }

    void read_frame() {
        socket_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            self->on_frame(error);
        });
    }

    void on_frame(error_code error) {
        if (error) return leave(ended_by_.empty() ? "client: " + error.message() : ended_by_);
        const auto data = buffer_.data();
        link_->receive(socket_.got_text() ? ClientFrame::text : ClientFrame::binary,
                       {static_cast<const char*>(data.data()), data.size()}, utc_now());
        buffer_.consume(buffer_.size());
        read_frame();
    }

    void leave(const std::string& why) {
        is_closing_ = true;
        if (link_ != nullptr) connections_.hub.leave(*link_, utc_now(), why);
        link_ = nullptr;
    }

    Connections& connections_;
    websocket::stream<Layer, false> socket_;  // never compressed, as the venues
    std::string address_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    Link* link_ = nullptr;
    std::string ended_by_;
    bool is_closing_ = false;
};

}  // namespace

void serve_connection(Connections& connections, asio::ip::tcp::socket socket) {
    std::make_shared<Connection>(connections, std::move(socket))->start();
}

}  // namespace mdc::sim
