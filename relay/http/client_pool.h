// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/client_connection.h"
#include "relay/http/client_request.h"
#include "relay/net/connector.h"
#include "relay/net/tls_context.h"
#include "relay/net/tls_roots.h"

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace relay::http {

struct PoolLimits
{
    std::size_t maxIdle = 100;
    std::size_t maxIdlePerHost = 20;
    std::size_t maxPerHost = 50; // beyond it requests wait, in order
    Nanos dialTimeout = std::chrono::seconds{10};
    Nanos tlsTimeout = std::chrono::seconds{10};
    Nanos idleTimeout = std::chrono::seconds{90};
    std::chrono::seconds keepAlive{90}; // TCP keep-alive period; 0: none
};

// Where an upstream is. Two origins that are equal share their connections. A value.
struct Origin
{
    bool tls = false;
    std::string host; // no brackets
    std::uint16_t port = 0;
    std::optional<net::ProxyUrl> proxy;

    friend bool operator==(const Origin &, const Origin &) = default;
};

class ClientPool;

// The connections to one origin and the requests that wait for one. Lives on relay.
class Upstream final
{
public:
    Upstream(ClientPool &pool, Origin origin);
    ~Upstream();
    Upstream(const Upstream &) = delete;
    Upstream &operator=(const Upstream &) = delete;

    const Origin &origin() const { return m_origin; }

private:
    friend class ClientPool;
    friend class ClientConnection;
    friend class ClientRequest;

    void start(ClientRequest &request);
    void open(ClientRequest &request);
    void cancel(ClientRequest &request);
    void release(ClientConnection &connection); // after a complete answer: idle, or the next request
    void discard(ClientConnection &connection); // closed: free it, and let somebody else have its place
    void serveWaiting();
    void closeIdle(std::size_t most = 0); // all but so many

    ClientPool &m_pool;
    Origin m_origin;
    net::Connector::Target m_target;
    std::unique_ptr<net::TlsContext> m_tls;
    std::vector<std::unique_ptr<ClientConnection>> m_connections;
    std::vector<ClientConnection *> m_idle; // the last used at the back: it goes out first
    std::deque<ClientRequest *> m_waiting;
};

// All upstream connections of one relay thread, within their bounds. Lives on relay.
class ClientPool final
{
public:
    ClientPool(net::EventLoop &loop, net::Resolver &resolver, net::TlsRoots &roots);
    ~ClientPool();
    ClientPool(const ClientPool &) = delete;
    ClientPool &operator=(const ClientPool &) = delete;

    // Idle connections beyond the bounds are closed at once, busy ones when they have answered.
    void setLimits(const PoolLimits &limits);
    // The same object for the same origin, as long as somebody holds it or it has connections; the pool must
    // outlive what is held.
    std::shared_ptr<Upstream> lease(const Origin &origin);
    // Closes what idles for origins that nobody holds any more, and forgets them with their TLS sessions and
    // their proxy's password.
    void forgetUnused();

    void send(Upstream &upstream, ClientRequest &request, const ClientRequest::Content &content,
              const ClientRequest::Timeouts &timeouts);
    void closeIdle(); // after a sleep, a change of network

    std::size_t connectionCount() const;
    std::size_t idleCount() const { return m_idleCount; }
    std::size_t waitingCount() const;
    std::size_t originCount() const { return m_upstreams.size(); }

private:
    friend class Upstream;
    friend class ClientConnection;

    const std::shared_ptr<Upstream> &find(const Origin &origin);
    void dropUnused();

    net::EventLoop &m_loop;
    net::Resolver &m_resolver;
    net::TlsRoots &m_roots;
    PoolLimits m_limits;
    std::vector<std::shared_ptr<Upstream>> m_upstreams;
    std::size_t m_idleCount = 0;
};

} // namespace relay::http
