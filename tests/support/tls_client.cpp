// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_client.h"

#include <array>

namespace tests {

using relay::net::IoStatus;

TlsClient::TlsClient(relay::net::TlsContext &context, std::uint16_t port)
    : m_socket(port)
    , m_session(context, m_socket.descriptor())
{
}

bool TlsClient::wait(IoStatus status) const
{
    return status == IoStatus::WantWrite ? m_socket.waitWritable() : m_socket.waitReadable();
}

IoStatus TlsClient::handshake()
{
    IoStatus status = m_session.handshake();
    while ((status == IoStatus::WantRead || status == IoStatus::WantWrite) && wait(status))
        status = m_session.handshake();
    return status;
}

// Until the session says why there is no more: never Done.
IoStatus TlsClient::readAvailable()
{
    std::array<char, 5000> buffer{}; // smaller than a record, and no divisor of it
    for (;;) {
        std::size_t got = 0;
        const IoStatus status = m_session.read(buffer.data(), buffer.size(), got);
        m_received.append(buffer.data(), got);
        if (status != IoStatus::Done)
            return status;
    }
}

IoStatus TlsClient::send(std::string_view bytes)
{
    return exchange(bytes, 0);
}

IoStatus TlsClient::receive(std::size_t wanted)
{
    return exchange({}, wanted);
}

IoStatus TlsClient::exchange(std::string_view bytes, std::size_t wanted)
{
    const std::size_t enough = m_received.size() + wanted;
    while (!bytes.empty() || m_received.size() < enough) {
        IoStatus writing = IoStatus::Done;
        while (!bytes.empty() && writing == IoStatus::Done) {
            std::size_t put = 0;
            const std::string moved(bytes); // from another address each time
            writing = m_session.write(moved.data(), moved.size(), put);
            bytes.remove_prefix(put);
        }
        if (writing == IoStatus::Failed)
            return writing;
        const IoStatus reading = m_received.size() < enough ? readAvailable() : IoStatus::WantRead;
        if (reading == IoStatus::Closed || reading == IoStatus::Failed)
            return m_received.size() >= enough && bytes.empty() ? IoStatus::Done : reading;
        if (m_received.size() >= enough && bytes.empty())
            break;
        const bool onlyWriting = !bytes.empty() && m_received.size() >= enough;
        if (onlyWriting ? !m_socket.waitWritable()
                        : !(bytes.empty() ? m_socket.waitReadable() : m_socket.waitEither()))
            return reading;
    }
    return IoStatus::Done;
}

IoStatus TlsClient::receiveToEnd()
{
    IoStatus status = readAvailable();
    while ((status == IoStatus::WantRead || status == IoStatus::WantWrite) && wait(status))
        status = readAvailable();
    return status;
}

} // namespace tests
