// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/listener.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/net/kept_socket.h"
#include "relay/net/socket.h"

#include <utility>

namespace relay::net {

namespace {
constexpr int kBacklog = 4096;
constexpr int kAcceptsPerTurn = 256; // a flood of connections must not starve those that are there
} // namespace

Listener::Listener(EventLoop &loop, Handler &handler)
    : m_loop(loop)
    , m_handler(handler)
    , m_restTimer(*this)
{
}

Listener::~Listener()
{
    close();
}

Result<void> Listener::listen(const HostAddress &address, KeptSocket *kept)
{
    const SocketHandle open = kept ? kept->take(address) : kNoSocket;
    const Result<SocketHandle> socket = open != kNoSocket ? open : socket::listenOn(address, kBacklog);
    if (!socket)
        return socket.error();
    m_socket = *socket;
    m_spare = socket::spareDescriptor();
    const Result<HostAddress> bound = socket::localAddress(m_socket);
    m_address = bound ? *bound : address;
    if (!m_loop.poller().add(m_socket, *this, {.read = true})) {
        close();
        return Error{
            ErrorKind::Internal,
            said(QT_TRANSLATE_NOOP("Phrases", "the system cannot watch for connections: it may be out of "
                                              "memory, or of epoll watches (fs.epoll.max_user_watches)"))};
    }
    return {};
}

void Listener::close()
{
    if (m_socket != kNoSocket)
        socket::close(release());
}

void Listener::leaveTo(KeptSocket &kept)
{
    if (m_socket != kNoSocket)
        kept.keep(release(), m_address);
}

SocketHandle Listener::release()
{
    m_restTimer.cancel();
    m_loop.poller().remove(m_socket);
    if (m_spare != kNoSocket)
        socket::close(std::exchange(m_spare, kNoSocket));
    return std::exchange(m_socket, kNoSocket);
}

void Listener::ready(Readiness)
{
    for (int i = 0; i < kAcceptsPerTurn && m_socket != kNoSocket; ++i) {
        const socket::Accepted accepted = socket::accept(m_socket);
        switch (accepted.outcome) {
        case socket::Outcome::Done:
            m_short = false;
            m_handler.accepted(accepted.socket, accepted.peer);
            break;
        case socket::Outcome::Closed:
            break;
        case socket::Outcome::WouldBlock:
            return;
        case socket::Outcome::Failed:
            if (!std::exchange(m_short, true))
                log::net().warn("out of descriptors or memory: connections are refused or have to wait");
            if (!accepted.outOfDescriptors || !acceptBeyondLimit())
                return rest();
            break;
        }
    }
}

// False: the spare descriptor was not there, or is lost to another thread.
bool Listener::acceptBeyondLimit()
{
    if (m_spare == kNoSocket)
        return false;
    socket::close(m_spare);
    const socket::Accepted accepted = socket::accept(m_socket);
    if (accepted.outcome == socket::Outcome::Done)
        m_handler.acceptedBeyondLimit(accepted.socket);
    m_spare = socket::spareDescriptor();
    return m_spare != kNoSocket;
}

// The socket stays readable as long as somebody waits: being told so again and again helps nobody.
void Listener::rest()
{
    (void)m_loop.poller().change(m_socket, *this, {}); // else it is told again, and rests again
    m_loop.arm(m_restTimer, kRest);
}

void Listener::timerExpired(Timer &)
{
    if (m_spare == kNoSocket)
        m_spare = socket::spareDescriptor();
    if (!m_loop.poller().change(m_socket, *this, {.read = true}))
        m_loop.arm(m_restTimer, kRest); // and tries again
}

} // namespace relay::net
