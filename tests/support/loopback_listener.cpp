// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/loopback_listener.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

LoopbackListener::LoopbackListener()
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_descriptor, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
        ::listen(m_descriptor, 1024) == 0 &&
        ::getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
}

LoopbackListener::~LoopbackListener()
{
    ::close(m_descriptor);
}

int LoopbackListener::accept() const
{
    return ::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
}

void LoopbackListener::stop()
{
    m_stopping = true;
    ::shutdown(m_descriptor, SHUT_RDWR);
}

} // namespace tests
