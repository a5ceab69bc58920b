// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_connection.h"

#include "tests/support/sockets.h"

namespace tests {

namespace {

constexpr std::chrono::milliseconds kStep{100};

} // namespace

FakeConnection::FakeConnection(int descriptor, const FakeTls *tls)
    : m_descriptor(descriptor)
    , m_tls(tls)
{
}

FakeConnection::~FakeConnection()
{
    close();
}

void FakeConnection::close()
{
    m_session.reset();
    const std::lock_guard lock(m_mutex);
    sockets::close(m_descriptor);
    m_descriptor = -1;
}

bool FakeConnection::handshake()
{
    if (m_tls)
        m_session = m_tls->accept(m_descriptor);
    return !m_tls || m_session;
}

bool FakeConnection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::ptrdiff_t count = m_session ? m_session->send(bytes) : sockets::send(m_descriptor, bytes);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::size_t FakeConnection::sendWithin(std::string_view bytes, std::chrono::milliseconds silence)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        if (!sockets::wait(m_descriptor, sockets::kWritable, silence))
            break;
        const std::ptrdiff_t count = sockets::sendNow(m_descriptor, bytes.substr(sent));
        if (count <= 0 && !sockets::wouldBlock())
            break;
        sent += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return sent;
}

std::string FakeConnection::receive()
{
    while (!m_session && !sockets::wait(m_descriptor, sockets::kReadable, kStep)) {
        if (m_interrupted) // which ends no wait that is under way on Windows
            return {};
    }
    std::string buffer(64 * 1024, '\0');
    const std::ptrdiff_t count = m_session ? m_session->receive(buffer.data(), buffer.size())
                                           : sockets::receive(m_descriptor, buffer.data(), buffer.size());
    buffer.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return buffer;
}

bool FakeConnection::waitUntilGone(std::chrono::milliseconds limit)
{
    return sockets::waitUntilGone(m_descriptor, limit);
}

void FakeConnection::endSending()
{
    if (m_session)
        m_session->end();
    sockets::endSending(m_descriptor);
}

void FakeConnection::closeWithReset()
{
    sockets::resetOnClose(m_descriptor);
}

void FakeConnection::interrupt()
{
    const std::lock_guard lock(m_mutex);
    m_interrupted = true;
    sockets::endBoth(m_descriptor); // of -1: nothing
}

} // namespace tests
