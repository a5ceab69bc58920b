// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/host_address.h"
#include "relay/net/poller.h"

namespace relay::net::socket {

// A listening socket for exactly this address that whoever started the process has opened for it, in the way
// of sd_listen_fds(3): LISTEN_PID is this process, the sockets are the LISTEN_FDS descriptors from 3 on. A
// duplicate, so that it can be closed and asked for again; kNoSocket: there is none. Thread-safe (no state).
SocketHandle inheritedListener(const HostAddress &address);

} // namespace relay::net::socket
