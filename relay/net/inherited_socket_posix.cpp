// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/inherited_socket_posix.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace relay::net::socket {

namespace {

constexpr int kFirst = 3;   // SD_LISTEN_FDS_START
constexpr int kAtMost = 64; // nobody passes more; a wild number must not cost a million calls

int numberOf(const char *variable)
{
    const char *text = std::getenv(variable);
    return text ? std::atoi(text) : 0;
}

bool listensOn(int descriptor, const HostAddress &address)
{
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0)
        return false;
    sockaddr_storage bound{};
    size = sizeof bound;
    return getsockname(descriptor, reinterpret_cast<sockaddr *>(&bound), &size) == 0 &&
           HostAddress::fromSockaddr(reinterpret_cast<sockaddr *>(&bound), size) == address;
}

} // namespace

SocketHandle inheritedListener(const HostAddress &address)
{
    if (numberOf("LISTEN_PID") != getpid())
        return kNoSocket;
    const int end = kFirst + std::min(numberOf("LISTEN_FDS"), kAtMost);
    for (int descriptor = kFirst; descriptor < end; ++descriptor) {
        if (!listensOn(descriptor, address))
            continue;
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); // not for the programs that we start
        const int ours = ::fcntl(descriptor, F_DUPFD_CLOEXEC, kFirst);
        if (ours < 0)
            return kNoSocket;
        ::fcntl(ours, F_SETFL, ::fcntl(ours, F_GETFL) | O_NONBLOCK);
        return ours;
    }
    return kNoSocket;
}

} // namespace relay::net::socket
