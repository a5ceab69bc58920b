// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/loopback_socket.h"

#include "tests/support/sockets.h"

namespace tests {

LoopbackSocket::LoopbackSocket(std::uint16_t port)
    : m_descriptor(sockets::connect(port))
{
}

LoopbackSocket::~LoopbackSocket()
{
    close();
}

bool LoopbackSocket::waitReadable(std::chrono::milliseconds limit) const
{
    return sockets::wait(m_descriptor, sockets::kReadable, limit);
}

bool LoopbackSocket::waitWritable(std::chrono::milliseconds limit) const
{
    return sockets::wait(m_descriptor, sockets::kWritable, limit);
}

bool LoopbackSocket::waitEither(std::chrono::milliseconds limit) const
{
    return sockets::wait(m_descriptor, sockets::kReadable | sockets::kWritable, limit);
}

bool LoopbackSocket::sendAll(std::string_view bytes) const
{
    while (!bytes.empty()) {
        const std::ptrdiff_t count = sockets::send(m_descriptor, bytes);
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (!sockets::wouldBlock() || !waitWritable())
            return false;
    }
    return true;
}

std::string LoopbackSocket::receiveSome() const
{
    std::string buffer(4096, '\0');
    if (!waitReadable())
        return {};
    const std::ptrdiff_t count = sockets::receive(m_descriptor, buffer.data(), buffer.size());
    buffer.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return buffer;
}

void LoopbackSocket::close()
{
    sockets::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace tests
