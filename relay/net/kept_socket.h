// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/host_address.h"
#include "relay/net/poller.h"

#include <mutex>

namespace relay::net {

// A listening socket between two listeners: while a relay begins anew, clients wait in its queue instead of
// being refused. Thread-safe.
class KeptSocket final
{
public:
    KeptSocket() = default;
    ~KeptSocket() { drop(); }
    KeptSocket(const KeptSocket &) = delete;
    KeptSocket &operator=(const KeptSocket &) = delete;

    void keep(SocketHandle socket, const HostAddress &address); // which it is bound to
    // For exactly this address, to be owned by who takes it; kNoSocket: there is none. One that would be in
    // the way there, on the same port, is closed; any other stays.
    SocketHandle take(const HostAddress &address);
    void drop(); // who waits in its queue is refused

private:
    std::mutex m_mutex; // guards what follows
    SocketHandle m_socket = kNoSocket;
    HostAddress m_address;
};

} // namespace relay::net
