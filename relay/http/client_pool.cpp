// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/client_pool.h"

#include <algorithm>

namespace relay::http {

namespace {

// Freed at the end of the turn: one of its connections may still be closing.
struct DroppedUpstream final : net::Retirable
{
    explicit DroppedUpstream(std::shared_ptr<Upstream> dropped)
        : upstream(std::move(dropped))
    {
    }

    std::shared_ptr<Upstream> upstream;
};

} // namespace

void ClientRequest::cancel()
{
    if (m_upstream)
        m_upstream->cancel(*this);
}

void ClientRequest::pause()
{
    if (m_connection && m_connection->m_stream)
        m_connection->m_stream->pause();
}

void ClientRequest::resume()
{
    if (m_connection && m_connection->m_stream && m_connection->m_stream->paused())
        m_connection->m_stream->resume();
}

Upstream::Upstream(ClientPool &pool, Origin origin)
    : m_pool(pool)
    , m_origin(std::move(origin))
{
    if (m_origin.tls)
        m_tls = std::make_unique<net::TlsContext>(pool.m_roots, m_origin.host);
    m_target = {m_origin.host, m_origin.port, m_tls.get(), m_origin.proxy};
}

Upstream::~Upstream()
{
    for (ClientRequest *request : m_waiting)
        request->m_upstream = nullptr;
    m_waiting.clear(); // closing a connection would open one for them
    while (!m_connections.empty()) {
        ClientConnection &connection = *m_connections.back();
        if (ClientRequest *const request = std::exchange(connection.m_request, nullptr)) {
            request->m_upstream = nullptr;
            request->m_connection = nullptr;
        }
        connection.close();
    }
}

void Upstream::start(ClientRequest &request)
{
    if (!m_waiting.empty() || (m_idle.empty() && m_connections.size() >= m_pool.m_limits.maxPerHost)) {
        m_waiting.push_back(&request);
        return;
    }
    if (m_idle.empty())
        return open(request);
    ClientConnection *const connection = m_idle.back();
    m_idle.pop_back();
    --m_pool.m_idleCount;
    connection->m_reused = true;
    connection->use(request);
}

void Upstream::open(ClientRequest &request)
{
    m_connections.push_back(std::make_unique<ClientConnection>(*this, m_connections.size()));
    request.m_timings.queued = m_pool.m_loop.now() - request.m_timings.startedAt;
    m_connections.back()->connect(request);
}

void Upstream::cancel(ClientRequest &request)
{
    request.m_upstream = nullptr;
    if (ClientConnection *const connection = std::exchange(request.m_connection, nullptr)) {
        connection->m_request = nullptr;
        connection->close();
        return;
    }
    std::erase(m_waiting, &request);
}

void Upstream::release(ClientConnection &connection)
{
    if (m_connections.size() > m_pool.m_limits.maxPerHost) // which was lowered meanwhile
        return connection.close();
    if (!m_waiting.empty()) {
        ClientRequest &next = *m_waiting.front();
        if (next.m_retried) // has met a dead one already: its next connection is a new one
            return connection.close();
        m_waiting.pop_front();
        next.m_timings.queued = m_pool.m_loop.now() - next.m_timings.startedAt;
        connection.m_reused = true;
        connection.use(next);
        return;
    }
    if (m_idle.size() >= m_pool.m_limits.maxIdlePerHost || m_pool.m_idleCount >= m_pool.m_limits.maxIdle) {
        connection.close();
        return;
    }
    connection.m_phase = ClientConnection::Phase::Idle;
    m_idle.push_back(&connection);
    ++m_pool.m_idleCount;
    m_pool.m_loop.arm(connection.m_timer, m_pool.m_limits.idleTimeout);
}

void Upstream::discard(ClientConnection &connection)
{
    if (const auto idle = std::find(m_idle.begin(), m_idle.end(), &connection); idle != m_idle.end()) {
        m_idle.erase(idle);
        --m_pool.m_idleCount;
    }
    const std::size_t index = connection.m_index;
    m_pool.m_loop.retire(std::move(m_connections[index]));
    if (index + 1 != m_connections.size()) {
        m_connections[index] = std::move(m_connections.back());
        m_connections[index]->m_index = index;
    }
    m_connections.pop_back();
    serveWaiting();
    if (m_connections.empty())
        m_pool.dropUnused();
}

void Upstream::serveWaiting()
{
    while (!m_waiting.empty() && m_connections.size() < m_pool.m_limits.maxPerHost) {
        ClientRequest &next = *m_waiting.front();
        m_waiting.pop_front();
        open(next);
    }
}

void Upstream::closeIdle(std::size_t most)
{
    while (m_idle.size() > most)
        m_idle.front()->close(); // the longest unused
}

ClientPool::ClientPool(net::EventLoop &loop, net::Resolver &resolver, net::TlsRoots &roots)
    : m_loop(loop)
    , m_resolver(resolver)
    , m_roots(roots)
{
}

ClientPool::~ClientPool()
{
    while (!m_upstreams.empty()) { // each may still look for others as it ends
        const std::shared_ptr<Upstream> upstream = std::move(m_upstreams.back());
        m_upstreams.pop_back();
    }
}

void ClientPool::setLimits(const PoolLimits &limits)
{
    m_limits = limits;
    const std::vector upstreams(m_upstreams); // which lose those whose last connection is closed
    for (const auto &upstream : upstreams) {
        const std::size_t busy = upstream->m_connections.size() - upstream->m_idle.size();
        const std::size_t room = limits.maxPerHost > busy ? limits.maxPerHost - busy : 0;
        upstream->closeIdle(std::min(room, limits.maxIdlePerHost));
    }
    for (const auto &upstream : upstreams) {
        if (m_idleCount > limits.maxIdle)
            upstream->closeIdle(upstream->m_idle.size() -
                                std::min(upstream->m_idle.size(), m_idleCount - limits.maxIdle));
        upstream->serveWaiting();
    }
}

const std::shared_ptr<Upstream> &ClientPool::find(const Origin &origin)
{
    const auto found = std::find_if(m_upstreams.begin(), m_upstreams.end(),
                                    [&](const auto &upstream) { return upstream->origin() == origin; });
    if (found != m_upstreams.end())
        return *found;
    m_upstreams.push_back(std::make_shared<Upstream>(*this, origin));
    return m_upstreams.back();
}

std::shared_ptr<Upstream> ClientPool::lease(const Origin &origin)
{
    std::shared_ptr<Upstream> upstream = find(origin);
    dropUnused();
    return upstream;
}

void ClientPool::forgetUnused()
{
    for (const auto &upstream : std::vector(m_upstreams)) { // one more holder each
        if (upstream.use_count() == 2)
            upstream->closeIdle();
    }
    dropUnused();
}

void ClientPool::dropUnused()
{
    for (auto &upstream : m_upstreams) {
        if (upstream.use_count() == 1 && upstream->m_connections.empty() && upstream->m_waiting.empty())
            m_loop.retire(std::make_unique<DroppedUpstream>(std::move(upstream)));
    }
    std::erase(m_upstreams, nullptr);
}

void ClientPool::send(Upstream &upstream, ClientRequest &request, const ClientRequest::Content &content,
                      const ClientRequest::Timeouts &timeouts)
{
    request.cancel();
    request.m_upstream = &upstream;
    request.m_content = content;
    request.m_timeouts = timeouts;
    request.m_timings = {};
    request.m_timings.startedAt = m_loop.now();
    request.m_retried = false;
    upstream.start(request);
}

void ClientPool::closeIdle()
{
    for (const auto &upstream : std::vector(m_upstreams)) // which would drop them one by one
        upstream->closeIdle();
    dropUnused();
}

std::size_t ClientPool::connectionCount() const
{
    std::size_t count = 0;
    for (const auto &upstream : m_upstreams)
        count += upstream->m_connections.size();
    return count;
}

std::size_t ClientPool::waitingCount() const
{
    std::size_t count = 0;
    for (const auto &upstream : m_upstreams)
        count += upstream->m_waiting.size();
    return count;
}

} // namespace relay::http
