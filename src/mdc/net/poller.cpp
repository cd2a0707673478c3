#include "mdc/net/poller.hpp"

#include <cerrno>
#include <cstring>
#include <sys/eventfd.h>
#include <unistd.h>

namespace mdc::net {

namespace {

epoll_event event_for(std::uint64_t token, bool for_write) noexcept {
    epoll_event event{};
    event.events = EPOLLIN | (for_write ? EPOLLOUT : 0U);
    event.data.u64 = token;
    return event;
}

Error system_error(const char* doing) {
    return fail(ErrorKind::network, std::string(doing) + " failed: " + std::strerror(errno));
}

}  // namespace

Result<Poller> Poller::create() {
    Poller poller;
    poller.epoll_ = Fd(::epoll_create1(EPOLL_CLOEXEC));
    poller.wake_ = Fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!poller.epoll_.is_open() || !poller.wake_.is_open()) return system_error("epoll_create");
    if (auto added = poller.add(poller.wake_.get(), kWakeToken); !added) return added.error();
    return poller;
}

Result<void> Poller::add(int fd, std::uint64_t token, bool for_write) {
    epoll_event event = event_for(token, for_write);
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return system_error("epoll_ctl");
    return {};
}

void Poller::watch_writable(int fd, std::uint64_t token, bool for_write) noexcept {
    epoll_event event = event_for(token, for_write);
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event);
}

void Poller::remove(int fd) noexcept { ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

std::span<const Poller::Ready> Poller::wait(int timeout_ms) noexcept {
    const int count =
        ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(kReadyMax), timeout_ms);
    std::size_t size = 0;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events_[static_cast<std::size_t>(i)];
        if (event.data.u64 == kWakeToken) {
            std::uint64_t times = 0;
            [[maybe_unused]] const ssize_t read = ::read(wake_.get(), &times, sizeof times);
            continue;
        }
        ready_[size++] = {event.data.u64,
                          (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0,
                          (event.events & EPOLLOUT) != 0};
    }
    return {ready_.data(), size};
}

void Poller::wake() const noexcept {
    const std::uint64_t once = 1;
    // It only fails when the counter is full: then a wake-up is pending anyway.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &once, sizeof once);
}

}  // namespace mdc::net
