// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_session.h"
#include "tests/support/loopback_socket.h"

namespace tests {

// A TlsSession on a loopback connection, driven to the end of each step as the event loop would do it.
// Reentrant.
class TlsClient final
{
public:
    TlsClient(relay::net::TlsContext &context, std::uint16_t port);

    relay::net::IoStatus handshake();
    relay::net::IoStatus send(std::string_view bytes);
    relay::net::IoStatus receive(std::size_t wanted); // Done: received() has grown by that much
    relay::net::IoStatus receiveToEnd();
    // Both at once, so that neither side waits for the other with full buffers.
    relay::net::IoStatus exchange(std::string_view bytes, std::size_t wanted);

    const std::string &received() const { return m_received; }
    relay::net::TlsSession &session() { return m_session; }
    LoopbackSocket &socket() { return m_socket; }

private:
    bool wait(relay::net::IoStatus status) const;
    relay::net::IoStatus readAvailable();

    LoopbackSocket m_socket;
    relay::net::TlsSession m_session;
    std::string m_received;
};

} // namespace tests
