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

// Makes one connection to an upstream: looks the name up, tries its addresses, each a little later than the
// one before (RFC 8305 in small), asks a proxy for its tunnel, shakes hands under TLS. One at a time; freed
// by EventLoop::retire(). Lives on relay.
class Connector final : public Retirable, private Pollable, private Timer::Owner, private Deferred
{
public:
    static constexpr std::chrono::milliseconds kNextAddressDelay{250}; // RFC 8305 section 5

    enum class Family : std::uint8_t { Unknown, V4, V6 };

    struct Target
    {
        std::string host;
        std::uint16_t port = 0;
        TlsContext *tls = nullptr; // null: plain text
        std::optional<ProxyUrl> proxy;
        Family worked = Family::Unknown; // of the last connection: tried first by the next
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

    void start(Target &target, const Timeouts &timeouts);
    void cancel();

private:
    enum class Phase { Idle, Resolving, Connecting, Proxy, Tls, Failed };

    // An attempt at one address.
    class Dial;

    void ready(Readiness readiness) override;
    void timerExpired(Timer &timer) override;
    void runDeferred() override;
    void tryNextAddress();
    void dialled(Dial &dial);
    void dropDials();
    void established();
    void continueProxy();
    void continueTls();
    void finish();
    void fail(Error error);
    void watch(bool read, bool write);
    void dropSocket();
    Phrase peerName() const;

    EventLoop &m_loop;
    Resolver &m_resolver;
    Handler &m_handler;
    Target *m_target = nullptr; // outlives the attempt: the pool keeps it
    Timeouts m_timeouts;
    Timer m_timer;
    Timer m_nextAddressTimer;
    Phase m_phase = Phase::Idle;
    SocketHandle m_socket = kNoSocket; // once an address has been reached
    std::vector<std::unique_ptr<Dial>> m_dials;
    Resolver::Request m_lookup = 0;
    std::vector<HostAddress> m_addresses;
    std::size_t m_nextAddress = 0;
    std::unique_ptr<ProxyHandshake> m_proxy;
    std::unique_ptr<TlsSession> m_session;
    Error m_lastError;
};

} // namespace relay::net
