// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/base/result.h"
#include "relay/net/host_address.h"

#include <cstdint>
#include <functional>
#include <string>

// Where a relay is to listen, and whether it could. Reentrant.
namespace relay::service {

// An IP address or localhost; BadRequest says what it may be.
Result<net::HostAddress> listenAddress(const std::string &address, std::uint16_t port);

// Listens there and stops at once. Conflict names who holds the port, as `holder` knows it (it may be empty,
// and look at every process); Forbidden: the system keeps the port for itself; BadRequest: not an address of
// this machine's.
Result<bool> tryListenOn(const std::string &address, std::uint16_t port,
                         const std::function<Saying(std::uint16_t)> &holder);

} // namespace relay::service
