// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sockets.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests::sockets {

namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool poll(int descriptor, short events, std::chrono::milliseconds limit)
{
    pollfd waited{descriptor, events, 0};
    int ready = 0;
    do // a profile interrupts every thread
        ready = ::poll(&waited, 1, static_cast<int>(limit.count()));
    while (ready < 0 && errno == EINTR);
    return ready == 1;
}

} // namespace

int listenAnywhere(std::uint16_t &port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(descriptor, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
        ::listen(descriptor, 1024) == 0 &&
        ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    return descriptor;
}

int accept(int listener)
{
    return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
}

void endListening(int listener)
{
    endBoth(listener);
}

int connect(std::uint16_t port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    sendAtOnce(descriptor);
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 &&
        ::fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

void close(int descriptor)
{
    if (descriptor >= 0)
        ::close(descriptor);
}

void endSending(int descriptor)
{
    ::shutdown(descriptor, SHUT_WR);
}

void endBoth(int descriptor)
{
    ::shutdown(descriptor, SHUT_RDWR);
}

void resetOnClose(int descriptor)
{
    const linger hard{1, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

void sendAtOnce(int descriptor)
{
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool wait(int descriptor, unsigned wanted, std::chrono::milliseconds limit)
{
    return poll(descriptor,
                static_cast<short>(((wanted & kReadable) != 0 ? POLLIN : 0) |
                                   ((wanted & kWritable) != 0 ? POLLOUT : 0)),
                limit);
}

bool waitUntilGone(int descriptor, std::chrono::milliseconds limit)
{
    return poll(descriptor, POLLRDHUP, limit);
}

std::ptrdiff_t send(int descriptor, std::string_view bytes)
{
    return ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

std::ptrdiff_t sendNow(int descriptor, std::string_view bytes)
{
    return ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::ptrdiff_t receive(int descriptor, char *buffer, std::size_t size)
{
    return ::recv(descriptor, buffer, size, 0);
}

bool wouldBlock()
{
    return errno == EAGAIN;
}

void ignoreBrokenPipes()
{
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

} // namespace tests::sockets
