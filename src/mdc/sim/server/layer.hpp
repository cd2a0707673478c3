#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <openssl/ssl.h>

#include "mdc/sim/server/tls_pipe.hpp"

namespace mdc::sim {

/// The stream below Beast: a socket that is TLS when the client's first byte says so.
///
/// Reading is asynchronous as usual. Writing never waits: it appends to a buffer, which flush()
/// hands to the socket in one piece. That is what lets thousands of messages share a system call,
/// while Beast still makes every frame.
class Layer {
  public:
    using executor_type = boost::asio::ip::tcp::socket::executor_type;
    using error_code = boost::system::error_code;

    struct Setting {
        SSL_CTX* tls = nullptr;
        bool is_record_per_message = true;
        std::function<void()> on_flushed;  ///< more bytes were taken by the kernel
    };
    Layer(boost::asio::ip::tcp::socket socket, Setting setting)
        : socket_(std::move(socket)), setting_(std::move(setting)) {}

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }
    /// Whoever holds this layer: kept alive while a write is on its way. Before the first byte.
    void own(std::weak_ptr<void> owner) { owner_ = std::move(owner); }

    template <class Buffers, class Handler>
    auto async_read_some(const Buffers& buffers, Handler&& handler) {
        return boost::asio::async_compose<Handler, void(error_code, std::size_t)>(
            ReadOp<Buffers>{*this, buffers}, handler, socket_);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers&, error_code& error) {
        error = boost::asio::error::operation_not_supported;
        return 0;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        error_code error;
        return read_some(buffers, error);
    }

    /// Takes everything at once: what Beast writes in one call stays together.
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, error_code& error) {
        error = {};
        scratch_.resize(boost::asio::buffer_size(buffers));
        boost::asio::buffer_copy(boost::asio::buffer(scratch_), buffers);
        append(scratch_);
        return scratch_.size();
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers) {
        error_code error;
        return write_some(buffers, error);
    }
    template <class Buffers, class Handler>
    auto async_write_some(const Buffers& buffers, Handler&& handler) {
        error_code error;
        const auto count = write_some(buffers, error);
        flush();
        return boost::asio::async_compose<Handler, void(error_code, std::size_t)>(
            WriteOp{*this, count}, handler, socket_);
    }

    void append(std::string_view bytes);
    void flush();
    /// After what is buffered, ends our side of TCP; with TLS's farewell first when polite.
    void finish(bool is_polite);
    /// What is buffered goes out, later bytes never.
    void freeze();
    void close();

    [[nodiscard]] std::uint64_t appended() const noexcept { return appended_; }
    [[nodiscard]] std::uint64_t flushed() const noexcept { return flushed_; }

  private:
    template <class Buffers>
    struct ReadOp {
        Layer& layer;
        Buffers buffers;
        bool is_posted = false;
        bool is_reading = false;
        template <class Self>
        void operator()(Self& self, error_code error = {}, std::size_t count = 0) {
            if (is_reading && !error && !layer.feed(count)) error = boost::asio::error::eof;
            is_reading = false;
            const auto taken = layer.take(buffers);
            if (taken > 0 || error) {
                if (taken > 0) error = {};
                if (is_posted) return self.complete(error, taken);
                // Not from inside the call that began us; what was taken is remembered.
                return boost::asio::post(layer.get_executor(),
                                         [self = std::move(self), error, taken]() mutable {
                                             self.complete(error, taken);
                                         });
            }
            is_posted = is_reading = true;
            layer.socket_.async_read_some(boost::asio::buffer(layer.received_), std::move(self));
        }
    };
    struct WriteOp {
        Layer& layer;
        std::size_t count;
        bool is_posted = false;
        template <class Self>
        void operator()(Self& self) {
            if (is_posted) return self.complete({}, count);
            is_posted = true;
            boost::asio::post(layer.get_executor(), std::move(self));
        }
    };

    /// Takes `count` received bytes as plain text or TLS. False: the peer ended or broke it.
    bool feed(std::size_t count);
    template <class Buffers>
    std::size_t take(const Buffers& buffers) {
        const auto count = boost::asio::buffer_copy(
            buffers, boost::asio::buffer(plain_.data() + taken_, plain_.size() - taken_));
        taken_ += count;
        if (taken_ == plain_.size()) {
            plain_.clear();
            taken_ = 0;
        }
        return count;
    }
    void collect();
    void on_written(error_code error, std::uint64_t offset);

    boost::asio::ip::tcp::socket socket_;
    Setting setting_;
    std::weak_ptr<void> owner_;
    std::optional<TlsPipe> tls_;
    bool is_sniffed_ = false;
    std::array<char, 16'384> received_;
    std::string plain_;
    std::size_t taken_ = 0;
    std::string scratch_;
    std::string waiting_plain_;  ///< not yet encrypted, when records are filled
    std::string waiting_;        ///< for the next write to the socket
    std::string in_flight_;
    std::uint64_t appended_ = 0;
    std::uint64_t flushed_ = 0;
    bool is_writing_ = false;
    bool is_finishing_ = false;
    bool is_frozen_ = false;
    bool is_closed_ = false;
};

/// How Beast ends a connection after the closing handshake.
template <class Handler>
void async_teardown(boost::beast::role_type, Layer& layer, Handler&& handler) {
    layer.finish(true);
    boost::asio::post(layer.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
        handler(boost::system::error_code());
    });
}
inline void teardown(boost::beast::role_type, Layer& layer, boost::system::error_code& error) {
    error = {};
    layer.finish(true);
}
inline void beast_close_socket(Layer& layer) { layer.close(); }

}  // namespace mdc::sim
