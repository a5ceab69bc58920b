// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/http/server_connection.h"
#include "relay/net/listener.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace relay::http {

struct ServerLimits
{
    std::uint64_t maxBodyBytes = 64 * 1024 * 1024;
    Nanos headTimeout = std::chrono::seconds{15};   // first byte to last of a head
    Nanos bodyTimeout = std::chrono::seconds{30};   // silence inside a body
    Nanos idleTimeout = std::chrono::seconds{300};  // between requests
    Nanos writeTimeout = std::chrono::seconds{300}; // a client that takes nothing of what we send
};

// An answer that needs nobody: for what is refused before its body is read.
struct Refusal
{
    int status = 0; // 0: not refused
    std::string headers;
    std::string body;
};

// What the server asks about each request. Lives on relay.
class RequestHandler
{
public:
    // The head is there, the body perhaps not.
    virtual Refusal admit(const RequestHead &head, const net::HostAddress &peer) = 0;
    // Asked of an admitted request whose body has not come as a whole. False: nothing more is read until
    // the handler calls ServerConnection::goOn(), which it may do before it returns.
    virtual bool takesBody(const RequestHead &, ServerConnection &) { return true; }
    // Must call setResponder() or answer before it returns. EventLoop::kPaddingBytes are readable behind
    // body.
    virtual void handle(const RequestHead &head, std::string_view body, ServerConnection &connection) = 0;
    // A request that HTTP itself forbids; head is null where there is none.
    virtual Refusal describe(const RequestHead *head, int status, std::string_view reason) = 0;

protected:
    ~RequestHandler() = default;
};

// Accepts clients and owns their connections. Lives on relay.
class Server final : private net::Listener::Handler
{
public:
    Server(net::EventLoop &loop, RequestHandler &handler);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    Result<void> listen(const net::HostAddress &address, net::KeptSocket *kept = nullptr);
    void stopAccepting();
    void drain(); // accept no more, close idle connections, let answers end
    // The same for somebody who listens there soon: new clients wait, and connections may bring one more
    // request each.
    void drainFor(net::KeptSocket &successor);
    void closeIdle(); // but for clients that have had no answer yet
    void closeAll();

    void setLimits(const ServerLimits &limits) { m_limits = limits; }
    const net::HostAddress &address() const { return m_listener.address(); }
    std::size_t connectionCount() const { return m_connections.size(); }
    // Connections with a request that is being answered, or an answer that the client has not taken yet.
    std::size_t answeringCount() const { return m_answering; }
    bool isReadingRequests() const; // part of one has come
    bool hasIdle() const;           // connections that may bring one

private:
    friend class ServerConnection;

    void accepted(net::SocketHandle socket, const net::HostAddress &peer) override;
    void acceptedBeyondLimit(net::SocketHandle socket) override;
    void release(ServerConnection &connection);
    std::string takeBuffer(); // empty, with the capacity that another request needed
    void giveBack(std::string buffer);

    net::EventLoop &m_loop;
    RequestHandler &m_handler;
    net::Listener m_listener;
    ServerLimits m_limits;
    // Requests take turns with them: else each connection's first request would leave a hole in the heap
    // that the next connection is put into.
    std::vector<std::string> m_spareBuffers;
    std::string m_headScratch; // the head between startResponse() and the first writeBody()
    std::unordered_map<std::uint64_t, std::unique_ptr<ServerConnection>> m_connections;
    std::uint64_t m_lastId = 0;
    std::size_t m_answering = 0;
};

} // namespace relay::http
