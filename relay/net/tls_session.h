// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/io_status.h"
#include "relay/net/poller.h"

#include <cstddef>
#include <memory>
#include <string>

namespace relay {
struct Phrase;
}

namespace relay::net {

class TlsContext;

enum class TlsFailure {
    None,
    Certificate, // the peer is not proven to be the host; another attempt will not help
    Protocol,    // the two cannot agree, or the peer does not speak TLS
    Connection,  // the connection broke
    Truncated,   // the connection ended without close_notify: what was read may lack its end
};

// The client side of one TLS connection on a connected non-blocking socket, which it neither owns nor
// polls. Writing never raises SIGPIPE. After a full handshake or read, data may wait inside: read until it
// says WantRead (or stop, and ask hasPending() before waiting for the descriptor again). Lives on relay.
class TlsSession final
{
public:
    TlsSession(TlsContext &context, SocketHandle socket);
    ~TlsSession();
    TlsSession(const TlsSession &) = delete;
    TlsSession &operator=(const TlsSession &) = delete;

    // Call again, when the descriptor allows what it wants, until it is Done or Failed.
    IoStatus handshake();

    // Fills as much of `to` as it can. A further call after a short read costs no system call.
    IoStatus read(char *to, std::size_t size, std::size_t &got);

    // Takes as much as the socket does. Bytes not taken must be offered again, first and not fewer, from any
    // address.
    IoStatus write(const char *from, std::size_t size, std::size_t &put);

    // Sends close_notify if the socket takes it at once; the caller closes the descriptor.
    void shutdown();

    bool hasPending() const;
    bool resumed() const;         // the handshake was a short one, from an earlier session
    const char *protocol() const; // "TLSv1.3"
    TlsFailure failure() const;
    bool truncated() const { return failure() == TlsFailure::Truncated; }
    const Phrase &error() const; // for people: what is wrong and what to do

private:
    struct Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace relay::net
