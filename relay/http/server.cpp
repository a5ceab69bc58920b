// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server.h"

#include "relay/net/socket.h"

#include <algorithm>
#include <array>
#include <utility>

namespace relay::http {

namespace {

constexpr std::size_t kMaxSpareBuffers = 256;
constexpr std::size_t kMaxSpareBytes = 16 * 1024; // each

} // namespace

Server::Server(net::EventLoop &loop, RequestHandler &handler)
    : m_loop(loop)
    , m_handler(handler)
    , m_listener(loop, *this)
{
}

Server::~Server()
{
    closeAll();
}

Result<void> Server::listen(const net::HostAddress &address, net::KeptSocket *kept)
{
    return m_listener.listen(address, kept);
}

void Server::stopAccepting()
{
    m_listener.close();
}

void Server::drain()
{
    stopAccepting();
    std::vector<ServerConnection *> all;
    all.reserve(m_connections.size());
    for (const auto &[id, connection] : m_connections)
        all.push_back(connection.get());
    for (ServerConnection *connection : all)
        connection->drain();
}

void Server::drainFor(net::KeptSocket &successor)
{
    m_listener.leaveTo(successor);
    for (const auto &[id, connection] : m_connections)
        connection->drainAfterThis();
}

void Server::closeIdle()
{
    std::vector<ServerConnection *> idle;
    for (const auto &[id, connection] : m_connections) {
        if (connection->isIdle() && connection->hadRequest())
            idle.push_back(connection.get());
    }
    for (ServerConnection *connection : idle)
        connection->drain();
}

bool Server::hasIdle() const
{
    return std::any_of(m_connections.begin(), m_connections.end(),
                       [](const auto &each) { return each.second->isIdle(); });
}

bool Server::isReadingRequests() const
{
    return std::any_of(m_connections.begin(), m_connections.end(),
                       [](const auto &each) { return each.second->isReadingRequest(); });
}

void Server::closeAll()
{
    stopAccepting();
    while (!m_connections.empty())
        m_connections.begin()->second->closed(net::CloseReason::Broken);
}

void Server::accepted(net::SocketHandle socket, const net::HostAddress &peer)
{
    const std::uint64_t id = ++m_lastId;
    auto connection = std::make_unique<ServerConnection>(*this, socket, peer, id);
    if (connection->isWatched()) // else it is closed: nothing of it would ever be heard
        m_connections.emplace(id, std::move(connection));
}

void Server::acceptedBeyondLimit(net::SocketHandle socket)
{
    const Refusal refusal = m_handler.describe(nullptr, 503,
                                               "out of file descriptors: close idle connections, or "
                                               "raise the limit (ulimit -n) and start again");
    const std::string head =
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: " +
        std::to_string(refusal.body.size()) + "\r\n" + refusal.headers + "\r\n";
    const std::string_view parts[] = {head, refusal.body};
    // Closing with its request unread would send a reset, which may overtake the answer.
    std::array<char, 4096> request;
    net::socket::receive(socket, request);
    net::socket::send(socket, parts);
    net::socket::shutdownWrite(socket);
    net::socket::close(socket);
}

void Server::release(ServerConnection &connection)
{
    const auto found = m_connections.find(connection.id());
    if (found == m_connections.end())
        return;
    m_loop.retire(std::move(found->second));
    m_connections.erase(found);
}

std::string Server::takeBuffer()
{
    if (m_spareBuffers.empty())
        return {};
    std::string buffer = std::move(m_spareBuffers.back());
    m_spareBuffers.pop_back();
    return buffer;
}

void Server::giveBack(std::string buffer)
{
    if (buffer.capacity() > kMaxSpareBytes || m_spareBuffers.size() >= kMaxSpareBuffers)
        return;
    buffer.clear();
    m_spareBuffers.push_back(std::move(buffer));
}

} // namespace relay::http
