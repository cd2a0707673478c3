#pragma once

#include <atomic>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/support/listener.hpp"

namespace mdc::test {

/// A server on 127.0.0.1 that answers the n-th request with the n-th body, whatever was asked. When
/// there is none left it says nothing any more, and keeps who asked waiting.
class HttpAnswers {
  public:
    explicit HttpAnswers(std::vector<std::string> bodies)
        : bodies_(std::move(bodies)), thread_([this] { run(); }) {}
    ~HttpAnswers() {
        ::shutdown(listener_.fd(), SHUT_RDWR);
        thread_.join();
        for (const int guest : waiting_) ::close(guest);
    }
    HttpAnswers(const HttpAnswers&) = delete;
    HttpAnswers& operator=(const HttpAnswers&) = delete;

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(listener_.port());
    }
    /// Blocks until somebody waits for an answer that will not come.
    void wait_for_the_unanswered() const { has_waiting_.wait(false); }

  private:
    void run() {
        std::size_t next = 0;
        for (;;) {
            const int guest = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
            if (guest < 0) return;
            read_request(guest);
            if (next == bodies_.size()) {
                waiting_.push_back(guest);
                has_waiting_ = true;
                has_waiting_.notify_all();
                continue;
            }
            const auto& body = bodies_[next++];
            const auto answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
            (void)!::send(guest, answer.data(), answer.size(), MSG_NOSIGNAL);
            ::close(guest);
        }
    }
    static void read_request(int guest) {
        std::string text;
        char piece[4096];
        while (text.find("\r\n\r\n") == text.npos) {
            const auto size = ::recv(guest, piece, sizeof piece, 0);
            if (size <= 0) return;
            text.append(piece, static_cast<std::size_t>(size));
        }
    }

    std::vector<std::string> bodies_;
    Listener listener_;
    std::vector<int> waiting_;
    std::atomic<bool> has_waiting_{false};
    std::thread thread_;
};

}  // namespace mdc::test
