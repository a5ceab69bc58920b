// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Loopback sockets and the clock for the bench programs, which are single-threaded and exit on
// what they cannot repair: a bench that limps measures nothing. Reentrant.
namespace bench {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

[[noreturn]] inline void die(const char *what)
{
    std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

inline std::int64_t clockNs(clockid_t clock = CLOCK_MONOTONIC)
{
    timespec now{};
    clock_gettime(clock, &now);
    return now.tv_sec * kNsPerSecond + now.tv_nsec;
}

inline void raiseDescriptorLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

inline sockaddr_in loopbackAddress(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline void setNoDelay(int fd)
{
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// The port that was asked for, or with 0 any free one; prints it as the line that the runner reads.
inline int listenAndTell(std::uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = loopbackAddress(port);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (fd < 0 || bind(fd, generic, size) != 0 || listen(fd, 4096) != 0)
        die("listen");
    getsockname(fd, generic, &size);
    std::printf("listening %u\n", static_cast<unsigned>(ntohs(address.sin_port)));
    std::fflush(stdout);
    return fd;
}

// Non-blocking; -1 when no descriptor is left.
inline int acceptOne(int listener)
{
    const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        setNoDelay(fd);
    return fd;
}

// A connection on its way or ready; -1 when refused at once.
inline int connectTo(std::uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setNoDelay(fd);
    const sockaddr_in address = loopbackAddress(port);
    if (connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

inline void watch(int epoll, int operation, int fd, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (epoll_ctl(epoll, operation, fd, &event) != 0)
        die("epoll_ctl");
}

// Sends now what the socket takes; the rest waits in `pending`, and the descriptor is armed for writing.
// False when the connection is broken.
inline bool sendOrKeep(int epoll, int fd, std::string &pending, std::string_view bytes)
{
    if (!pending.empty()) {
        pending.append(bytes);
        return true;
    }
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(bytes.size()))
        return true;
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return false;
    pending.assign(bytes.substr(sent < 0 ? 0 : static_cast<std::size_t>(sent)));
    watch(epoll, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT);
    return true;
}

// The descriptor can be written to: sends what waits. False when the connection is broken.
inline bool sendPending(int epoll, int fd, std::string &pending)
{
    const ssize_t sent = send(fd, pending.data(), pending.size(), MSG_NOSIGNAL);
    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    pending.erase(0, static_cast<std::size_t>(sent));
    if (pending.empty())
        watch(epoll, EPOLL_CTL_MOD, fd, EPOLLIN);
    return true;
}

} // namespace bench
