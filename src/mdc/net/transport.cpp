#include "mdc/net/transport.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

namespace mdc::net {

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::size_t kOutgoingBytes = 16U << 10U;

std::int64_t nanos(const timespec& at) noexcept { return at.tv_sec * kNanosPerSecond + at.tv_nsec; }

std::int64_t clock_ns(clockid_t clock) noexcept {
    timespec now{};
    ::clock_gettime(clock, &now);
    return nanos(now);
}

std::int64_t kernel_stamp_ns(msghdr& message) noexcept {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec at{};
        std::memcpy(&at, CMSG_DATA(c), sizeof at);
        return nanos(at);
    }
    return 0;
}

bool is_no_data(int error) noexcept { return error == EAGAIN || error == EINTR; }

std::string_view describe(int error) noexcept {
    const char* text = ::strerrordesc_np(error);  // unlike strerror(), never allocates
    return text != nullptr ? text : "unknown error";
}

}  // namespace

Transport::Transport(Fd socket)
    : socket_(std::move(socket)),
      pipes_(std::make_unique<Pipes>(
          Pipes{ByteQueue(0, 2 * kReadBytes), ByteQueue(kOutgoingBytes, kOutgoingBytesMax)})),
      plain_(2 * kReadBytes, kUnreadBytesMax) {}

Result<void> Transport::start_tls(const TlsContext& context, const std::string& host,
                                  Deadline deadline) {
    auto stream = TlsStream::create(context, host, pipes_->in, pipes_->out);
    if (!stream) return stream.error();
    tls_.emplace(std::move(*stream));
    for (;;) {
        const auto step = tls_->handshake();
        if (!flush()) return to_error(fault_);  // also the alert that says why we refuse
        if (step == TlsStream::Step::done) return {};
        if (step == TlsStream::Step::failed) return tls_->handshake_error(host);
        if (!wait_ready(fd(), true, wants_write(), deadline)) {
            return fail_for_now(ErrorKind::network,
                                "the TLS handshake with " + host + " timed out");
        }
        const auto outcome = receive_into(pipes_->in);
        if (outcome == ReadOutcome::failed) return to_error(fault_);
        if (outcome == ReadOutcome::closed) {
            return fail_for_now(ErrorKind::network,
                                host + " closed the connection during the TLS handshake");
        }
    }
}

std::string_view Transport::tls_version() const noexcept {
    return tls_ ? tls_->version() : std::string_view{};
}

Transport::ReadOutcome Transport::read() noexcept {
    if (!tls_) return receive_into(plain_);
    const ReadOutcome outcome = receive_into(pipes_->in);
    if (outcome != ReadOutcome::data) return outcome;
    switch (tls_->read(plain_, fault_)) {
        case TlsStream::Step::failed:
            return ReadOutcome::failed;
        case TlsStream::Step::done:
            return ReadOutcome::closed;
        case TlsStream::Step::wants_more:
            break;
    }
    // TLS itself may have something to answer (key update).
    return flush() ? ReadOutcome::data : ReadOutcome::failed;
}

Transport::ReadOutcome Transport::receive_into(ByteQueue& queue) noexcept {
    last_read_bytes_ = 0;
    iovec part{queue.reserve(kReadBytes), kReadBytes};
    if (part.iov_base == nullptr) {
        set_fault(ErrorKind::protocol, 0, "more unread bytes than the buffer may hold");
        return ReadOutcome::failed;
    }
    alignas(cmsghdr) std::array<char, 128> control;
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(fd(), &message, MSG_DONTWAIT);
    if (size < 0) {
        const int error = errno;
        if (is_no_data(error)) return ReadOutcome::would_block;
        set_fault(ErrorKind::network, error, describe(error));
        return ReadOutcome::failed;
    }
    if (size == 0) return ReadOutcome::closed;
    stamps_.t_read_ns = clock_ns(CLOCK_REALTIME);
    stamps_.t_read_ticks = static_cast<std::uint64_t>(clock_ns(CLOCK_MONOTONIC));
    stamps_.t_kernel_ns = kernel_stamp_ns(message);
    last_read_bytes_ = static_cast<std::size_t>(size);
    queue.commit(last_read_bytes_);
    return ReadOutcome::data;
}

bool Transport::write(std::string_view text) noexcept {
    if (tls_) {
        if (!tls_->write(text)) return false;
    } else {
        char* room = pipes_->out.reserve(text.size());
        if (room == nullptr) return false;
        std::memcpy(room, text.data(), text.size());
        pipes_->out.commit(text.size());
    }
    return flush();
}

bool Transport::flush() noexcept {
    auto& out = pipes_->out;
    while (!out.empty()) {
        const auto waiting = out.unread();
        const ssize_t sent =
            ::send(fd(), waiting.data(), waiting.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            const int error = errno;
            if (is_no_data(error)) return true;
            set_fault(ErrorKind::network, error, describe(error));
            return false;
        }
        out.consume(static_cast<std::size_t>(sent));
    }
    return true;
}

void Transport::shut_down() noexcept {
    if (tls_) tls_->shut_down();
    // A server may wait for our end of stream before it lets go of the connection.
    if (flush() && !wants_write()) ::shutdown(fd(), SHUT_WR);
}

void Transport::set_fault(ErrorKind kind, int code, std::string_view text) noexcept {
    fault_ = {kind, code, text};
}

}  // namespace mdc::net
