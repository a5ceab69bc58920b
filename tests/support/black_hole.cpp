// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/black_hole.h"

#include "relay/net/host_address.h"

#include <sys/socket.h>
#include <unistd.h>

namespace tests {

BlackHole::BlackHole(const std::string &literal, std::uint16_t port)
{
    constexpr int kFillers = 4; // Linux takes one more than the backlog says
    const auto address = relay::net::HostAddress::parse(literal, port);
    if (!address)
        return;
    const int family = address->isV6() ? AF_INET6 : AF_INET;
    const auto size = static_cast<socklen_t>(address->sockaddrSizeBytes());
    const auto open = [&] {
        m_descriptors.push_back(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        return m_descriptors.back();
    };
    const int listener = open();
    m_open = ::bind(listener, address->sockaddrPointer(), size) == 0 && ::listen(listener, 0) == 0;
    for (int i = 0; m_open && i < kFillers; ++i)
        ::connect(open(), address->sockaddrPointer(), size);
}

BlackHole::~BlackHole()
{
    for (const int descriptor : m_descriptors)
        ::close(descriptor);
}

} // namespace tests
