// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sockets.h"

// clang-format off
#include <winsock2.h>
#include <ws2tcpip.h> // needs it
// clang-format on

#include <thread>

namespace tests::sockets {

namespace {

using namespace std::chrono_literals;

constexpr auto kAcceptStep = 50ms; // nothing wakes an accept() that waits
constexpr auto kGoneStep = 5ms;    // nothing tells of an end behind bytes that are not read

// A socket is a handle, of which the system uses 32 bits.
SOCKET of(int descriptor)
{
    return descriptor < 0 ? INVALID_SOCKET : static_cast<SOCKET>(descriptor);
}

int made(SOCKET socket)
{
    return socket == INVALID_SOCKET ? -1 : static_cast<int>(socket);
}

int newSocket()
{
    static const int started = [] {
        WSADATA data{};
        return WSAStartup(MAKEWORD(2, 2), &data);
    }();
    return started == 0 ? made(::socket(AF_INET, SOCK_STREAM, 0)) : -1;
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void letWait(int descriptor, bool waits)
{
    u_long never = waits ? 0 : 1;
    ::ioctlsocket(of(descriptor), static_cast<long>(FIONBIO), &never);
}

} // namespace

int listenAnywhere(std::uint16_t &port)
{
    const int descriptor = newSocket();
    sockaddr_in address = loopback(0);
    int size = sizeof address;
    if (::bind(of(descriptor), reinterpret_cast<sockaddr *>(&address), size) == 0 &&
        ::listen(of(descriptor), 1024) == 0 &&
        ::getsockname(of(descriptor), reinterpret_cast<sockaddr *>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    return descriptor;
}

int accept(int listener)
{
    return wait(listener, kReadable, kAcceptStep) ? made(::accept(of(listener), nullptr, nullptr)) : -1;
}

void endListening(int) {} // accept() waits no longer than a step

int connect(std::uint16_t port)
{
    const int descriptor = newSocket();
    const sockaddr_in address = loopback(port);
    sendAtOnce(descriptor);
    if (::connect(of(descriptor), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close(descriptor);
        return -1;
    }
    letWait(descriptor, false);
    return descriptor;
}

void close(int descriptor)
{
    if (descriptor >= 0)
        ::closesocket(of(descriptor));
}

void endSending(int descriptor)
{
    ::shutdown(of(descriptor), SD_SEND);
}

void endBoth(int descriptor)
{
    ::shutdown(of(descriptor), SD_BOTH);
}

void resetOnClose(int descriptor)
{
    const linger hard{1, 0};
    ::setsockopt(of(descriptor), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char *>(&hard), sizeof hard);
}

void sendAtOnce(int descriptor)
{
    const int on = 1;
    ::setsockopt(of(descriptor), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char *>(&on), sizeof on);
}

bool wait(int descriptor, unsigned wanted, std::chrono::milliseconds limit)
{
    WSAPOLLFD waited{of(descriptor),
                     static_cast<SHORT>(((wanted & kReadable) != 0 ? POLLRDNORM : 0) |
                                        ((wanted & kWritable) != 0 ? POLLWRNORM : 0)),
                     0};
    return ::WSAPoll(&waited, 1, static_cast<INT>(limit.count())) == 1;
}

bool waitUntilGone(int descriptor, std::chrono::milliseconds limit)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        char byte = 0;
        if (wait(descriptor, kReadable, left) && ::recv(of(descriptor), &byte, 1, MSG_PEEK) <= 0)
            return true;
        std::this_thread::sleep_for(kGoneStep);
    }
    return false;
}

std::ptrdiff_t send(int descriptor, std::string_view bytes)
{
    return ::send(of(descriptor), bytes.data(), static_cast<int>(bytes.size()), 0);
}

std::ptrdiff_t sendNow(int descriptor, std::string_view bytes)
{
    letWait(descriptor, false);
    const std::ptrdiff_t count = send(descriptor, bytes);
    const int error = ::WSAGetLastError();
    letWait(descriptor, true);
    ::WSASetLastError(error);
    return count;
}

std::ptrdiff_t receive(int descriptor, char *buffer, std::size_t size)
{
    return ::recv(of(descriptor), buffer, static_cast<int>(size), 0);
}

bool wouldBlock()
{
    return ::WSAGetLastError() == WSAEWOULDBLOCK;
}

void ignoreBrokenPipes() {} // none there

} // namespace tests::sockets
