// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/connector.h"

#include "relay/base/phrase.h"
#include "relay/net/socket.h"
#include "relay/net/tls_context.h"

#include <algorithm>
#include <array>

namespace relay::net {

namespace {

Phrase unwatched(const Phrase &peer)
{
    return said(QT_TRANSLATE_NOOP("Phrases",
                                  "%1: the system cannot watch its connection (fs.epoll.max_user_watches)"),
                peer);
}

} // namespace

class Connector::Dial final : public Retirable, private Pollable
{
public:
    Dial(Connector &connector, SocketHandle socket, Family family)
        : m_connector(connector)
        , m_socket(socket)
        , m_family(family)
    {
        m_watched = m_connector.m_loop.poller().add(m_socket, *this, {.write = true});
    }
    ~Dial() override { close(); }
    Dial(const Dial &) = delete;
    Dial &operator=(const Dial &) = delete;

    SocketHandle socket() const { return m_socket; }
    Family family() const { return m_family; }
    bool isWatched() const { return m_watched; }

    SocketHandle take() { return std::exchange(m_socket, kNoSocket); } // still known to the poller

    void close()
    {
        if (m_socket == kNoSocket)
            return;
        if (m_watched)
            m_connector.m_loop.poller().remove(m_socket);
        net::socket::close(take());
    }

private:
    void ready(Readiness) override
    {
        if (m_socket != kNoSocket)
            m_connector.dialled(*this);
    }

    Connector &m_connector;
    SocketHandle m_socket;
    Family m_family;
    bool m_watched = false;
};

Connector::Connector(EventLoop &loop, Resolver &resolver, Handler &handler)
    : m_loop(loop)
    , m_resolver(resolver)
    , m_handler(handler)
    , m_timer(*this)
    , m_nextAddressTimer(*this)
{
}

Connector::~Connector()
{
    cancel();
}

void Connector::start(Target &target, const Timeouts &timeouts)
{
    cancel();
    m_target = &target;
    m_timeouts = timeouts;
    m_phase = Phase::Resolving;
    m_nextAddress = 0;
    m_lastError = {ErrorKind::Transient, said(QT_TRANSLATE_NOOP("Phrases", "%1 has no address"), peerName())};
    m_loop.arm(m_timer, timeouts.dial);
    const std::string &name = target.proxy ? target.proxy->host : target.host;
    m_lookup = m_resolver.resolve(name, [this](Result<std::vector<HostAddress>> found) {
        m_lookup = 0;
        if (!found)
            return fail({ErrorKind::Transient, phraseOf(found.error())});
        m_addresses = std::move(*found);
        if (m_target->worked != Family::Unknown) {
            const auto worked = [v6 = m_target->worked == Family::V6](const HostAddress &address) {
                return address.isV6() == v6;
            };
            std::stable_partition(m_addresses.begin(), m_addresses.end(), worked);
        }
        tryNextAddress();
    });
}

void Connector::cancel()
{
    m_phase = Phase::Idle;
    m_timer.cancel();
    m_nextAddressTimer.cancel();
    if (m_lookup != 0)
        m_resolver.cancel(std::exchange(m_lookup, 0));
    m_session.reset();
    m_proxy.reset();
    dropDials();
    dropSocket();
}

void Connector::dropSocket()
{
    if (m_socket == kNoSocket)
        return;
    m_loop.poller().remove(m_socket);
    socket::close(m_socket);
    m_socket = kNoSocket;
}

Phrase Connector::peerName() const
{
    if (m_target->proxy)
        return said(QT_TRANSLATE_NOOP("Phrases", "the proxy %1"), m_target->proxy->toString());
    return untranslated(m_target->host + ":" + std::to_string(m_target->port));
}

// Begins with the next address; those before it go on. The last one that fails tells why.
void Connector::tryNextAddress()
{
    m_phase = Phase::Connecting;
    m_nextAddressTimer.cancel();
    while (m_nextAddress < m_addresses.size()) {
        HostAddress address = m_addresses[m_nextAddress++];
        address.setPort(m_target->proxy ? m_target->proxy->port : m_target->port);
        const socket::Connecting connecting = socket::connectTo(address);
        if (connecting.outcome == socket::Outcome::Failed) {
            m_lastError = {ErrorKind::Transient, said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), peerName(),
                                                      connecting.error.message)};
            continue;
        }
        auto dial =
            std::make_unique<Dial>(*this, connecting.socket, address.isV6() ? Family::V6 : Family::V4);
        if (!dial->isWatched()) {
            m_lastError = {ErrorKind::Transient, unwatched(peerName())};
            continue;
        }
        m_dials.push_back(std::move(dial));
        if (m_nextAddress < m_addresses.size())
            m_loop.arm(m_nextAddressTimer, kNextAddressDelay);
        return; // a connection made at once is told as writable
    }
    if (m_dials.empty())
        fail(m_lastError);
}

