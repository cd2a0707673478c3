#include "mdc/net/websocket/link.hpp"

#include <array>
#include <span>
#include <utility>

#include "mdc/core/assert.hpp"

namespace mdc::net {

namespace {

constexpr std::uint16_t kNoCloseFrame = 1006;
constexpr std::uint16_t kProtocolError = 1002;
constexpr std::uint16_t kTooLong = 1009;
constexpr std::size_t kMessageBytesCeiling = 24U << 20U;

}  // namespace

Link::Link(Transport transport) : Link(std::move(transport), Options{}) {}

Link::Link(Transport transport, Options options)
    : transport_(std::move(transport)),
      reader_(options.message_bytes_max),
      scratch_(std::make_unique_for_overwrite<char[]>(kSendBytesMax + kFrameHeaderBytesMax)),
      has_leftover_(!transport_.received().empty()) {
    // The receive buffer must hold the longest message and one read.
    static_assert(kMessageBytesCeiling + 2 * Transport::kReadBytes < Transport::kUnreadBytesMax);
    MDC_ASSERT(options.message_bytes_max <= kMessageBytesCeiling);
}

LinkOutcome Link::pump(MessageHandler& handler) noexcept {
    if (state_ == State::closed) return LinkOutcome::closed;
    if (state_ == State::failed) return LinkOutcome::failed;
    if (std::exchange(has_leftover_, false)) return deliver(handler);
    if (transport_.wants_write() && !transport_.flush()) return fail_link(transport_.fault());

    const auto outcome = transport_.read();
    if (outcome == Transport::ReadOutcome::would_block) return LinkOutcome::idle;
    if (outcome == Transport::ReadOutcome::failed) return fail_link(transport_.fault());
    if (transport_.last_read_bytes() > 0) {
        ++stats_.reads;
        stats_.bytes += transport_.last_read_bytes();
        stats_.reads_with_kernel_stamp += transport_.stamps().has_kernel_stamp() ? 1 : 0;
    }
    const LinkOutcome delivered = deliver(handler);
    const bool is_over = outcome == Transport::ReadOutcome::closed;
    return is_over && delivered == LinkOutcome::progressed ? end_of_stream() : delivered;
}

LinkOutcome Link::deliver(MessageHandler& handler) noexcept {
    Message message{.payload = {}, .stamps = transport_.stamps(), .is_first_of_read = true};
    LinkOutcome outcome = LinkOutcome::progressed;
    while (outcome == LinkOutcome::progressed) {
        const FrameReader::Step step = reader_.next(transport_.received());
        stats_.frames += step.frames;
        switch (step.kind) {
            [[likely]] case FrameKind::text : case FrameKind::binary : ++stats_.messages;
            message.payload = step.payload;
            message.is_binary = step.kind == FrameKind::binary;
            handler.on_message(message);
            message.is_first_of_read = false;
            break;
            case FrameKind::ping:
                outcome = on_ping(step.payload);
                break;
            case FrameKind::pong:
                ++stats_.pongs;
                handler.on_pong(step.payload, message.stamps);
                break;
            case FrameKind::close:
                outcome = on_close(step);
                break;
            case FrameKind::error:
                return refuse_frame(step.error);
            case FrameKind::incomplete:
                transport_.consume(step.consumed);
                return outcome;
        }
        transport_.consume(step.consumed);
    }
    return outcome;
}

LinkOutcome Link::on_ping(std::string_view payload) noexcept {
    ++stats_.pings;
    // After our close frame nothing may follow.
    if (state_ == State::closing || send(SentFrame::pong, payload)) return LinkOutcome::progressed;
    return fail_link(
        {ErrorKind::network, 0, std::string_view("the peer takes nothing that we send")});
}

LinkOutcome Link::on_close(const FrameReader::Step& step) noexcept {
    close_info_ = {step.close_code, state_ == State::open, step.payload};
    if (state_ == State::open) send_close(step.close_code, {});
    transport_.shut_down();
    state_ = State::closed;
    return LinkOutcome::closed;
}

LinkOutcome Link::end_of_stream() noexcept {
    close_info_ = {kNoCloseFrame, state_ == State::open, {}};
    state_ = State::closed;
    return LinkOutcome::closed;
}

LinkOutcome Link::refuse_frame(FrameError error) noexcept {
    if (state_ == State::open) {
        send_close(error == FrameError::message_too_long ? kTooLong : kProtocolError, {});
        transport_.shut_down();
    }
    return fail_link({ErrorKind::protocol, 0, to_string(error)});
}

LinkOutcome Link::fail_link(const Fault& fault) noexcept {
    fault_ = fault;
    state_ = State::failed;
    return LinkOutcome::failed;
}

bool Link::send_text(std::string_view text) noexcept { return send(SentFrame::text, text); }

bool Link::send_ping(std::string_view payload) noexcept {
    return send(SentFrame::ping, payload.substr(0, kControlPayloadBytesMax));
}

void Link::close(std::uint16_t code, std::string_view reason) noexcept {
    if (state_ != State::open) return;
    send_close(code, reason);
    state_ = State::closing;
}

bool Link::send(SentFrame kind, std::string_view payload) noexcept {
    const std::span<char> room(scratch_.get(), kSendBytesMax + kFrameHeaderBytesMax);
    const bool is_sent =
        state_ == State::open && payload.size() <= kSendBytesMax &&
        transport_.write({room.data(), write_frame(kind, payload, masks_.next(), room)});
    ++(is_sent ? stats_.sent : stats_.refused);
    return is_sent;
}

bool Link::send_close(std::uint16_t code, std::string_view reason) noexcept {
    std::array<char, kControlPayloadBytesMax + kFrameHeaderBytesMax> room{};
    return transport_.write({room.data(), write_close(code, reason, masks_.next(), room)});
}

}  // namespace mdc::net
