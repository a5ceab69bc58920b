// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

#include <cstdint>
#include <vector>

namespace tests {

struct OwnListener
{
    QHostAddress address;
    std::uint16_t port = 0;
};

// Where this process itself listens for TCP, as the system tells; whoever else has a port is left out.
std::vector<OwnListener> ownListeners();

} // namespace tests
