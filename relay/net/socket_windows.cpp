// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/net/socket.h"

// clang-format off
#include <winsock2.h>
#include <mstcpip.h>
#include <ws2tcpip.h> // needs it
// clang-format on

#include <algorithm>
#include <array>
#include <limits>

namespace relay::net::socket {

namespace {

constexpr std::size_t kMaxParts = 64;

// Winsock wants to be started before its first call; the system ends it with the process.
void startWinsock()
{
    static const int started = [] {
        WSADATA data{};
        return WSAStartup(MAKEWORD(2, 2), &data);
    }();
    (void)started;
}

Error systemError(const Phrase &doing, int error)
{
    return {ErrorKind::Transient,
            said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), doing, qt_error_string(error))};
}

// Before anything is allocated the error's number is read.
Error systemError(const char *doing, int error)
{
    return systemError(said(doing), error);
}

// accept() also tells of what happened to a connection while it waited.
Outcome acceptOutcome(int error)
{
    switch (error) {
    case WSAEWOULDBLOCK:
        return Outcome::WouldBlock;
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAEINTR:
    case WSAENETDOWN:
    case WSAENETRESET:
    case WSAETIMEDOUT:
        return Outcome::Closed;
    default:
        return Outcome::Failed;
    }
}

void setOption(SocketHandle socket, int level, int option, int value)
{
    setsockopt(socket, level, option, reinterpret_cast<const char *>(&value), sizeof value);
}

SocketHandle openSocket(int family)
{
    startWinsock();
    const SOCKET made = WSASocketW(family, SOCK_STREAM, IPPROTO_TCP, nullptr, 0,
                                   WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    u_long on = 1;
    if (made != INVALID_SOCKET)
        ioctlsocket(made, static_cast<long>(FIONBIO), &on);
    return made;
}

Outcome outcomeOf(int error)
{
    return error == WSAEWOULDBLOCK || error == WSAEINTR ? Outcome::WouldBlock : Outcome::Failed;
}

} // namespace

Transfer receive(SocketHandle socket, std::span<char> into)
{
    constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
    const int got = ::recv(socket, into.data(), static_cast<int>(std::min(into.size(), kMost)), 0);
    if (got > 0)
        return {Outcome::Done, static_cast<std::size_t>(got)};
    if (got == 0)
        return {Outcome::Closed, 0};
    return {outcomeOf(WSAGetLastError()), 0};
}

Transfer send(SocketHandle socket, std::span<const std::string_view> parts)
{
    constexpr std::size_t kMostBytes = 1024 * 1024; // of one call: the system copies and keeps what it takes
    std::array<WSABUF, kMaxParts> buffers;
    DWORD used = 0;
    std::size_t left = kMostBytes;
    for (const std::string_view part : parts.first(std::min(parts.size(), kMaxParts))) {
        const std::size_t size = std::min(part.size(), left);
        if (size == 0)
            continue;
        buffers[used++] = {static_cast<ULONG>(size), const_cast<char *>(part.data())};
        left -= size;
    }
    if (used == 0)
        return {Outcome::Done, 0};
    DWORD put = 0;
    if (WSASend(socket, buffers.data(), used, &put, 0, nullptr, nullptr) == 0)
        return {Outcome::Done, put};
    return {outcomeOf(WSAGetLastError()), 0};
}

Connecting connectTo(const HostAddress &address)
{
    Connecting result;
    result.socket = openSocket(address.isV6() ? AF_INET6 : AF_INET);
    if (result.socket == kNoSocket) {
        result.error = systemError(QT_TRANSLATE_NOOP("Phrases", "cannot open a socket"), WSAGetLastError());
        return result;
    }
    setOption(result.socket, IPPROTO_TCP, TCP_NODELAY, 1);
    if (::connect(result.socket, address.sockaddrPointer(), static_cast<int>(address.sockaddrSizeBytes())) ==
        0) {
        result.outcome = Outcome::Done;
    } else if (WSAGetLastError() == WSAEWOULDBLOCK) {
        result.outcome = Outcome::WouldBlock;
    } else {
        result.error = systemError(QT_TRANSLATE_NOOP("Phrases", "cannot connect"), WSAGetLastError());
        ::closesocket(result.socket);
        result.socket = kNoSocket;
    }
    return result;
}

