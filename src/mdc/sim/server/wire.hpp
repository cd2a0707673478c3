#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mdc::sim {

/// The bytes of one WebSocket connection. Everything is appended to a buffer; flush() sends it.
class Wire {
  public:
    virtual ~Wire() = default;
    /// One text message of three parts.
    virtual void text(std::string_view before, std::string_view payload,
                      std::string_view after) = 0;
    virtual void ping(std::string_view payload) = 0;
    virtual void flush() = 0;
    /// WebSocket close; nothing can be sent after it.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    /// Sends what is buffered, then half a frame, then ends TCP.
    virtual void cut() = 0;
    /// Sends what is buffered, then nothing ever again; keeps the socket and reads on.
    virtual void freeze() = 0;
    /// Ends TCP at once; what is buffered is lost.
    virtual void abort() = 0;
    /// Bytes appended, and how many of them the kernel has taken.
    [[nodiscard]] virtual std::uint64_t appended() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t flushed() const noexcept = 0;
};

}  // namespace mdc::sim
