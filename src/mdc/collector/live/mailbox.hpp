#pragma once

#include <memory>
#include <mutex>

#include <boost/lockfree/spsc_queue.hpp>

namespace mdc::collector {

/// A bounded queue of owned messages between threads of which one must never wait: that one calls
/// the methods without a lock, the others share their end under a mutex of their own.
template <class Message>
class Mailbox {
  public:
    Mailbox() = default;
    ~Mailbox() {
        while (pop() != nullptr) {
        }
    }
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// The one sending thread. False, and the message is still the caller's, when the box is full.
    bool push(std::unique_ptr<Message>& message) noexcept {
        if (!queue_.push(message.get())) return false;
        (void)message.release();
        return true;
    }
    /// One of several sending threads.
    bool push_shared(std::unique_ptr<Message>& message) {
        const std::lock_guard lock(senders_);
        return push(message);
    }
    /// The one receiving thread. nullptr when there is none.
    std::unique_ptr<Message> pop() noexcept {
        Message* message = nullptr;
        return queue_.pop(message) ? std::unique_ptr<Message>(message) : nullptr;
    }

  private:
    static constexpr std::size_t kCapacity = 4096;

    boost::lockfree::spsc_queue<Message*, boost::lockfree::capacity<kCapacity>> queue_;
    std::mutex senders_;
};

}  // namespace mdc::collector