Result<void> connectResult(SocketHandle socket)
{
    int error = 0;
    int size = sizeof error;
    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, reinterpret_cast<char *>(&error), &size) != 0)
        error = WSAGetLastError();
    if (error != 0)
        return systemError(QT_TRANSLATE_NOOP("Phrases", "cannot connect"), error);
    return {};
}

Accepted accept(SocketHandle listener)
{
    Accepted result;
    sockaddr_storage address{};
    int size = sizeof address;
    result.socket = ::accept(listener, reinterpret_cast<sockaddr *>(&address), &size);
    if (result.socket == kNoSocket) {
        const int error = WSAGetLastError();
        result.outOfDescriptors = error == WSAEMFILE;
        result.outcome = acceptOutcome(error);
        return result;
    }
    u_long on = 1;
    ioctlsocket(result.socket, static_cast<long>(FIONBIO), &on);
    SetHandleInformation(reinterpret_cast<HANDLE>(result.socket), HANDLE_FLAG_INHERIT, 0);
    setOption(result.socket, IPPROTO_TCP, TCP_NODELAY, 1);
    result.peer =
        HostAddress::fromSockaddr(reinterpret_cast<sockaddr *>(&address), static_cast<std::size_t>(size));
    result.outcome = Outcome::Done;
    return result;
}

Result<SocketHandle> listenOn(const HostAddress &address, int backlog)
{
    const SocketHandle opened = openSocket(address.isV6() ? AF_INET6 : AF_INET);
    if (opened == kNoSocket)
        return systemError(QT_TRANSLATE_NOOP("Phrases", "cannot open a socket"), WSAGetLastError());
    // SO_REUSEADDR would let two programs have one port here; a port that just became free can be taken
    // without it.
    setOption(opened, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
    if (::bind(opened, address.sockaddrPointer(), static_cast<int>(address.sockaddrSizeBytes())) != 0 ||
        ::listen(opened, backlog) != 0) {
        const int error = WSAGetLastError();
        ::closesocket(opened);
        Error failed = systemError(
            said(QT_TRANSLATE_NOOP("Phrases", "cannot listen on %1"), address.toStringWithPort()), error);
        failed.kind = error == WSAEADDRINUSE      ? ErrorKind::Conflict
                      : error == WSAEACCES        ? ErrorKind::Forbidden
                      : error == WSAEADDRNOTAVAIL ? ErrorKind::BadRequest
                                                  : ErrorKind::Internal;
        return failed;
    }
    return opened;
}

Result<HostAddress> localAddress(SocketHandle socket)
{
    sockaddr_storage address{};
    int size = sizeof address;
    if (getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return systemError(QT_TRANSLATE_NOOP("Phrases", "cannot read a socket's address"), WSAGetLastError());
    return HostAddress::fromSockaddr(reinterpret_cast<sockaddr *>(&address), static_cast<std::size_t>(size));
}

void setKeepAlive(SocketHandle socket, std::chrono::seconds period)
{
    if (period.count() <= 0)
        return;
    const auto seconds = static_cast<u_long>(std::min<std::int64_t>(period.count(), 32767));
    tcp_keepalive wanted{.onoff = 1,
                         .keepalivetime = seconds * 1000,
                         .keepaliveinterval = std::clamp<u_long>(seconds / 3, 1, 75) * 1000};
    DWORD size = 0;
    WSAIoctl(socket, SIO_KEEPALIVE_VALS, &wanted, sizeof wanted, nullptr, 0, &size, nullptr, nullptr);
}

void shutdownWrite(SocketHandle socket)
{
    ::shutdown(socket, SD_SEND);
}

void close(SocketHandle socket)
{
    ::closesocket(socket);
}

SocketHandle spareDescriptor()
{
    return openSocket(AF_INET);
}

} // namespace relay::net::socket
