// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/net/event_loop.h"
#include "relay/net/host_address.h"
#include "relay/net/proxy_handshake.h"
#include "relay/net/resolver.h"
#include "relay/net/tls_session.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relay::net {

class TlsContext;

// Makes one connection to an upstream: looks the name up, tries each address, asks a proxy for its tunnel,
// shakes hands under TLS. One at a time; freed by EventLoop::retire(). Lives on relay.
class Connector final : public Retirable, private Pollable, private Timer::Owner, private Deferred
{
public:
    struct Target
    {
        std::string host;
        std::uint16_t port = 0;
        TlsContext *tls = nullptr; // null: plain text
        std::optional<ProxyUrl> proxy;
    };

    struct Timeouts
    {
        Nanos dial{}; // name, connect and the proxy's answer
        Nanos tls{};
    };

    class Handler
    {
    public:
        virtual void connected(SocketHandle socket, std::unique_ptr<TlsSession> session) = 0;
        virtual void connectFailed(const Error &error) = 0; // UpstreamSilent: a timeout; else Transient

    protected:
        ~Handler() = default;
    };

    Connector(EventLoop &loop, Resolver &resolver, Handler &handler);
    ~Connector() override;
    Connector(const Connector &) = delete;
    Connector &operator=(const Connector &) = delete;

    void start(const Target &target, const Timeouts &timeouts);
    void cancel();

private:
    enum class Phase { Idle, Resolving, Connecting, Proxy, Tls, Failed };

    void ready(Readiness readiness) override;
    void timerExpired(Timer &timer) override;
    void runDeferred() override;
    void tryNextAddress();
    void established();
    void continueProxy();
    void continueTls();
    void finish();
    void fail(Error error);
    void watch(bool read, bool write);
    void dropSocket();
    QString peerName() const;

    EventLoop &m_loop;
    Resolver &m_resolver;
    Handler &m_handler;
    const Target *m_target = nullptr; // outlives the attempt: the pool keeps it
    Timeouts m_timeouts;
    Timer m_timer;
    Phase m_phase = Phase::Idle;
    SocketHandle m_socket = kNoSocket;
    Resolver::Request m_lookup = 0;
    std::vector<HostAddress> m_addresses;
    std::size_t m_nextAddress = 0;
    std::unique_ptr<ProxyHandshake> m_proxy;
    std::unique_ptr<TlsSession> m_session;
    Error m_lastError;
};

} // namespace relay::net
