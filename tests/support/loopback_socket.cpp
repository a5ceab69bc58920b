// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/loopback_socket.h"

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

LoopbackSocket::LoopbackSocket(std::uint16_t port)
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        close();
    else
        ::fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
}

LoopbackSocket::~LoopbackSocket()
{
    close();
}

bool LoopbackSocket::waitReadable(std::chrono::milliseconds limit) const
{
    return wait(POLLIN, limit);
}

bool LoopbackSocket::waitWritable(std::chrono::milliseconds limit) const
{
    return wait(POLLOUT, limit);
}

bool LoopbackSocket::waitEither(std::chrono::milliseconds limit) const
{
    return wait(POLLIN | POLLOUT, limit);
}

bool LoopbackSocket::wait(short events, std::chrono::milliseconds limit) const
{
    pollfd waited{m_descriptor, events, 0};
    int ready = 0;
    do // a profile interrupts every thread
        ready = ::poll(&waited, 1, static_cast<int>(limit.count()));
    while (ready < 0 && errno == EINTR);
    return ready == 1;
}

bool LoopbackSocket::sendAll(std::string_view bytes) const
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EAGAIN || !waitWritable())
            return false;
    }
    return true;
}

std::string LoopbackSocket::receiveSome() const
{
    std::string buffer(4096, '\0');
    if (!waitReadable())
        return {};
    const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    buffer.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return buffer;
}

void LoopbackSocket::close()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace tests
