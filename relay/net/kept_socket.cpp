// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/kept_socket.h"

#include "relay/net/socket.h"

#include <utility>

namespace relay::net {

void KeptSocket::keep(SocketHandle socket, const HostAddress &address)
{
    drop();
    const std::scoped_lock lock(m_mutex);
    m_socket = socket;
    m_address = address;
}

SocketHandle KeptSocket::take(const HostAddress &address)
{
    const std::scoped_lock lock(m_mutex);
    if (m_socket == kNoSocket || m_address.port() != address.port())
        return kNoSocket;
    const SocketHandle taken = std::exchange(m_socket, kNoSocket);
    if (m_address == address)
        return taken;
    socket::close(taken);
    return kNoSocket;
}

void KeptSocket::drop()
{
    const std::scoped_lock lock(m_mutex);
    if (m_socket != kNoSocket)
        socket::close(std::exchange(m_socket, kNoSocket));
}

} // namespace relay::net
