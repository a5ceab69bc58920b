// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/loopback_listener.h"

#include "tests/support/sockets.h"

namespace tests {

LoopbackListener::LoopbackListener()
    : m_descriptor(sockets::listenAnywhere(m_port))
{
}

LoopbackListener::~LoopbackListener()
{
    sockets::close(m_descriptor);
}

int LoopbackListener::accept() const
{
    return sockets::accept(m_descriptor);
}

void LoopbackListener::stop()
{
    m_stopping = true;
    sockets::endListening(m_descriptor);
}

} // namespace tests