void Connector::dialled(Dial &dial)
{
    const Result<void> result = socket::connectResult(dial.socket());
    if (result) {
        m_target->worked = dial.family();
        m_socket = dial.take();
        m_nextAddressTimer.cancel();
        dropDials();
        return established(); // which watches the socket anew, or hands it on
    }
    m_lastError = {ErrorKind::Transient,
                   said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), peerName(), result.error())};
    const auto found = std::find_if(m_dials.begin(), m_dials.end(),
                                    [&dial](const auto &other) { return other.get() == &dial; });
    dial.close();
    m_loop.retire(std::move(*found));
    m_dials.erase(found);
    tryNextAddress();
}

void Connector::dropDials()
{
    for (auto &dial : m_dials) {
        dial->close();
        m_loop.retire(std::move(dial));
    }
    m_dials.clear();
}

void Connector::watch(bool read, bool write)
{
    if (!m_loop.poller().change(m_socket, *this, {.read = read, .write = write}))
        fail({ErrorKind::Transient, unwatched(peerName())});
}

void Connector::ready(Readiness)
{
    switch (m_phase) {
    case Phase::Proxy:
        return continueProxy();
    case Phase::Tls:
        return continueTls();
    case Phase::Idle:
    case Phase::Resolving:
    case Phase::Connecting: // told by the dials
    case Phase::Failed:
        return;
    }
}

void Connector::established()
{
    if (m_target->proxy) {
        m_phase = Phase::Proxy;
        m_proxy = std::make_unique<ProxyHandshake>(*m_target->proxy, m_target->host, m_target->port);
        continueProxy();
    } else if (m_target->tls) {
        m_phase = Phase::Tls;
        m_loop.arm(m_timer, m_timeouts.tls);
        m_session = std::make_unique<TlsSession>(*m_target->tls, m_socket);
        continueTls();
    } else {
        finish();
    }
}

void Connector::continueProxy()
{
    for (;;) {
        while (!m_proxy->toSend().empty()) {
            const std::string_view out = m_proxy->toSend();
            const socket::Transfer sent = socket::send(m_socket, std::span(&out, 1));
            if (sent.outcome == socket::Outcome::WouldBlock)
                return watch(false, true);
            if (sent.outcome != socket::Outcome::Done)
                return fail({ErrorKind::Transient,
                             said(QT_TRANSLATE_NOOP("Phrases", "%1 closed the connection"), peerName())});
            m_proxy->sent(sent.bytes);
        }
        // A byte at a time: what follows the proxy's answer belongs to the tunnel and stays in the socket.
        std::array<char, 1> byte;
        const socket::Transfer got = socket::receive(m_socket, byte);
        if (got.outcome == socket::Outcome::WouldBlock)
            return watch(true, false);
        if (got.outcome != socket::Outcome::Done)
            return fail({ErrorKind::Transient,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1 closed the connection"), peerName())});
        const ProxyHandshake::Progress progress = m_proxy->feed({byte.data(), got.bytes});
        if (progress.state == ProxyHandshake::State::Failed)
            return fail({ErrorKind::Transient, m_proxy->error()});
        if (progress.state == ProxyHandshake::State::Established)
            break;
    }
    m_proxy.reset();
    if (!m_target->tls)
        return finish();
    m_phase = Phase::Tls;
    m_loop.arm(m_timer, m_timeouts.tls);
    m_session = std::make_unique<TlsSession>(*m_target->tls, m_socket);
    continueTls();
}

void Connector::continueTls()
{
    switch (m_session->handshake()) {
    case IoStatus::Done:
        return finish();
    case IoStatus::WantRead:
        return watch(true, false);
    case IoStatus::WantWrite:
        return watch(false, true);
    case IoStatus::Closed:
    case IoStatus::Failed:
        return fail({ErrorKind::Transient, m_session->error()});
    }
}

void Connector::finish()
{
    m_timer.cancel();
    m_phase = Phase::Idle;
    m_loop.poller().remove(m_socket);
    m_handler.connected(std::exchange(m_socket, kNoSocket), std::move(m_session));
}

void Connector::fail(Error error)
{
    cancel();
    m_lastError = std::move(error);
    m_phase = Phase::Failed; // told at the end of the turn: never from within start()
    m_loop.defer(*this);
}

void Connector::runDeferred()
{
    if (m_phase != Phase::Failed)
        return;
    m_phase = Phase::Idle;
    m_handler.connectFailed(m_lastError);
}

void Connector::timerExpired(Timer &timer)
{
    if (&timer == &m_nextAddressTimer)
        return tryNextAddress();
    const char *const what =
        m_phase == Phase::Tls     ? QT_TRANSLATE_NOOP("Phrases", "the TLS handshake with %1 took too long")
        : m_phase == Phase::Proxy ? QT_TRANSLATE_NOOP("Phrases", "%1 did not answer in time")
        : m_phase == Phase::Resolving
            ? QT_TRANSLATE_NOOP("Phrases", "looking up the name of %1 took too long")
            : QT_TRANSLATE_NOOP("Phrases", "connecting to %1 took too long");
    fail({ErrorKind::UpstreamSilent, said(what, peerName())});
}

} // namespace relay::net
