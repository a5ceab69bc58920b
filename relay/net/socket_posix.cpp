// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/net/inherited_socket_posix.h"
#include "relay/net/socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace relay::net::socket {

namespace {

constexpr std::size_t kMaxParts = 64;

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

Error systemError(const Phrase &doing, int error)
{
    if (error == EADDRINUSE) // a window says it, too
        return {ErrorKind::Transient, said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), doing,
                                           said(QT_TRANSLATE_NOOP("Phrases", "Address already in use")))};
    return {ErrorKind::Transient, said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), doing,
                                       QString::fromLocal8Bit(std::strerror(error)))};
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
    case EAGAIN:
        return Outcome::WouldBlock;
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case EPERM: // a firewall's word
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ETIMEDOUT:
        return Outcome::Closed;
    default:
        return Outcome::Failed;
    }
}

void setOption(int socket, int level, int option, int value)
{
    setsockopt(socket, level, option, &value, sizeof value);
}

} // namespace

Transfer receive(SocketHandle socket, std::span<char> into)
{
    const ssize_t got = ::recv(socket, into.data(), into.size(), 0);
    if (got > 0)
        return {Outcome::Done, static_cast<std::size_t>(got)};
    if (got == 0)
        return {Outcome::Closed, 0};
    return {wouldBlock(errno) ? Outcome::WouldBlock : Outcome::Failed, 0};
}

Transfer send(SocketHandle socket, std::span<const std::string_view> parts)
{
    std::array<iovec, kMaxParts> vectors;
    std::size_t used = 0;
    for (const std::string_view part : parts.first(std::min(parts.size(), kMaxParts))) {
        if (!part.empty())
            vectors[used++] = {const_cast<char *>(part.data()), part.size()};
    }
    if (used == 0)
        return {Outcome::Done, 0};
    ssize_t put = 0;
    if (used == 1) {
        put = ::send(socket, vectors[0].iov_base, vectors[0].iov_len, MSG_NOSIGNAL);
    } else {
        msghdr message{};
        message.msg_iov = vectors.data();
        message.msg_iovlen = used;
        put = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    }
    if (put >= 0)
        return {Outcome::Done, static_cast<std::size_t>(put)};
    return {wouldBlock(errno) ? Outcome::WouldBlock : Outcome::Failed, 0};
}

Connecting connectTo(const HostAddress &address)
{
    Connecting result;
    const int family = address.isV6() ? AF_INET6 : AF_INET;
    result.socket = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (result.socket < 0) {
        result.error = systemError(QT_TRANSLATE_NOOP("Phrases", "cannot open a socket"), errno);
        return result;
    }
    setOption(result.socket, IPPROTO_TCP, TCP_NODELAY, 1);
    if (::connect(result.socket, address.sockaddrPointer(),
                  static_cast<socklen_t>(address.sockaddrSizeBytes())) == 0) {
        result.outcome = Outcome::Done;
    } else if (errno == EINPROGRESS) {
        result.outcome = Outcome::WouldBlock;
    } else {
        result.error = systemError(QT_TRANSLATE_NOOP("Phrases", "cannot connect"), errno);
        ::close(result.socket);
        result.socket = kNoSocket;
    }
    return result;
}

Result<void> connectResult(SocketHandle socket)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error != 0)
        return systemError(QT_TRANSLATE_NOOP("Phrases", "cannot connect"), error);
    return {};
}

Accepted accept(SocketHandle listener)
{
    Accepted result;
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    result.socket =
        ::accept4(listener, reinterpret_cast<sockaddr *>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (result.socket < 0) {
        result.socket = kNoSocket;
        result.outOfDescriptors = errno == EMFILE || errno == ENFILE;
        result.outcome = acceptOutcome(errno);
        return result;
    }
    setOption(result.socket, IPPROTO_TCP, TCP_NODELAY, 1);
    result.peer = HostAddress::fromSockaddr(reinterpret_cast<sockaddr *>(&address), size);
    result.outcome = Outcome::Done;
    return result;
}

Result<SocketHandle> listenOn(const HostAddress &address, int backlog)
{
    if (const SocketHandle inherited = inheritedListener(address); inherited != kNoSocket)
        return inherited;
    const int family = address.isV6() ? AF_INET6 : AF_INET;
    const int descriptor = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor < 0)
        return systemError(QT_TRANSLATE_NOOP("Phrases", "cannot open a socket"), errno);
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (::bind(descriptor, address.sockaddrPointer(), static_cast<socklen_t>(address.sockaddrSizeBytes())) !=
            0 ||
        ::listen(descriptor, backlog) != 0) {
        const int error = errno;
        ::close(descriptor);
        Error failed = systemError(
            said(QT_TRANSLATE_NOOP("Phrases", "cannot listen on %1"), address.toStringWithPort()), error);
        failed.kind = error == EADDRINUSE      ? ErrorKind::Conflict
                      : error == EACCES        ? ErrorKind::Forbidden
                      : error == EADDRNOTAVAIL ? ErrorKind::BadRequest
                                               : ErrorKind::Internal;
        return failed;
    }
    return descriptor;
}

Result<HostAddress> localAddress(SocketHandle socket)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return systemError(QT_TRANSLATE_NOOP("Phrases", "cannot read a socket's address"), errno);
    return HostAddress::fromSockaddr(reinterpret_cast<sockaddr *>(&address), size);
}

void setKeepAlive(SocketHandle socket, std::chrono::seconds period)
{
    if (period.count() <= 0)
        return;
    const auto seconds =
        static_cast<int>(std::min<std::int64_t>(period.count(), 32767)); // the kernel's bound
    setOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
    setOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, std::clamp(seconds / 3, 1, 75));
}

void shutdownWrite(SocketHandle socket)
{
    ::shutdown(socket, SHUT_WR);
}

void close(SocketHandle socket)
{
    ::close(socket);
}

SocketHandle spareDescriptor()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

} // namespace relay::net::socket
