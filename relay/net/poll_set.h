// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#ifdef _WIN32
#include "relay/net/afd_set.h"
#else
#include "relay/net/epoll_set.h"
#endif

namespace relay::net {

// What this system offers for waiting on many sockets at once. One shape, no virtual call between.
#ifdef _WIN32
using PollSet = AfdSet;
#else
using PollSet = EpollSet;
#endif

} // namespace relay::net
