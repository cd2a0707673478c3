#include "mdc/sim/server/layer.hpp"

#include <boost/asio/write.hpp>

namespace mdc::sim {
namespace {

constexpr char kTlsHandshake = 0x16;

}  // namespace

bool Layer::feed(std::size_t count) {
    const std::string_view bytes(received_.data(), count);
    if (!is_sniffed_ && !bytes.empty()) {
        is_sniffed_ = true;
        if (bytes.front() == kTlsHandshake && setting_.tls != nullptr) tls_.emplace(setting_.tls);
    }
    if (!tls_) {
        plain_.append(bytes);
        return true;
    }
    const bool is_alive = tls_->feed(bytes, plain_);
    tls_->take_output(waiting_);
    flush();
    return is_alive;
}

void Layer::append(std::string_view bytes) {
    if (is_frozen_ || is_closed_ || is_finishing_) return;
    appended_ += bytes.size();
    if (!tls_) {
        waiting_.append(bytes);
    } else if (setting_.is_record_per_message) {
        tls_->write(bytes);
    } else {
        waiting_plain_.append(bytes);
    }
}

/// Everything that waits becomes bytes for the socket.
void Layer::collect() {
    if (!tls_) return;
    if (!waiting_plain_.empty()) tls_->write(waiting_plain_);
    waiting_plain_.clear();
    tls_->take_output(waiting_);
}

void Layer::flush() {
    if (is_writing_ || is_closed_) return;
    collect();
    if (waiting_.empty()) {
        if (is_finishing_) {
            error_code ignored;
            socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
        }
        return;
    }
    in_flight_.swap(waiting_);
    waiting_.clear();
    is_writing_ = true;
    boost::asio::async_write(socket_, boost::asio::buffer(in_flight_),
                             [this, offset = appended_, owner = owner_.lock()](
                                 error_code error, std::size_t) { on_written(error, offset); });
}

void Layer::on_written(error_code error, std::uint64_t offset) {
    is_writing_ = false;
    if (error) {
        is_closed_ = true;  // the reader hears of it, too, and ends the connection
        return;
    }
    flushed_ = offset;
    if (setting_.on_flushed) setting_.on_flushed();
    flush();
}

void Layer::finish(bool is_polite) {
    if (is_finishing_) return;
    is_finishing_ = true;
    collect();
    if (tls_ && is_polite) tls_->say_goodbye();
    flush();
}

void Layer::freeze() {
    flush();
    is_frozen_ = true;
}

void Layer::close() {
    error_code ignored;
    socket_.close(ignored);
    is_closed_ = true;
}

}  // namespace mdc::sim
