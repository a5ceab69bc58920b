// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/net/host_address.h"
#include "relay/net/poller.h"

#include <chrono>
#include <span>
#include <string_view>

// The system's calls on raw, non-blocking stream sockets. Thread-safe (no state).
namespace relay::net::socket {

enum class Outcome { Done, WouldBlock, Closed, Failed };

struct Transfer
{
    Outcome outcome = Outcome::Failed;
    std::size_t bytes = 0;
};

Transfer receive(SocketHandle socket, std::span<char> into);
Transfer send(SocketHandle socket, std::span<const std::string_view> parts);

// Done at once, WouldBlock (writable when decided), or Failed.
struct Connecting
{
    SocketHandle socket = kNoSocket;
    Outcome outcome = Outcome::Failed;
    Error error;
};
Connecting connectTo(const HostAddress &address);
Result<void> connectResult(SocketHandle socket);

// Accepted sockets are non-blocking and have TCP_NODELAY. Closed: that client has gone again, the next one
// may be there. Failed: no connection can be accepted for now.
struct Accepted
{
    SocketHandle socket = kNoSocket;
    Outcome outcome = Outcome::Failed;
    bool outOfDescriptors = false; // it Failed for want of one
    HostAddress peer;
};
Accepted accept(SocketHandle listener);
// Port 0: any. Conflict: it is taken. Forbidden: the system keeps it. BadRequest: no address of this machine.
Result<SocketHandle> listenOn(const HostAddress &address, int backlog);
Result<HostAddress> localAddress(SocketHandle socket);

void setKeepAlive(SocketHandle socket, std::chrono::seconds period);
void shutdownWrite(SocketHandle socket);
void close(SocketHandle socket);
SocketHandle spareDescriptor(); // held so that one more connection can be told that there are too many

} // namespace relay::net::socket
